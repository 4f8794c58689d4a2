//! A few threads that read, each on its own connection that cannot write.

use super::tx::{View, store};
use crate::kernel::fault::{Error, Fault, Reply};
use crate::kernel::host::StoreMeter;
use crate::kernel::threads;
use rusqlite::Connection;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, TrySendError, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};

pub(super) type Read = Box<dyn FnOnce(&Connection) + Send>;

/// The sending end of the readers' queue.
pub(super) struct Readers {
    queue: SyncSender<Read>,
    waiting: Arc<AtomicUsize>,
}

impl Readers {
    pub(super) fn start(
        word: &'static str,
        connections: Vec<Connection>,
        reads_max: usize,
        meter: &StoreMeter,
    ) -> Result<Self, Fault> {
        let (queue, receiver) = sync_channel(reads_max);
        let receiver = Arc::new(Mutex::new(receiver));
        let waiting = Arc::new(AtomicUsize::new(0));
        for (number, connection) in connections.into_iter().enumerate() {
            let (receiver, counted) = (Arc::clone(&receiver), Arc::clone(&waiting));
            let meter = meter.clone();
            threads::start(format!("{word}.read{number}"), move || {
                meter.owns_this_thread();
                while let Some(read) = next(&receiver) {
                    counted.fetch_sub(1, Ordering::Relaxed);
                    read(&connection);
                }
            })?;
        }
        Ok(Self { queue, waiting })
    }

    pub(super) fn post(&self, read: Read) -> Reply<()> {
        self.waiting.fetch_add(1, Ordering::Relaxed);
        self.queue.try_send(read).map_err(|error| {
            self.waiting.fetch_sub(1, Ordering::Relaxed);
            match error {
                TrySendError::Full(_) => Error::from(Fault::Overloaded),
                TrySendError::Disconnected(_) => {
                    Fault::Unavailable("the database has stopped".to_owned()).into()
                },
            }
        })
    }

    pub(super) fn waiting(&self) -> usize {
        self.waiting.load(Ordering::Relaxed)
    }
}

fn next(receiver: &Mutex<Receiver<Read>>) -> Option<Read> {
    receiver.lock().unwrap_or_else(PoisonError::into_inner).recv().ok()
}

/// Runs all queries of a closure on one snapshot.
pub(super) fn snapshot<D, T>(
    connection: &Connection,
    work: impl FnOnce(&View<'_, D>) -> Reply<T>,
) -> Reply<T> {
    let snapshot = connection.unchecked_transaction().map_err(store)?;
    work(&View::new(&snapshot))
}
