//! What many read at once: a short ring of frames, encoded once and shared by all who follow, each
//! of whom holds nothing but how far it has come. It must not wait for any of them.

use bytes::{Bytes, BytesMut};
use std::collections::{HashMap, VecDeque};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tokio::sync::watch;

/// Frames of one broadcast, and their bytes: whoever is further behind reads elsewhere.
const FRAMES_MAX: usize = 256;
const RING_BYTES_MAX: usize = 1 << 20;
/// As much is put together for a reader that is behind.
const WRITE_BYTES_MAX: usize = 16 << 10;

/// One frame, with where those who follow stand before and after it.
#[derive(Debug, Clone)]
struct RingFrame {
    before: u64,
    after: u64,
    bytes: Bytes,
}

#[derive(Debug, Default)]
struct Ring {
    frames: VecDeque<RingFrame>,
    bytes: usize,
    offset: u64,
}

/// Where a broadcast stands, as its readers are told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::gateway) struct Standing {
    pub(in crate::gateway) offset: u64,
    /// Raised when whoever was let in before is to be asked for again.
    pub(in crate::gateway) access: u64,
    pub(in crate::gateway) is_over: bool,
}

/// What a reader gets next.
#[derive(Debug, PartialEq, Eq)]
pub(in crate::gateway) enum Next {
    Frame(Bytes),
    /// It is further behind than is kept, and goes on where the broadcast stands.
    Gap,
    Nothing,
}

/// One broadcast.
#[derive(Debug)]
pub(in crate::gateway) struct Broadcast {
    pub(in crate::gateway) epoch: String,
    ring: Mutex<Ring>,
    standing: watch::Sender<Standing>,
    is_open: AtomicBool,
}

impl Broadcast {
    fn new(epoch: String, offset: u64) -> Self {
        let ring = Ring { offset, ..Ring::default() };
        let (standing, _) = watch::channel(Standing { offset, access: 0, is_over: false });
        Self { epoch, ring: Mutex::new(ring), standing, is_open: AtomicBool::default() }
    }

    /// Follows it from now on.
    pub(in crate::gateway) fn follow(&self) -> watch::Receiver<Standing> {
        self.standing.subscribe()
    }

    pub(in crate::gateway) fn offset(&self) -> u64 {
        locked(&self.ring).offset
    }

    /// Sends bytes to all who follow; they stand at `after` then.
    pub(in crate::gateway) fn send(&self, after: u64, bytes: Bytes) {
        let mut ring = locked(&self.ring);
        if after <= ring.offset {
            return;
        }
        let before = ring.offset;
        ring.offset = after;
        ring.bytes += bytes.len();
        ring.frames.push_back(RingFrame { before, after, bytes });
        while ring.frames.len() > FRAMES_MAX || ring.bytes > RING_BYTES_MAX {
            let Some(oldest) = ring.frames.pop_front() else { break };
            ring.bytes -= oldest.bytes.len();
        }
        drop(ring);
        self.standing.send_modify(|standing| standing.offset = after);
    }

    /// What is not in the ring is to be read elsewhere, by all.
    pub(in crate::gateway) fn skip(&self, after: u64) {
        let mut ring = locked(&self.ring);
        ring.frames.clear();
        ring.bytes = 0;
        ring.offset = after;
        drop(ring);
        self.standing.send_modify(|standing| standing.offset = after);
    }

    /// Forgets what was sent: whoever has not got it yet reads elsewhere.
    pub(in crate::gateway) fn forget(&self) {
        let mut ring = locked(&self.ring);
        ring.frames.clear();
        ring.bytes = 0;
    }

    /// Asks all who follow for their right again.
    pub(in crate::gateway) fn ask_again(&self) {
        self.standing.send_modify(|standing| standing.access += 1);
    }

    /// Says whether everybody may follow, with no right that could end.
    pub(in crate::gateway) fn open_to_all(&self, is_open: bool) {
        self.is_open.store(is_open, Ordering::Relaxed);
    }

    pub(in crate::gateway) fn is_open_to_all(&self) -> bool {
        self.is_open.load(Ordering::Relaxed)
    }

    /// Ends it for all who follow.
    pub(in crate::gateway) fn end(&self) {
        self.standing.send_modify(|standing| standing.is_over = true);
    }

    /// What comes after an offset, which moves on with it.
    pub(in crate::gateway) fn next(&self, offset: &mut u64) -> Next {
        let ring = locked(&self.ring);
        if *offset == ring.offset {
            return Next::Nothing;
        }
        let at = ring.frames.partition_point(|one| one.after <= *offset);
        match ring.frames.get(at) {
            // One that stands within a frame gets the whole of it: what it knows, it knows by ids.
            Some(next) if next.before <= *offset => {
                *offset = next.after;
                let first = next.bytes.clone();
                let more = ring.frames.range(at + 1..);
                Next::Frame(with_more(first, more, offset))
            },
            _ => {
                *offset = ring.offset;
                Next::Gap
            },
        }
    }

    /// How many follow it.
    pub(in crate::gateway) fn readers(&self) -> usize {
        self.standing.receiver_count()
    }
}

/// All broadcasts of this process, by what they are of.
#[derive(Debug, Default)]
pub(in crate::gateway) struct Broadcasts {
    all: Mutex<HashMap<String, Arc<Broadcast>>>,
}

impl Broadcasts {
    /// A broadcast with its first follower; true if it was begun by that, and needs a source.
    pub(in crate::gateway) fn join(
        &self,
        key: &str,
        (epoch, offset): (&str, u64),
    ) -> (Arc<Broadcast>, watch::Receiver<Standing>, bool) {
        let mut all = locked(&self.all);
        let known = all.get(key).filter(|known| {
            let standing = *known.standing.borrow();
            known.epoch == epoch && !standing.is_over
        });
        let (broadcast, is_new) = match known {
            Some(known) => (Arc::clone(known), false),
            None => {
                let begun = Arc::new(Broadcast::new(epoch.to_owned(), offset));
                if let Some(before) = all.insert(key.to_owned(), Arc::clone(&begun)) {
                    before.end();
                }
                (begun, true)
            },
        };
        let standing = broadcast.follow();
        (broadcast, standing, is_new)
    }

    /// Whether nobody follows a broadcast any more; then it is none.
    pub(in crate::gateway) fn leave_idle(&self, key: &str, broadcast: &Arc<Broadcast>) -> bool {
        let mut all = locked(&self.all);
        if broadcast.readers() > 0 {
            return false;
        }
        if all.get(key).is_some_and(|known| Arc::ptr_eq(known, broadcast)) {
            all.remove(key);
        }
        true
    }

    /// Ends a broadcast, and forgets it.
    pub(in crate::gateway) fn end(&self, key: &str, broadcast: &Arc<Broadcast>) {
        let mut all = locked(&self.all);
        if all.get(key).is_some_and(|known| Arc::ptr_eq(known, broadcast)) {
            all.remove(key);
        }
        broadcast.end();
    }
}

/// A frame with those that follow it: whoever is behind takes several at once, for each write costs
/// far more than its bytes.
fn with_more<'a>(
    first: Bytes,
    more: impl Iterator<Item = &'a RingFrame>,
    offset: &mut u64,
) -> Bytes {
    let mut all = BytesMut::new();
    for next in more {
        let so_far = all.len().max(first.len());
        if so_far + next.bytes.len() > WRITE_BYTES_MAX {
            break;
        }
        if all.is_empty() {
            all.extend_from_slice(&first);
        }
        all.extend_from_slice(&next.bytes);
        *offset = next.after;
    }
    if all.is_empty() { first } else { all.freeze() }
}

fn locked<T>(value: &Mutex<T>) -> MutexGuard<'_, T> {
    value.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn frame(text: &'static str) -> Next {
        Next::Frame(Bytes::from_static(text.as_bytes()))
    }

    #[test]
    fn each_reader_gets_what_follows_and_whoever_fell_behind_is_told() {
        let cast = Broadcast::new("e".to_owned(), 10);
        let (mut here, mut behind) = (10, 4);
        assert_eq!(cast.next(&mut here), Next::Nothing);
        assert_eq!((cast.next(&mut behind), behind), (Next::Gap, 10));
        cast.send(12, Bytes::from_static(b"a"));
        cast.send(13, Bytes::from_static(b"b"));
        cast.send(13, Bytes::from_static(b"again"));
        assert_eq!((cast.next(&mut here), here), (frame("ab"), 13), "both at once");
        assert_eq!(cast.next(&mut here), Next::Nothing);
        let mut within = 11;
        assert_eq!((cast.next(&mut within), within), (frame("ab"), 13), "not less than all");
        cast.skip(20);
        assert_eq!((cast.next(&mut within), within), (Next::Gap, 20));
        let mut ahead = 99;
        assert_eq!((cast.next(&mut ahead), ahead), (Next::Gap, 20), "of another life");
    }

    #[test]
    fn a_ring_keeps_no_more_than_it_may() {
        let cast = Broadcast::new("e".to_owned(), 0);
        let bytes = Bytes::from(vec![0; RING_BYTES_MAX / 8]);
        (1..=20).for_each(|after| cast.send(after, bytes.clone()));
        let mut offset = 0;
        assert_eq!((cast.next(&mut offset), offset), (Next::Gap, 20));
        let mut offset = 12;
        assert_eq!(
            (cast.next(&mut offset), offset),
            (Next::Frame(bytes), 13),
            "large ones go alone"
        );
        (21..=1000).for_each(|after| cast.send(after, Bytes::new()));
        let mut offset = 700;
        assert_eq!(cast.next(&mut offset), Next::Gap);
    }

    #[test]
    fn a_broadcast_lives_for_as_long_as_somebody_follows_it() {
        let all = Broadcasts::default();
        let (first, followed, is_new) = all.join("v", ("e", 3));
        let (same, also, is_new_again) = all.join("v", ("e", 5));
        assert!(is_new && !is_new_again && Arc::ptr_eq(&first, &same));
        assert!(!all.leave_idle("v", &first));
        drop((followed, also));
        assert!(all.leave_idle("v", &first));
        let (_, mut followed, is_new) = all.join("v", ("e", 5));
        assert!(is_new);
        let (_, _, is_new) = all.join("v", ("another", 0));
        assert!(is_new && followed.borrow_and_update().is_over, "that life is over");
    }
}
