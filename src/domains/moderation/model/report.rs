//! Reports of viewers: which are taken, and what they change of a case. It must not tell whoever
//! reports what became of it.

use super::case::{Case, is_waiting};
use crate::contract::moderation::{self, Reason, Refusal, ReportId, ReportVideoRequest};
use crate::kernel::fault::{RefusalCode as _, Reply};
use crate::kernel::id::UserId;

/// The reasons that a viewer may give.
const REASONS: [Reason; 6] = [
    Reason::Spam,
    Reason::Sexual,
    Reason::Violence,
    Reason::Hate,
    Reason::Copyright,
    Reason::Other,
];

/// Reports that are shown of a case.
pub(in crate::domains::moderation) const REPORTS_SHOWN: u32 = 100;

/// One report as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::domains::moderation) struct Report {
    pub(in crate::domains::moderation) report_id: ReportId,
    pub(in crate::domains::moderation) reporter_id: UserId,
    pub(in crate::domains::moderation) reason: Reason,
    pub(in crate::domains::moderation) note: String,
    pub(in crate::domains::moderation) sent_at_ms: i64,
    pub(in crate::domains::moderation) closed_at_ms: i64,
}

impl From<Report> for moderation::Report {
    fn from(one: Report) -> Self {
        let Report { report_id, reporter_id, reason, note, sent_at_ms, closed_at_ms } = one;
        Self {
            report_id: report_id.into(),
            reporter_id: reporter_id.into(),
            reason: reason.into(),
            note,
            sent_at_ms,
            closed_at_ms,
        }
    }
}

/// What is known of the reports of a video.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(in crate::domains::moderation) struct Reports {
    /// How many wait for a decision.
    pub(in crate::domains::moderation) open: u64,
    pub(in crate::domains::moderation) newest: Vec<Report>,
}

/// The report as it is kept.
pub(in crate::domains::moderation) fn make_report(
    request: &ReportVideoRequest,
    report_id: ReportId,
    reporter_id: UserId,
) -> Reply<Report> {
    let note = request.note.trim();
    if !REASONS.contains(&request.reason()) || !ReportVideoRequest::NOTE.fit(note) {
        let reason = "choose a reason, and say no more than 500 characters";
        return Err(Refusal::ReportInvalid.because(reason).into());
    }
    Ok(Report {
        report_id,
        reporter_id,
        reason: request.reason(),
        note: note.to_owned(),
        sent_at_ms: 0,
        closed_at_ms: 0,
    })
}

/// The case with one report more than `before`: it waits from now on, if it did not yet.
pub(in crate::domains::moderation) fn after_report(case: Case, before: u64, now_ms: i64) -> Case {
    let opened_at_ms = if is_waiting(&case, before) { case.opened_at_ms } else { now_ms };
    Case { opened_at_ms, ..case }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reasons_are_those_of_the_list_and_notes_have_a_length() {
        let taken = |reason: Reason, note: &str| {
            let request = ReportVideoRequest {
                video_id: "v1".to_owned(),
                reason: reason.into(),
                note: note.to_owned(),
            };
            make_report(&request, "r1".into(), "u1".into()).map(|report| report.note).ok()
        };
        for reason in REASONS {
            assert_eq!(taken(reason, " x\n"), Some("x".to_owned()), "{reason:?}");
        }
        for reason in [Reason::Unspecified, Reason::Misleading, Reason::Illegal] {
            assert_eq!(taken(reason, "x"), None, "{reason:?}");
        }
        assert_eq!(taken(Reason::Spam, &"好".repeat(500)), Some("好".repeat(500)));
        assert_eq!(taken(Reason::Spam, &"x".repeat(501)), None);
    }
}
