//! How many bytes of media were sent, by video and kind: added up beside the sending, told to
//! `playback` now and then. It must not slow a segment down, nor fail one: what has no room, or
//! cannot be told, is counted as lost and forgotten.

use super::front::Front;
use crate::gateway::playback::calls;
use std::cell::Cell;
use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// Each worker adds to a part of its own, as long as there are no more workers than this.
const PARTS: usize = 16;
/// Videos and kinds of one part; one that is new beyond them is lost.
const SUMS_MAX: usize = 8_192;

/// Of what bytes are. The kind is that of the contract, which only `playback` reads.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(in crate::gateway) struct Portion {
    pub(in crate::gateway) video_id: String,
    pub(in crate::gateway) kind: i32,
}

type Sums = HashMap<Arc<Portion>, u64>;

/// What was sent and not told yet.
#[derive(Default)]
pub(in crate::gateway) struct SentBytes {
    parts: [Mutex<Sums>; PARTS],
    lost: AtomicU64,
}

fn locked(part: &Mutex<Sums>) -> MutexGuard<'_, Sums> {
    part.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The part of this thread.
fn own_part() -> usize {
    static NEXT: AtomicUsize = AtomicUsize::new(0);
    thread_local! {
        static PART: Cell<Option<usize>> = const { Cell::new(None) };
    }
    let fresh = || NEXT.fetch_add(1, Ordering::Relaxed) % PARTS;
    PART.with(|part| {
        let own = part.get().unwrap_or_else(fresh);
        part.set(Some(own));
        own
    })
}

impl SentBytes {
    /// Adds what was sent.
    pub(in crate::gateway) fn add(&self, portion: &Arc<Portion>, bytes: u64) {
        if bytes == 0 {
            return;
        }
        let Some(part) = self.parts.get(own_part()) else { return };
        let mut sums = locked(part);
        if let Some(sum) = sums.get_mut(portion) {
            *sum = sum.saturating_add(bytes);
        } else if sums.len() < SUMS_MAX {
            sums.insert(Arc::clone(portion), bytes);
        } else {
            self.lose(bytes);
        }
    }

    /// Forgets what cannot be told; it is counted.
    pub(in crate::gateway) fn lose(&self, bytes: u64) {
        self.lost.fetch_add(bytes, Ordering::Relaxed);
    }

    /// Takes all that was added.
    pub(in crate::gateway) fn take(&self) -> Sums {
        let mut all = Sums::new();
        for part in &self.parts {
            for (portion, bytes) in std::mem::take(&mut *locked(part)) {
                let sum = all.entry(portion).or_default();
                *sum = sum.saturating_add(bytes);
            }
        }
        all
    }

    /// How many bytes were lost since this was asked.
    pub(in crate::gateway) fn take_lost(&self) -> u64 {
        self.lost.swap(0, Ordering::Relaxed)
    }
}

/// An answer under way, whose bytes count for a portion.
pub(in crate::gateway) struct Receipt {
    pub(in crate::gateway) sent: Arc<SentBytes>,
    pub(in crate::gateway) portion: Arc<Portion>,
}

impl Receipt {
    /// So much of it has gone out.
    pub(in crate::gateway) fn settle(self, bytes: u64) {
        self.sent.add(&self.portion, bytes);
    }
}

/// Tells once what was sent since the last time.
pub(in crate::gateway) async fn tell(front: &Front) {
    let sums = front.sent.take();
    if !sums.is_empty() {
        calls::tell_sent(front, sums).await;
    }
    let lost = front.sent.take_lost();
    if lost > 0 {
        front.gateway.meters.media_bytes_uncounted.inc_by(lost);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn portion(video_id: &str) -> Arc<Portion> {
        Arc::new(Portion { video_id: video_id.to_owned(), kind: 1 })
    }

    #[test]
    fn sums_of_all_threads_are_taken_once() {
        let sent = Arc::new(SentBytes::default());
        std::thread::scope(|scope| {
            for _ in 0..PARTS + 4 {
                scope.spawn(|| {
                    for _ in 0..1000 {
                        sent.add(&portion("a"), 3);
                        sent.add(&portion("b"), 1);
                    }
                });
            }
        });
        let threads = u64::try_from(PARTS + 4).expect("it is small");
        let sums = sent.take();
        assert_eq!(sums.get(&portion("a")), Some(&(threads * 3000)));
        assert_eq!(sums.get(&portion("b")), Some(&(threads * 1000)));
        assert!(sent.take().is_empty());
        assert_eq!(sent.take_lost(), 0);
    }

    #[test]
    fn what_has_no_room_is_lost_and_counted() {
        let sent = SentBytes::default();
        for number in 0..SUMS_MAX {
            sent.add(&portion(&number.to_string()), 1);
        }
        sent.add(&portion("one more"), 5);
        sent.add(&portion("0"), 5);
        assert_eq!((sent.take_lost(), sent.take_lost()), (5, 0));
        let sums = sent.take();
        assert_eq!((sums.len(), sums.get(&portion("0"))), (SUMS_MAX, Some(&6)));
        sent.add(&portion("0"), 0);
        assert!(sent.take().is_empty(), "nothing is no portion");
    }
}
