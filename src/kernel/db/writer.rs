//! The one writer of a database: takes all queued units, gives each a savepoint, commits the group
//! once and answers all. A unit that fails or panics rolls back alone.

use super::open::Held;
use super::tx::{full, store};
use crate::kernel::clock;
use crate::kernel::fault::{Error, Fault, Reply};
use crate::kernel::host::StoreMeter;
use crate::kernel::threads;
use rusqlite::Connection;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::Instant;
use tokio::sync::{mpsc, watch};

/// How many units share one commit at the most.
pub(crate) const COMMIT_GROUP_MAX: usize = 64;

/// Tells whoever waits for a unit whether its group was committed.
pub(super) type Settle = Box<dyn FnOnce(Result<(), Fault>) + Send>;
/// A unit: true asks to keep what it did.
pub(super) type Unit = Box<dyn FnOnce(&Connection) -> (bool, Settle) + Send>;

/// The sending end of the writer's queue.
pub(super) struct Writer {
    queue: mpsc::Sender<(Instant, Unit)>,
}

impl Writer {
    /// Starts the writer thread; it ends when the last sender has gone.
    pub(super) fn start(
        word: &'static str,
        held: Held,
        units_max: usize,
        meter: StoreMeter,
        tail: watch::Sender<u64>,
    ) -> Result<Self, Fault> {
        let (queue, receiver) = mpsc::channel(units_max);
        threads::start(format!("{word}.writer"), move || {
            meter.owns_this_thread();
            // The whole of it: a closure that named the connection alone would drop the lock.
            let held = held;
            run(&held.connection, receiver, &meter, &tail);
        })?;
        Ok(Self { queue })
    }

    pub(super) fn post(&self, unit: Unit) -> Reply<()> {
        self.queue.try_send((clock::instant(), unit)).map_err(|error| match error {
            mpsc::error::TrySendError::Full(_) => Error::from(Fault::Overloaded),
            mpsc::error::TrySendError::Closed(_) => {
                Fault::Unavailable("the database has stopped".to_owned()).into()
            },
        })
    }
}

fn run(
    connection: &Connection,
    mut receiver: mpsc::Receiver<(Instant, Unit)>,
    meter: &StoreMeter,
    tail: &watch::Sender<u64>,
) {
    let mut group = Vec::with_capacity(COMMIT_GROUP_MAX);
    while let Some(first) = receiver.blocking_recv() {
        group.push(first);
        while group.len() < COMMIT_GROUP_MAX {
            let Ok(next) = receiver.try_recv() else { break };
            group.push(next);
        }
        let begun = clock::instant();
        for (posted, _) in &group {
            meter.waited(begun.saturating_duration_since(*posted));
        }
        commit_group(connection, &mut group, tail);
        meter.worked(clock::instant().saturating_duration_since(begun));
    }
}

/// Runs every unit in its own savepoint, commits once, and only then answers.
fn commit_group(
    connection: &Connection,
    group: &mut Vec<(Instant, Unit)>,
    tail: &watch::Sender<u64>,
) {
    let begun = connection.execute_batch("BEGIN IMMEDIATE").map_err(store).map_err(as_fault);
    if let Err(error) = &begun {
        // No unit of this group runs: their callers only see that the database is away.
        tracing::error!(%error, units = group.len(), "a group of units could not begin");
    }
    let mut settles = Vec::with_capacity(group.len());
    for (_, unit) in group.drain(..) {
        // An error as grave as a full disk rolls the whole group back. A savepoint after it would
        // open a transaction of its own and make durable what is then told to have failed.
        if begun.is_ok() && !connection.is_autocommit() {
            settles.push(savepoint(connection, unit));
        }
    }
    let committed = begun.and_then(|()| commit(connection));
    if committed.is_ok() {
        announce(connection, tail);
    }
    for settle in settles.into_iter().flatten() {
        settle(committed.clone());
    }
}

/// Gives the settling of a unit, or nothing if it panicked (its caller then sees a lost reply).
fn savepoint(connection: &Connection, unit: Unit) -> Option<Settle> {
    if let Err(error) = run_cached(connection, "SAVEPOINT unit") {
        tracing::error!(%error, "a savepoint was refused");
        return None;
    }
    let ran = catch_unwind(AssertUnwindSafe(|| unit(connection)));
    let keep = ran.as_ref().is_ok_and(|(keep, _)| *keep);
    let back = if keep { Ok(()) } else { run_cached(connection, "ROLLBACK TO unit") };
    let ended = back.and_then(|()| run_cached(connection, "RELEASE unit"));
    let (kept, settle) = ran.ok()?;
    match ended {
        Ok(()) => Some(settle),
        // An error as grave as a full disk may have rolled the whole group back already.
        Err(error) => {
            let fault = as_fault(store(error));
            if kept {
                return Some(Box::new(move |_| settle(Err(fault))));
            }
            Some(settle)
        },
    }
}

/// Statements of every unit are parsed once, not sixty-four times a group.
fn run_cached(connection: &Connection, sql: &str) -> rusqlite::Result<()> {
    connection.prepare_cached(sql)?.execute([]).map(drop)
}

fn commit(connection: &Connection) -> Result<(), Fault> {
    if connection.is_autocommit() {
        // SQLite rolled back by itself: nothing of this group is on disk.
        return Err(full());
    }
    connection.execute_batch("COMMIT").map_err(|error| {
        let fault = as_fault(store(error));
        if let Err(error) = connection.execute_batch("ROLLBACK") {
            tracing::error!(%error, "a failed commit could not be rolled back");
        }
        fault
    })
}

fn announce(connection: &Connection, tail: &watch::Sender<u64>) {
    let newest = connection
        .prepare_cached("SELECT COALESCE(MAX(position), 0) FROM kernel_outbox")
        .and_then(|mut statement| statement.query_row([], |row| row.get::<_, i64>(0)));
    let Ok(newest) = newest.map(|one| u64::try_from(one).unwrap_or_default()) else { return };
    tail.send_if_modified(|known| {
        let grown = newest > *known;
        *known = newest.max(*known);
        grown
    });
}

fn as_fault(error: Error) -> Fault {
    match error {
        Error::Fault(fault) => fault,
        Error::Refused(refused) => Fault::internal(refused),
    }
}
