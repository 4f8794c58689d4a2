//! Settings that may change while the site runs: read without a lock, swapped whole.
//! It must not validate; who stores a new value has checked it.

use arc_swap::ArcSwap;
use std::sync::Arc;

/// A value that everybody who holds it sees change at once.
pub(crate) struct LiveSettings<T> {
    now: Arc<ArcSwap<T>>,
}

impl<T> Clone for LiveSettings<T> {
    fn clone(&self) -> Self {
        Self { now: Arc::clone(&self.now) }
    }
}

impl<T> LiveSettings<T> {
    pub(crate) fn new(value: T) -> Self {
        Self { now: Arc::new(ArcSwap::from_pointee(value)) }
    }

    /// The value now. Work that must not see two values takes it once.
    pub(crate) fn get(&self) -> Arc<T> {
        self.now.load_full()
    }

    /// Puts another value in force.
    pub(crate) fn set(&self, value: T) {
        self.now.store(Arc::new(value));
    }
}
