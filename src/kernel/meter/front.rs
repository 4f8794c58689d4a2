//! What the page of the domains shows of HTTP. It must not know an address.

use super::pulse::Times;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

/// The account of the front: HTTP requests and how they ended.
#[derive(Default)]
pub(crate) struct FrontMeter {
    pub(in crate::kernel) times: Times,
    pub(in crate::kernel) refused: AtomicU64,
    pub(in crate::kernel) faulted: AtomicU64,
}

impl FrontMeter {
    /// Notes an answer with its status and how long it took to begin.
    pub(crate) fn answered(&self, status: u16, took: Duration) {
        self.times.note(took);
        match status {
            400..=499 => self.refused.fetch_add(1, Ordering::Relaxed),
            500.. => self.faulted.fetch_add(1, Ordering::Relaxed),
            _ => 0,
        };
    }
}
