//! A host's right to serve where every call reads it: one word, changed by whoever moves the
//! domain. It must not decide; `epoch` does.

use super::epoch::{ServingRight, Verdict};
use super::flow::RightChanges;
#[cfg(test)]
use crate::kernel::inject::{InjectedFault, injected};
use crate::kernel::sync::atomic::{AtomicU64, Ordering};
use std::sync::Arc;
use tokio::sync::watch;

/// The right of one host to serve. Cheap to clone.
#[derive(Clone)]
pub(crate) struct Fence {
    /// The epoch, and in the lowest bit whether the host serves.
    word: Arc<AtomicU64>,
    changed: Arc<watch::Sender<ServingRight>>,
}

fn packed(right: ServingRight) -> u64 {
    right.epoch() << 1 | u64::from(right.is_serving())
}

impl Fence {
    /// The right that was kept from before.
    pub(crate) fn new(right: ServingRight) -> Self {
        let word = Arc::new(AtomicU64::new(packed(right)));
        Self { word, changed: Arc::new(watch::Sender::new(right)) }
    }

    pub(crate) fn right(&self) -> ServingRight {
        let word = self.word.load(Ordering::Acquire);
        ServingRight::kept(word >> 1, word & 1 == 1)
    }

    /// Judges a call that would be given its place now.
    pub(in crate::kernel) fn judge(&self, call_epoch: u64) -> Verdict {
        self.right().judge(call_epoch)
    }

    /// Takes on another right; the readers of streams are told when the domain has left. In the
    /// program a host keeps the one that it began with.
    #[cfg(test)]
    pub(crate) fn set(&self, right: ServingRight) {
        if injected(InjectedFault::TellBeforeSet) {
            self.changed.send_replace(right);
        }
        // Whoever is told must find it in force.
        self.word.store(packed(right), Ordering::Release);
        self.changed.send_replace(right);
    }

    /// Tells of every change: readers of streams and whoever keeps the route.
    pub(in crate::kernel) fn changes(&self) -> RightChanges {
        self.changed.subscribe()
    }
}
