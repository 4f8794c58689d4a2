//! The audit log: what is written of a deed, and whether a chain of entries is whole. It must not
//! know where entries are kept.
//!
//! The hash of an entry is SHA-256 over the hash of the one before and every field, each with its
//! length before it, so that no two rows of fields give the same bytes.

use super::super::engine::chain;
use super::case::Case;
use super::profile::{JudgedProfile, make_profile_detail};
use super::review::OPERATOR;
use crate::contract::moderation::{
    Action, AuditEntry, Failure, Reason, ReviewDecided, VerifyAuditResponse,
};

/// What somebody did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::domains::moderation) enum Deed {
    Judged,
    Proposed,
    Decided,
    Appealed,
    Escalated,
    ImportedTerms,
    AddedTerm,
    RemovedTerm,
    AddedKnownPicture,
    RemovedKnownPicture,
    ImportedKnownPictures,
    AddedKnownFile,
    RemovedKnownFile,
    JudgedProfile,
    DecidedProfile,
    ErasedAccount,
}

impl Deed {
    fn word(self) -> &'static str {
        match self {
            Self::Judged => "judged",
            Self::Proposed => "proposed",
            Self::Decided => "decided",
            Self::Appealed => "appealed",
            Self::Escalated => "escalated",
            Self::ImportedTerms => "imported_terms",
            Self::AddedTerm => "added_term",
            Self::RemovedTerm => "removed_term",
            Self::AddedKnownPicture => "added_known_picture",
            Self::RemovedKnownPicture => "removed_known_picture",
            Self::ImportedKnownPictures => "imported_known_pictures",
            Self::AddedKnownFile => "added_known_file",
            Self::RemovedKnownFile => "removed_known_file",
            Self::JudgedProfile => "judged_profile",
            Self::DecidedProfile => "decided_profile",
            Self::ErasedAccount => "erased_account",
        }
    }
}

/// One entry as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::domains::moderation) struct AuditRow {
    pub(in crate::domains::moderation) number: u64,
    pub(in crate::domains::moderation) at_ms: i64,
    pub(in crate::domains::moderation) actor: String,
    pub(in crate::domains::moderation) deed: String,
    pub(in crate::domains::moderation) subject: String,
    pub(in crate::domains::moderation) detail: String,
    pub(in crate::domains::moderation) hash: String,
}

/// An entry with whom it is about, as far as that is known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::domains::moderation) struct NamedEntry {
    pub(in crate::domains::moderation) entry: AuditRow,
    /// The account; what stands in the log when it was erased, or was none.
    pub(in crate::domains::moderation) named_actor: String,
    /// The account that it is about; empty when it is about none, or that was erased.
    pub(in crate::domains::moderation) named_subject: String,
}

impl From<NamedEntry> for AuditEntry {
    fn from(one: NamedEntry) -> Self {
        let AuditRow { number, at_ms, actor: chained_actor, deed, subject, detail, hash } =
            one.entry;
        let (actor, subject_user_id) = (one.named_actor, one.named_subject);
        Self { number, at_ms, actor, deed, subject, detail, hash, chained_actor, subject_user_id }
    }
}

/// What is to be logged: who did what, to what.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::domains::moderation) struct AuditNote {
    pub(in crate::domains::moderation) actor: String,
    pub(in crate::domains::moderation) deed: Deed,
    pub(in crate::domains::moderation) subject: String,
    pub(in crate::domains::moderation) detail: String,
}

/// The name of the rules.
const RULES: &str = "rules";

/// Whether whoever acts is an account, and neither the rules nor the operator of the machine.
pub(in crate::domains::moderation) fn is_account(actor: &str) -> bool {
    actor != RULES && actor != OPERATOR
}

/// What the rules decided.
pub(in crate::domains::moderation) fn make_judged_note(decided: &ReviewDecided) -> AuditNote {
    AuditNote { deed: Deed::Judged, ..make_decided_note(decided, RULES.to_owned()) }
}

/// What a person decided.
pub(in crate::domains::moderation) fn make_decided_note(
    decided: &ReviewDecided,
    actor: String,
) -> AuditNote {
    let cause = decided.failure.as_ref().map(Failure::code).unwrap_or_default();
    let what = decided.action().as_str_name();
    let detail = format!("{what} {cause} package {}", decided.package_id);
    AuditNote { actor, deed: Deed::Decided, subject: decided.video_id.clone(), detail }
}

/// What the rules, or a person, say of a profile. Whose it is stands in the log under a name that
/// means nothing once the account is erased.
pub(in crate::domains::moderation) fn make_profile_note(
    profile: &JudgedProfile,
    actor: Option<String>,
    subject: String,
) -> AuditNote {
    let deed = if actor.is_some() { Deed::DecidedProfile } else { Deed::JudgedProfile };
    let actor = actor.unwrap_or_else(|| RULES.to_owned());
    AuditNote { actor, deed, subject, detail: make_profile_detail(profile) }
}

/// Who has had which account erased; the account stands in the log under a name that means nothing
/// any more.
pub(in crate::domains::moderation) fn make_erasure_note(
    ordered_by: String,
    subject: String,
) -> AuditNote {
    let (actor, detail) = (ordered_by, String::new());
    AuditNote { actor, deed: Deed::ErasedAccount, subject, detail }
}

/// What a person proposes.
pub(in crate::domains::moderation) fn make_proposed_note(
    case: &Case,
    actor: String,
    reason: Reason,
) -> AuditNote {
    let what = Action::Block.as_str_name();
    let detail = format!("{what} {} package {}", reason.as_str_name(), case.package_id);
    AuditNote { actor, deed: Deed::Proposed, subject: case.video_id.to_string(), detail }
}

/// What a person leaves to the administrators.
pub(in crate::domains::moderation) fn make_escalated_note(case: &Case, actor: String) -> AuditNote {
    let detail = format!("package {}", case.package_id);
    AuditNote { actor, deed: Deed::Escalated, subject: case.video_id.to_string(), detail }
}

/// The entry that follows `last`.
pub(in crate::domains::moderation) fn make_audit_row(
    last: Option<&AuditRow>,
    note: AuditNote,
    at_ms: i64,
) -> AuditRow {
    let entry = AuditRow {
        number: last.map_or(1, |last| last.number + 1),
        at_ms,
        actor: note.actor,
        deed: note.deed.word().to_owned(),
        subject: note.subject,
        detail: note.detail,
        hash: String::new(),
    };
    let hash = hash_after(last.map_or("", |last| &last.hash), &entry);
    AuditRow { hash, ..entry }
}

fn hash_after(before: &str, entry: &AuditRow) -> String {
    let numbers = [entry.number.to_be_bytes(), entry.at_ms.to_be_bytes()];
    let texts = [&entry.actor, &entry.deed, &entry.subject, &entry.detail];
    let fields = numbers.iter().map(|number| &number[..]);
    chain::link(before, fields.chain(texts.iter().map(|text| text.as_bytes())))
}

/// The first entry that does not follow the one before it, if there is one: changed, missing, or in
/// another's place. `last` is the one before the first.
fn check_chain(last: Option<&AuditRow>, entries: &[AuditRow]) -> Result<(), u64> {
    let mut last = last;
    for entry in entries {
        let expected = last.map_or(1, |last| last.number + 1);
        let before = last.map_or("", |last| last.hash.as_str());
        if entry.number != expected || entry.hash != hash_after(before, entry) {
            return Err(expected);
        }
        last = Some(entry);
    }
    Ok(())
}

/// What a part of the log was found to be.
pub(in crate::domains::moderation) fn show_verified(
    from: u64,
    before: Option<&AuditRow>,
    entries: &[AuditRow],
    limit: u32,
) -> VerifyAuditResponse {
    let before = before.filter(|before| before.number + 1 == from);
    let is_whole = u32::try_from(entries.len()).is_ok_and(|count| count < limit);
    let next = entries.last().filter(|_| !is_whole).map_or(0, |last| last.number + 1);
    let lacks = from > 1 && before.is_none();
    let checked = if lacks { Err(from - 1) } else { check_chain(before, entries) };
    let last = entries.last().or(before).filter(|_| checked.is_ok());
    VerifyAuditResponse {
        checked: u32::try_from(entries.len()).unwrap_or(u32::MAX),
        next: if checked.is_ok() { next } else { 0 },
        last_hash: last.map(|last| last.hash.clone()).unwrap_or_default(),
        last_number: last.map_or(0, |last| last.number),
        broken_at: checked.err().unwrap_or_default(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn log(count: u64) -> Vec<AuditRow> {
        let mut log: Vec<AuditRow> = Vec::new();
        for number in 1..=count {
            let note = AuditNote {
                actor: "ada".to_owned(),
                deed: Deed::Decided,
                subject: "v1".to_owned(),
                detail: format!("detail {number}"),
            };
            log.push(make_audit_row(log.last(), note, 5));
        }
        log
    }

    type Harm = fn(&mut Vec<AuditRow>);

    #[test]
    fn whatever_is_done_to_the_log_is_found() {
        assert_eq!(check_chain(None, &log(5)), Ok(()));
        let harms: [(&str, u64, Harm); 6] = [
            ("changed", 3, |log| log[2].detail = "detail 9".into()),
            ("changed with its hash", 4, |log| {
                log[2].detail = "detail 9".into();
                log[2].hash = hash_after(&log[1].hash.clone(), &log[2]);
            }),
            ("missing", 2, |log| drop(log.remove(1))),
            ("the first is missing", 1, |log| drop(log.remove(0))),
            ("reordered", 2, |log| log.swap(1, 2)),
            ("a field moved to another", 1, |log| {
                log[0].actor = "adadecided".into();
                log[0].deed = String::new();
            }),
        ];
        for (name, at, harm) in harms {
            let mut log = log(5);
            harm(&mut log);
            assert_eq!(check_chain(None, &log), Err(at), "{name}");
        }
    }

    #[test]
    fn a_log_is_verified_part_by_part() {
        let log = log(5);
        let told = |from, before: Option<&AuditRow>, entries: &[AuditRow]| {
            let told = show_verified(from, before, entries, 3);
            (told.checked, told.next, told.broken_at)
        };
        assert_eq!(told(1, None, &log[..3]), (3, 4, 0));
        assert_eq!(told(4, Some(&log[2]), &log[3..]), (2, 0, 0));
        assert_eq!(told(4, None, &log[3..]), (2, 0, 3), "the one before is missing");
        assert_eq!(told(1, None, &[]), (0, 0, 0));
        assert_eq!(told(1, None, &log[1..3]), (2, 0, 1));
    }

    #[test]
    fn a_part_is_checked_against_what_came_before() {
        let log = log(5);
        assert_eq!(check_chain(Some(&log[1]), &log[2..]), Ok(()));
        assert_eq!(check_chain(Some(&log[0]), &log[2..]), Err(2));
    }
}
