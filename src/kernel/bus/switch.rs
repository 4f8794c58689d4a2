//! A route with the epoch for which it was made: read as one, changed as one, by many threads.
//! It must not know where a route leads.

use crate::kernel::inject::{InjectedFault, injected};
use crate::kernel::sync::Swap;
use std::sync::Arc;

/// A route with the epoch of the domain that it was made for.
pub(in crate::kernel) struct Pointed<R> {
    pub(super) epoch: u64,
    pub(super) route: R,
}

/// Where calls go now. All clones are re-pointed together.
pub(in crate::kernel) struct Switch<R> {
    pointed: Arc<Swap<Pointed<R>>>,
}

impl<R> Clone for Switch<R> {
    fn clone(&self) -> Self {
        Self { pointed: Arc::clone(&self.pointed) }
    }
}

impl<R> Switch<R> {
    pub(in crate::kernel) fn new(epoch: u64, route: R) -> Self {
        Self { pointed: Arc::new(Swap::new(Pointed { epoch, route })) }
    }

    /// Re-points; whoever has read the route before goes on by that.
    pub(in crate::kernel) fn point(&self, epoch: u64, route: R) {
        self.pointed.store(Arc::new(Pointed { epoch, route }));
    }

    /// Gives the epoch and the route of one moment.
    pub(in crate::kernel) fn by<T>(&self, take: impl FnOnce(u64, &R) -> T) -> T {
        let pointed = self.pointed.load();
        if injected(InjectedFault::ReadRouteTwice) {
            return take(pointed.epoch, &self.pointed.load().route);
        }
        take(pointed.epoch, &pointed.route)
    }

    pub(in crate::kernel) fn epoch(&self) -> u64 {
        self.pointed.load().epoch
    }

    /// Gives the route another epoch, if it is still the one that was made for `used`. `keep` gives
    /// nothing for a route whose epoch is for this process to say.
    pub(in crate::kernel) fn adopt(
        &self,
        used: u64,
        told: u64,
        keep: impl FnOnce(&R) -> Option<R>,
    ) {
        let now = self.pointed.load();
        if now.epoch != used {
            return;
        }
        if let Some(route) = keep(&now.route) {
            let learned = Arc::new(Pointed { epoch: told, route });
            if injected(InjectedFault::LearnOverAnything) {
                return self.pointed.store(learned);
            }
            // Nothing, if it was re-pointed meanwhile.
            self.pointed.replace(&now, learned);
        }
    }
}
