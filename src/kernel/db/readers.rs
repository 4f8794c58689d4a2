//! A few threads that read, each on its own connection that cannot write.

use super::tx::{View, store};
use crate::kernel::fault::{Error, Fault, Reply};
use crate::kernel::host::StoreMeter;
use crate::kernel::threads;
use rusqlite::Connection;
use std::sync::mpsc::{Receiver, SyncSender, TrySendError, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};

pub(super) type Read = Box<dyn FnOnce(&Connection) + Send>;

/// The sending end of the readers' queue.
pub(super) struct Readers {
    queue: SyncSender<Read>,
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
        for (number, connection) in connections.into_iter().enumerate() {
            let receiver = Arc::clone(&receiver);
            let meter = meter.clone();
            threads::start(format!("{word}.read{number}"), move || {
                meter.owns_this_thread();
                while let Some(read) = next(&receiver) {
                    read(&connection);
                }
            })?;
        }
        Ok(Self { queue })
    }

    pub(super) fn post(&self, read: Read) -> Reply<()> {
        self.queue.try_send(read).map_err(|error| match error {
            TrySendError::Full(_) => Error::from(Fault::Overloaded),
            TrySendError::Disconnected(_) => {
                Fault::Unavailable("the database has stopped".to_owned()).into()
            },
        })
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
