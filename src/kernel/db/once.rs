//! What happens once although it is asked for twice: the effect of an event, and a command that is
//! repeated by key. It must not read or write rows; it decides on what was read in the same unit.

use crate::kernel::plant::{Plant, planted};

/// What becomes of a delivered event.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::kernel) enum Delivery {
    /// It has its effect now.
    Apply,
    /// It had its effect before, or a later event of its entity had: nothing happens.
    Drop,
}

/// Judges an event by the newest version of its entity that had an effect here.
pub(in crate::kernel) fn judge_delivery(newest: Option<u64>, version: u64) -> Delivery {
    if planted(Plant::SkipDedup) || newest.is_none_or(|newest| version > newest) {
        return Delivery::Apply;
    }
    Delivery::Drop
}

/// What becomes of a command that came under an idempotency key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::kernel) enum Asked {
    /// Nobody used the key before: the work is done and its reply kept in the same commit.
    Fresh,
    /// It was done before: the kept reply is the answer.
    Again,
    /// The key belongs to another request, which this one must not be taken for.
    Reused,
}

/// Judges a command by the fingerprint that is kept under its key.
pub(in crate::kernel) fn judge_repeat(kept: Option<&[u8]>, fingerprint: &[u8]) -> Asked {
    match kept {
        None => Asked::Fresh,
        Some(_) if planted(Plant::ForgetFirstReply) => Asked::Fresh,
        Some(_) if planted(Plant::IgnoreFingerprint) => Asked::Again,
        Some(kept) if kept == fingerprint => Asked::Again,
        Some(_) => Asked::Reused,
    }
}
