//! What happens once although it is asked for twice: the effect of an event, and a command that is
//! repeated by key. It must not read or write rows; it decides on what was read in the same unit.

use crate::kernel::inject::{InjectedFault, injected};

/// What of an entity had its effect here: versions, 0 for none.
#[derive(Debug, Clone, Copy, Default)]
pub(in crate::kernel) struct Seen {
    /// The newest of any kind.
    newest: u64,
    /// The newest of the kind that is delivered now.
    of_kind: u64,
    /// The last reading in which any had its effect, and the newest that had it then.
    last_replay: u64,
    newest_in_last: u64,
    /// The one that ended the entity.
    ended: u64,
}

impl Seen {
    /// Adds the newest of one kind.
    pub(in crate::kernel) fn add(&mut self, is_kind: bool, version: u64, replay: u64) {
        self.newest = self.newest.max(version);
        if is_kind {
            self.of_kind = version;
        }
        if replay > self.last_replay {
            (self.last_replay, self.newest_in_last) = (replay, 0);
        }
        if replay == self.last_replay {
            self.newest_in_last = self.newest_in_last.max(version);
        }
    }

    /// Notes that a version ended the entity.
    pub(in crate::kernel) fn end(&mut self, version: u64) {
        self.ended = self.ended.max(version);
    }
}

/// What becomes of a delivered event.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::kernel) enum Delivery {
    /// It has its effect now.
    Apply,
    /// It had its effect before, or a later event of its entity had: nothing happens.
    Drop,
}

/// Judges an event by what had its effect here. Whoever reads the source anew gets the newest of
/// each kind once more, in order, so that a damaged copy becomes whole; nothing older than that,
/// and nothing from before the end of the entity, so that a replay brings nothing back.
pub(in crate::kernel) fn judge_delivery(seen: &Seen, version: u64, replay: u64) -> Delivery {
    let is_new = version > seen.newest || injected(InjectedFault::SkipDedup);
    let is_newest_of_kind = version >= seen.of_kind || injected(InjectedFault::ReplayOld);
    let is_alive = version >= seen.ended || injected(InjectedFault::Resurrect);
    let is_next = version > seen.newest_in_last || injected(InjectedFault::ReplayTwice);
    let is_read_anew = replay > seen.last_replay || is_next;
    if is_new || (is_read_anew && is_newest_of_kind && is_alive) {
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
        Some(_) if injected(InjectedFault::ForgetFirstReply) => Asked::Fresh,
        Some(_) if injected(InjectedFault::IgnoreFingerprint) => Asked::Again,
        Some(kept) if kept == fingerprint => Asked::Again,
        Some(_) => Asked::Reused,
    }
}
