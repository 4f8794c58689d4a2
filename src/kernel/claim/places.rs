//! Which work is attended in this incarnation, so that none is begun twice and each can be
//! cancelled. It must not hold anything that a restart would miss.

use crate::kernel::meter::ClaimMeter;
use std::cell::RefCell;
use std::collections::HashMap;
use std::hash::Hash;
use std::rc::Rc;
use tokio::sync::{Notify, watch};

/// The places of all work of one kind.
pub(super) struct ClaimGuards<K, N>(Rc<Inner<K, N>>);

struct Inner<K, N> {
    running: RefCell<HashMap<K, Running<N>>>,
    wake: Notify,
}

struct Running<N> {
    note: N,
    cancel: watch::Sender<bool>,
}

impl<K, N> Default for ClaimGuards<K, N> {
    fn default() -> Self {
        Self(Rc::new(Inner { running: RefCell::default(), wake: Notify::new() }))
    }
}

/// The place of work that is attended. Dropping it, even by a panic, gives the place back.
pub(crate) struct ClaimGuard<K: Eq + Hash, N> {
    key: K,
    cancelled: watch::Receiver<bool>,
    inner: Rc<Inner<K, N>>,
    meter: ClaimMeter,
}

impl<K: Clone + Eq + Hash, N: Clone> ClaimGuards<K, N> {
    pub(super) fn enter(&self, key: &K, note: N, meter: &ClaimMeter) -> Option<ClaimGuard<K, N>> {
        let mut running = self.0.running.borrow_mut();
        if running.contains_key(key) {
            return None;
        }
        let (cancel, cancelled) = watch::channel(false);
        running.insert(key.clone(), Running { note, cancel });
        meter.entered();
        let (key, inner) = (key.clone(), Rc::clone(&self.0));
        Some(ClaimGuard { key, cancelled, inner, meter: meter.clone() })
    }

    pub(super) fn runs(&self, key: &K) -> bool {
        self.0.running.borrow().contains_key(key)
    }

    pub(super) fn running(&self) -> Vec<(K, N)> {
        let running = self.0.running.borrow();
        running.iter().map(|(key, one)| (key.clone(), one.note.clone())).collect()
    }

    pub(super) fn cancel(&self, is_meant: impl Fn(&K, &N) -> bool) {
        for (key, one) in self.0.running.borrow().iter() {
            if is_meant(key, &one.note) {
                one.cancel.send_replace(true);
            }
        }
    }

    pub(super) fn wake(&self) {
        self.0.wake.notify_one();
    }

    pub(super) async fn woken(&self) {
        self.0.wake.notified().await;
    }
}

impl<K: Eq + Hash, N> ClaimGuard<K, N> {
    /// Whose place it is.
    pub(crate) fn key(&self) -> &K {
        &self.key
    }

    /// Turns true when the work is no longer wanted.
    pub(crate) fn cancelled(&self) -> watch::Receiver<bool> {
        self.cancelled.clone()
    }
}

impl<K: Eq + Hash, N> Drop for ClaimGuard<K, N> {
    fn drop(&mut self) {
        self.inner.running.borrow_mut().remove(&self.key);
        self.meter.left();
        self.inner.wake.notify_one();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::meter::{DomainMeter, Meters};
    use futures_util::FutureExt as _;

    #[test]
    fn a_place_is_taken_once_and_given_back() {
        let meters = Meters::new();
        let meter = DomainMeter::new("video", &[], &meters).claims("job");
        let places = ClaimGuards::<u8, &str>::default();
        let one = places.enter(&1, "ada", &meter).expect("nobody has it");
        let two = places.enter(&2, "bob", &meter).expect("nobody has it");
        assert!(places.enter(&1, "eve", &meter).is_none() && places.runs(&1));
        let held = || meters.print().contains("shoal_claims_held{domain=\"video\",work=\"job\"} 2");
        assert!(held(), "{}", meters.print());
        let mut running = places.running();
        running.sort_unstable();
        assert_eq!(running, [(1, "ada"), (2, "bob")]);
        places.cancel(|_, note| *note == "ada");
        assert_eq!((*one.cancelled().borrow(), *two.cancelled().borrow()), (true, false));
        assert!(places.woken().now_or_never().is_none());
        drop(one);
        assert!(places.woken().now_or_never().is_some(), "a free place is told of");
        assert!(!places.runs(&1) && places.runs(&2) && !held());
        assert!(places.enter(&1, "eve", &meter).is_some());
    }
}
