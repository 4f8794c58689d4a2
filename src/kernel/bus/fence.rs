//! A host's seating where every call reads it: one word, changed by whoever moves the domain.
//! It must not decide; `epoch` does.

use super::epoch::{Seating, Verdict};
use super::flow::Away;
#[cfg(test)]
use crate::kernel::plant::{Plant, planted};
use crate::kernel::sync::atomic::{AtomicU64, Ordering};
use std::sync::Arc;
use tokio::sync::watch;

/// The seating of one host. Cheap to clone.
#[derive(Clone)]
pub(crate) struct Fence {
    /// The epoch, and in the lowest bit whether the host serves.
    word: Arc<AtomicU64>,
    changed: Arc<watch::Sender<Seating>>,
}

fn packed(seating: Seating) -> u64 {
    seating.epoch() << 1 | u64::from(seating.is_serving())
}

impl Fence {
    /// The seating that was kept from before.
    pub(crate) fn new(seating: Seating) -> Self {
        let word = Arc::new(AtomicU64::new(packed(seating)));
        Self { word, changed: Arc::new(watch::Sender::new(seating)) }
    }

    pub(crate) fn seating(&self) -> Seating {
        let word = self.word.load(Ordering::Acquire);
        Seating::kept(word >> 1, word & 1 == 1)
    }

    /// Judges a call that would be given its place now.
    pub(in crate::kernel) fn judge(&self, call_epoch: u64) -> Verdict {
        self.seating().judge(call_epoch)
    }

    /// Takes on another seating; the readers of streams are told when the domain has left. In the
    /// program a host keeps the one that it began with.
    #[cfg(test)]
    pub(crate) fn set(&self, seating: Seating) {
        if planted(Plant::TellBeforeSet) {
            self.changed.send_replace(seating);
        }
        // Whoever is told must find it in force.
        self.word.store(packed(seating), Ordering::Release);
        self.changed.send_replace(seating);
    }

    /// Tells of every change: readers of streams and whoever keeps the route.
    pub(in crate::kernel) fn away(&self) -> Away {
        self.changed.subscribe()
    }
}
