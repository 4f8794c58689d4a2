//! How much all clients together have not taken yet, and what that asks of each. It must not know a
//! connection.

use crate::gateway::core::settings::Settings;
use crate::kernel::live::LiveSettings;
use bytes::Bytes;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

/// What the system keeps of one connection that was not sent yet, while clients leave little unread
/// and when they leave much; the rest waits here. The more it keeps, the less often it is called.
pub(super) const SYSTEM_BYTES_MAX: (usize, usize) = (1 << 20, 128 << 10);
/// It is much from this share of all that they may leave unread on.
const MUCH: u64 = 8;
/// What a client must take each second, as soon as too much is unsent in all. It doubles with every
/// eighth above that, so that whoever takes least goes first and the sum stays bounded.
pub(super) const RATE_MIN: f64 = 16_384.0;

/// How much all clients together have not taken yet.
#[derive(Debug, Default)]
pub(in crate::gateway) struct Unsent {
    bytes: AtomicUsize,
    /// Segments in memory: those that are kept for the next reader, and those that only a client
    /// holds that has not taken them yet.
    segments: AtomicUsize,
}

impl Unsent {
    /// The same bytes, counted for as long as anybody holds them.
    pub(in crate::gateway) fn counted(self: &Arc<Self>, bytes: Bytes) -> Bytes {
        self.segments.fetch_add(bytes.len(), Ordering::Relaxed);
        Bytes::from_owner(Counted { bytes, all: Arc::clone(self) })
    }

    /// What clients hold, of which `kept_max` would be in memory without them.
    pub(in crate::gateway) fn sum(&self, kept_max: u64) -> usize {
        let segments = self.segments.load(Ordering::Relaxed);
        let kept = usize::try_from(kept_max).unwrap_or(usize::MAX);
        self.bytes.load(Ordering::Relaxed).saturating_add(segments.saturating_sub(kept))
    }
}

struct Counted {
    bytes: Bytes,
    all: Arc<Unsent>,
}

impl AsRef<[u8]> for Counted {
    fn as_ref(&self) -> &[u8] {
        &self.bytes
    }
}

impl Drop for Counted {
    fn drop(&mut self) {
        self.all.segments.fetch_sub(self.bytes.len(), Ordering::Relaxed);
    }
}

/// The count, with the settings that bound it.
#[derive(Clone)]
pub(super) struct Account {
    all: Arc<Unsent>,
    settings: LiveSettings<Settings>,
}

impl Account {
    pub(super) fn new(all: Arc<Unsent>, settings: LiveSettings<Settings>) -> Self {
        Self { all, settings }
    }

    /// Counts bytes that a client takes none of now.
    pub(super) fn add(&self, bytes: usize) {
        self.all.bytes.fetch_add(bytes, Ordering::Relaxed);
    }

    /// Counts them no longer.
    pub(super) fn subtract(&self, bytes: usize) {
        self.all.bytes.fetch_sub(bytes, Ordering::Relaxed);
    }

    /// How long a client may take nothing.
    pub(super) fn allowed(&self) -> Duration {
        Duration::from_millis(self.settings.get().write_stall_ms_max)
    }

    /// How many bytes a client must take each second now.
    pub(super) fn rate_min(&self) -> f64 {
        let settings = self.settings.get();
        rate_min(self.all.sum(settings.segment_cache_bytes_max), settings.unsent_bytes_max)
    }

    /// What the system may keep of one connection now.
    pub(super) fn system_bytes_max(&self) -> usize {
        let settings = self.settings.get();
        let unsent = self.all.sum(settings.segment_cache_bytes_max);
        system_bytes_max(unsent, settings.unsent_bytes_max)
    }
}

#[expect(clippy::cast_precision_loss, reason = "a share of some bytes")]
fn rate_min(unsent: usize, most: u64) -> f64 {
    let share = unsent as f64 / most.max(1) as f64;
    if share <= 1.0 { 0.0 } else { RATE_MIN * ((share - 1.0) * 8.0).min(30.0).exp2() }
}

fn system_bytes_max(unsent: usize, most: u64) -> usize {
    let is_little = u64::try_from(unsent).is_ok_and(|unsent| unsent < most / MUCH);
    if is_little { SYSTEM_BYTES_MAX.0 } else { SYSTEM_BYTES_MAX.1 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_more_is_unsent_the_more_a_client_must_take() {
        let (most, mb) = (64_u64 << 20, 1_usize << 20);
        for (unsent, expected) in [(0, 0), (64, 0), (72, 32_768), (96, 262_144), (128, 4_194_304)] {
            let rate = rate_min(unsent * mb, most);
            assert_eq!(rate.to_string(), expected.to_string(), "{unsent} MB");
        }
        assert!(rate_min(usize::MAX, 1).is_finite());
    }

    #[test]
    fn the_system_keeps_less_of_each_when_much_is_unsent() {
        let (most, mb) = (64_u64 << 20, 1_usize << 20);
        let kept = [0, 7, 8, 64, usize::MAX / mb].map(|unsent| system_bytes_max(unsent * mb, most));
        let (more, less) = SYSTEM_BYTES_MAX;
        assert_eq!(kept, [more, more, less, less, less]);
    }

    #[test]
    fn a_segment_counts_for_as_long_as_a_client_holds_it() {
        let all = Arc::new(Unsent::default());
        let whole = all.counted(Bytes::from(vec![0; 1_000]));
        let part = whole.slice(10..20);
        assert_eq!((all.sum(0), all.sum(400), all.sum(4_000)), (1_000, 600, 0));
        drop(whole);
        assert_eq!(all.sum(0), 1_000, "a part of it holds all of it");
        drop(part);
        assert_eq!(all.sum(0), 0);
    }
}
