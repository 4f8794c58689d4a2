//! A few threads that read, each on its own connection that cannot write.
//! They must not know the engine.

use super::unit::Read;
use crate::kernel::fault::{Error, Fault, Reply};
use crate::kernel::meter::StoreMeter;
use crate::kernel::threads;
use std::sync::mpsc::{Receiver, SyncSender, TrySendError, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};

/// A connection that gives a read its snapshot.
pub(super) trait Snapshots: Send + 'static {
    fn serve(&self, read: Read);
}

/// The sending end of the readers' queue.
pub(super) struct Readers {
    queue: SyncSender<Read>,
}

impl Readers {
    pub(super) fn start<C: Snapshots>(
        word: &'static str,
        connections: Vec<C>,
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
                    connection.serve(read);
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
