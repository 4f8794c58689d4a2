//! The one writer of a database: takes all queued units and hands them to their group on a thread
//! of its own. What a group does with them stands in `group`.

use super::open::Held;
use super::statement::{full, store};
use crate::kernel::clock;
use crate::kernel::db::engine::Link;
use crate::kernel::db::group::{Store, commit_group};
use crate::kernel::db::hold::Gate;
use crate::kernel::db::unit;
use crate::kernel::fault::{Error, Fault, Reply};
use crate::kernel::host::StoreMeter;
use crate::kernel::threads;
use rusqlite::Connection;
use std::sync::Arc;
use std::time::Instant;
use tokio::sync::{mpsc, watch};

/// How many units share one commit at the most.
pub(crate) const COMMIT_GROUP_MAX: usize = 64;

type Unit = crate::kernel::db::group::Unit<Connection>;

/// The sending end of the writer's queue.
pub(in crate::kernel::db) struct Writer {
    queue: mpsc::Sender<(Instant, Unit)>,
}

impl Writer {
    /// Starts the writer thread; it ends when the last sender has gone.
    pub(super) fn start(
        word: &'static str,
        held: Held,
        units_max: usize,
        meter: StoreMeter,
        (gate, tail): (Arc<Gate>, watch::Sender<u64>),
    ) -> Result<Self, Fault> {
        let (queue, receiver) = mpsc::channel(units_max);
        threads::start(format!("{word}.writer"), move || {
            meter.owns_this_thread();
            // The whole of it: a closure that named the connection alone would drop the lock.
            let held = held;
            run(&held.connection, receiver, &meter, (&gate, &tail));
        })?;
        Ok(Self { queue })
    }

    pub(in crate::kernel::db) fn post(&self, mut unit: Box<dyn unit::Unit>) -> Reply<()> {
        let unit: Unit = Box::new(move |connection| {
            let keep = unit.run(Link::Sqlite(connection), true);
            (keep, Box::new(move |committed| unit.settle(committed)))
        });
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
    (gate, tail): (&Gate, &watch::Sender<u64>),
) {
    let mut group = Vec::with_capacity(COMMIT_GROUP_MAX);
    while let Some(first) = receiver.blocking_recv() {
        group.push(first);
        while group.len() < COMMIT_GROUP_MAX {
            let Ok(next) = receiver.try_recv() else { break };
            group.push(next);
        }
        let passed = gate.pass();
        let begun = clock::instant();
        for (posted, _) in &group {
            meter.waited(begun.saturating_duration_since(*posted));
        }
        let units = group.drain(..).map(|(_, unit)| unit);
        commit_group(connection, units, |connection| announce(connection, tail));
        drop(passed);
        meter.worked(clock::instant().saturating_duration_since(begun));
    }
}

impl Store for Connection {
    fn begin(&self) -> Result<(), Fault> {
        run_cached(self, "BEGIN IMMEDIATE")
    }

    fn savepoint(&self) -> Result<(), Fault> {
        run_cached(self, "SAVEPOINT unit")
    }

    fn rollback_to(&self) -> Result<(), Fault> {
        run_cached(self, "ROLLBACK TO unit")
    }

    fn release(&self) -> Result<(), Fault> {
        run_cached(self, "RELEASE unit")
    }

    fn commit(&self) -> Result<(), Fault> {
        run_cached(self, "COMMIT")
    }

    fn rollback(&self) -> Result<(), Fault> {
        run_cached(self, "ROLLBACK")
    }

    fn is_in_transaction(&self) -> bool {
        !self.is_autocommit()
    }

    fn rolled_back(&self) -> Fault {
        full()
    }
}

/// Statements of every unit are parsed once, not sixty-four times a group.
fn run_cached(connection: &Connection, sql: &str) -> Result<(), Fault> {
    let ran = connection.prepare_cached(sql).and_then(|mut statement| statement.execute([]));
    ran.map(drop).map_err(store).map_err(as_fault)
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
