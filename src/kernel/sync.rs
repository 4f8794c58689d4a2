//! What the threads of the kernel meet at. With the feature `schedules`, which only its tests
//! switch on, these are the primitives of shuttle, which tries one order of steps after another;
//! in the program they are those of the standard library and of tokio. It must not decide.

use arc_swap::{ArcSwap, Guard};
use std::sync::Arc;

#[cfg(feature = "schedules")]
pub(in crate::kernel) use shuttle::sync::{Condvar, Mutex, MutexGuard, atomic};
#[cfg(not(feature = "schedules"))]
pub(in crate::kernel) use std::sync::{Condvar, Mutex, MutexGuard, atomic};

/// A value that is read without a lock and swapped whole.
pub(in crate::kernel) struct Swap<T> {
    now: ArcSwap<T>,
    /// Each use of it is a step at which another thread may come first.
    #[cfg(feature = "schedules")]
    steps: atomic::AtomicUsize,
}

impl<T> Swap<T> {
    pub(in crate::kernel) fn new(value: T) -> Self {
        Self {
            now: ArcSwap::from_pointee(value),
            #[cfg(feature = "schedules")]
            steps: atomic::AtomicUsize::new(0),
        }
    }

    pub(in crate::kernel) fn load(&self) -> Guard<Arc<T>> {
        self.step();
        self.now.load()
    }

    pub(in crate::kernel) fn store(&self, value: Arc<T>) {
        self.step();
        self.now.store(value);
    }

    /// Stores the value if what was read is still there.
    pub(in crate::kernel) fn replace(&self, read: &Guard<Arc<T>>, value: Arc<T>) {
        self.step();
        self.now.compare_and_swap(read, value);
    }

    #[cfg(feature = "schedules")]
    fn step(&self) {
        self.steps.fetch_add(1, atomic::Ordering::SeqCst);
    }

    #[cfg(not(feature = "schedules"))]
    #[expect(clippy::unused_self, reason = "the other one of this name needs it")]
    fn step(&self) {}
}

/// A bounded queue into a thread that waits for it.
#[cfg(not(feature = "schedules"))]
pub(in crate::kernel) mod queue {
    pub(in crate::kernel) use tokio::sync::mpsc::error::TrySendError;
    pub(in crate::kernel) use tokio::sync::mpsc::{Receiver, Sender, channel};
}

/// The same by shuttle, under the names of tokio.
#[cfg(feature = "schedules")]
pub(in crate::kernel) mod queue {
    use shuttle::sync::mpsc;
    pub(in crate::kernel) use tokio::sync::mpsc::error::{TryRecvError, TrySendError};

    pub(in crate::kernel) struct Sender<T>(mpsc::SyncSender<T>);
    pub(in crate::kernel) struct Receiver<T>(mpsc::Receiver<T>);

    pub(in crate::kernel) fn channel<T>(places: usize) -> (Sender<T>, Receiver<T>) {
        let (sender, receiver) = mpsc::sync_channel(places);
        (Sender(sender), Receiver(receiver))
    }

    impl<T> Sender<T> {
        pub(in crate::kernel) fn try_send(&self, value: T) -> Result<(), TrySendError<T>> {
            self.0.try_send(value).map_err(|error| match error {
                mpsc::TrySendError::Full(value) => TrySendError::Full(value),
                mpsc::TrySendError::Disconnected(value) => TrySendError::Closed(value),
            })
        }
    }

    impl<T> Receiver<T> {
        pub(in crate::kernel) fn blocking_recv(&mut self) -> Option<T> {
            self.0.recv().ok()
        }

        pub(in crate::kernel) fn try_recv(&mut self) -> Result<T, TryRecvError> {
            self.0.try_recv().map_err(|error| match error {
                mpsc::TryRecvError::Empty => TryRecvError::Empty,
                mpsc::TryRecvError::Disconnected => TryRecvError::Disconnected,
            })
        }
    }
}
