//! Who may serve a domain when more than one host could: the rule that callers, hosts and whoever
//! moves a domain have in common. It must not send, wait or store; it only decides.
//!
//! Every move of a domain counts its epoch up by one. A route carries the epoch it was made for, a
//! call the epoch of its route. So that no two hosts ever accept at once, whoever moves a domain
//! keeps this order, and writes down each step before the next:
//! 1. `fence(e + 1)` at the old host, again and again until it answers that it has drained;
//! 2. only then `serve(e + 1)` at the new one (never the same `e` at another host, even if the
//!    message seemed lost: to turn back is a move of its own, with a fence and `e + 2`);
//! 3. then the routes, in any order: who still uses an old one is refused, and asks again.

use crate::kernel::inject::{InjectedFault, injected};
#[cfg(test)]
use std::cmp::Ordering;

/// A host's right to serve. The host keeps it durably and answers after that, else a host that
/// comes back from a crash would serve what has moved on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct ServingRight {
    epoch: u64,
    is_serving: bool,
}

/// What a host does with a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// The call is for this host, now.
    Accept,
    /// The call is refused before anything is done for it, so that it may be repeated elsewhere,
    /// whatever it asks. Says the newest epoch that this host knows of.
    Moved { epoch: u64 },
}

/// What a caller does with a call that was refused as moved.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Next {
    /// The route has changed since: the call goes out once more.
    Again,
    /// The route is still the one that was refused: the call waits, until its deadline at the
    /// most, for the route to change, and goes out once more then.
    Await,
}

impl ServingRight {
    /// What was written down before.
    pub(crate) fn kept(epoch: u64, is_serving: bool) -> Self {
        Self { epoch, is_serving }
    }

    pub(crate) fn epoch(self) -> u64 {
        self.epoch
    }

    pub(crate) fn is_serving(self) -> bool {
        self.is_serving
    }

    /// Judges a call by the epoch of the route that it came by. This is asked once, when the call
    /// is given its place: what has a place is drained, not judged again.
    pub(crate) fn judge(self, call_epoch: u64) -> Verdict {
        let is_mine = self.is_serving && call_epoch == self.epoch;
        let inject =
            if self.is_serving { InjectedFault::IgnoreEpoch } else { InjectedFault::IgnoreFence };
        if is_mine || injected(inject) {
            return Verdict::Accept;
        }
        // A newer epoch than this host's own means that it has not heard of its own move yet.
        Verdict::Moved { epoch: self.epoch.max(call_epoch) }
    }
}

/// The steps of a move. Nobody takes them in the program yet: they are compiled for the simulator,
/// which holds `judge` and `after_moved` to them.
#[cfg(test)]
impl ServingRight {
    /// A host that nobody has told anything yet.
    pub(in crate::kernel) const NOWHERE: Self = Self { epoch: 0, is_serving: false };

    /// Takes the domain over. `None` when the message is older than what this host knows: it was
    /// late or came twice, and must change nothing.
    #[must_use]
    pub(crate) fn serve(self, epoch: u64) -> Option<Self> {
        self.turn(epoch, true)
    }

    /// Gives the domain up. `None` as above. The fence is answered when `has_let_go` says so.
    #[must_use]
    pub(crate) fn fence(self, epoch: u64) -> Option<Self> {
        self.turn(epoch, false)
    }

    /// Whether a fence at `epoch` may be answered: this host accepts nothing below it any more, and
    /// nothing that it accepted before is still under way.
    pub(crate) fn has_let_go(self, epoch: u64, in_flight: usize) -> bool {
        let is_drained = in_flight == 0 || injected(InjectedFault::AnswerFenceEarly);
        !self.is_serving && self.epoch >= epoch && is_drained
    }

    fn turn(self, epoch: u64, is_serving: bool) -> Option<Self> {
        match epoch.cmp(&self.epoch) {
            _ if injected(InjectedFault::TakeLateRight) => Some(Self { epoch, is_serving }),
            Ordering::Greater => Some(Self { epoch, is_serving }),
            // The same message once more, or one that was meant for the other host.
            Ordering::Equal => (is_serving == self.is_serving).then_some(self),
            Ordering::Less => None,
        }
    }
}

/// Decides about a call that was refused as moved: it used the route of epoch `used`, and the line
/// now holds one of epoch `known`. Whoever refuses a call does nothing for it, so it may go out as
/// often as its domain moves; its deadline ends that.
pub(crate) fn after_moved(used: u64, known: u64) -> Next {
    if known > used { Next::Again } else { Next::Await }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_host_accepts_only_calls_of_its_own_epoch_and_only_while_it_serves() {
        let serving = ServingRight::kept(3, true);
        assert_eq!(serving.judge(3), Verdict::Accept);
        assert_eq!(serving.judge(2), Verdict::Moved { epoch: 3 });
        assert_eq!(serving.judge(4), Verdict::Moved { epoch: 4 });
        let fenced = serving.fence(4).expect("4 is newer than 3");
        for call_epoch in 2..6 {
            assert!(matches!(fenced.judge(call_epoch), Verdict::Moved { .. }), "{call_epoch}");
        }
        assert_eq!(ServingRight::NOWHERE.judge(0), Verdict::Moved { epoch: 0 });
    }

    #[test]
    fn late_and_doubled_messages_change_nothing() {
        let fenced = ServingRight::kept(3, true).fence(4).expect("4 is newer than 3");
        assert_eq!(fenced.fence(4), Some(fenced), "a doubled fence is answered again");
        assert_eq!(fenced.serve(3), None, "the right of before comes too late");
        assert_eq!(fenced.serve(4), None, "this epoch belongs to the other host");
        assert_eq!((fenced.epoch(), fenced.is_serving()), (4, false));
        let back = fenced.serve(5).expect("5 is newer than 4");
        assert_eq!(back.fence(4), None, "the fence of before comes too late");
        assert_eq!(back.judge(5), Verdict::Accept);
    }

    #[test]
    fn a_fence_is_answered_when_nothing_is_under_way() {
        let fenced = ServingRight::kept(3, true).fence(4).expect("4 is newer than 3");
        assert!(fenced.has_let_go(4, 0));
        assert!(!fenced.has_let_go(4, 1));
        assert!(!fenced.has_let_go(5, 0));
        assert!(!ServingRight::kept(3, true).has_let_go(3, 0));
    }

    #[test]
    fn a_refused_call_goes_out_again_by_a_newer_route_only() {
        assert_eq!(after_moved(3, 4), Next::Again);
        assert_eq!(after_moved(3, 3), Next::Await);
        assert_eq!(after_moved(4, 3), Next::Await);
    }
}
