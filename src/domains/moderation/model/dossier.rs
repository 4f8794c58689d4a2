//! What somebody is told of all that moderation holds about them. It must not tell who decided, nor
//! anything that helps to get around a rule.

use super::case::{Case, make_failure};
use crate::contract::moderation::{
    ExportAccountResponse, ExportedCase, ExportedReport, Reason, ReportId,
};
use crate::contract::video::VideoId;

/// A report as whoever sent it may know it: not even that it was decided about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::domains::moderation) struct SentReport {
    pub(in crate::domains::moderation) report_id: ReportId,
    pub(in crate::domains::moderation) video_id: VideoId,
    pub(in crate::domains::moderation) reason: Reason,
    pub(in crate::domains::moderation) note: String,
    pub(in crate::domains::moderation) sent_at_ms: i64,
}

/// One thing that moderation holds about somebody.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::domains::moderation) enum DossierEntry {
    Case(Box<Case>),
    Report(SentReport),
}

impl DossierEntry {
    /// By what a list of them is sorted.
    pub(in crate::domains::moderation) fn key(&self) -> (i64, &str) {
        match self {
            Self::Case(one) => (one.opened_at_ms, one.video_id.as_str()),
            Self::Report(one) => (one.sent_at_ms, one.report_id.as_str()),
        }
    }
}

/// Both lists as one, the newest first.
pub(in crate::domains::moderation) fn make_dossier(
    cases: Vec<Case>,
    reports: Vec<SentReport>,
) -> Vec<DossierEntry> {
    let cases = cases.into_iter().map(|one| DossierEntry::Case(Box::new(one)));
    let mut all: Vec<_> = cases.chain(reports.into_iter().map(DossierEntry::Report)).collect();
    all.sort_by(|a, b| b.key().cmp(&a.key()));
    all
}

/// A page of them as it is told; where it goes on is not known here.
pub(in crate::domains::moderation) fn show_dossier(
    entries: Vec<DossierEntry>,
) -> ExportAccountResponse {
    let mut told = ExportAccountResponse::default();
    for entry in entries {
        match entry {
            DossierEntry::Case(one) => told.cases.push(ExportedCase {
                failure: make_failure(&one),
                video_id: one.video_id.into(),
                action: one.action.into(),
                reason: one.reason.into(),
                note: one.note,
                appeal: one.appeal,
                opened_at_ms: one.opened_at_ms,
                decided_at_ms: one.decided_at_ms,
                is_by_person: !one.decided_by.is_empty(),
            }),
            DossierEntry::Report(one) => told.reports.push(ExportedReport {
                report_id: one.report_id.into(),
                video_id: one.video_id.into(),
                reason: one.reason.into(),
                note: one.note,
                sent_at_ms: one.sent_at_ms,
            }),
        }
    }
    told
}

#[cfg(test)]
mod tests {
    use super::super::case::make_case;
    use super::*;

    #[test]
    fn both_lists_are_one_and_nobody_is_told_who_decided() {
        let case = |id: &str, at_ms| Case {
            decided_by: "mod".to_owned(),
            note: "no".to_owned(),
            ..make_case(id.into(), "ada".into(), at_ms)
        };
        let report = |id: &str, at_ms| SentReport {
            report_id: id.into(),
            video_id: "v9".into(),
            reason: Reason::Spam,
            note: "it sells".to_owned(),
            sent_at_ms: at_ms,
        };
        let all = make_dossier(vec![case("v2", 9), case("v1", 3)], vec![report("r1", 5)]);
        let keys: Vec<_> = all.iter().map(DossierEntry::key).collect();
        assert_eq!(keys, [(9, "v2"), (5, "r1"), (3, "v1")]);
        let told = show_dossier(all);
        assert_eq!((told.cases.len(), told.reports.len()), (2, 1));
        assert!(told.cases.iter().all(|one| one.is_by_person && one.note == "no"));
        assert!(!format!("{told:?}").contains("mod"), "{told:?}");
    }
}
