//! The one writer of a database: a thread of its own with the one connection that writes.
//! How units come to it stands in `handover`, what a group does with them in `group`.

use super::open::LockedFile;
use super::statement::{full, store};
use crate::kernel::db::engine::Link;
use crate::kernel::db::group::{Store, Unit};
use crate::kernel::db::handover::{Handover, handover};
use crate::kernel::db::hold::Gate;
use crate::kernel::db::unit;
use crate::kernel::fault::{Error, Fault, Reply};
use crate::kernel::meter::StoreMeter;
use crate::kernel::threads;
use rusqlite::Connection;
use std::sync::Arc;
use tokio::sync::watch;

/// The sending end of the writer's queue.
pub(in crate::kernel::db) struct Writer {
    queue: Handover<Connection>,
}

impl Writer {
    /// Starts the writer thread; it ends when the last sender has gone.
    pub(super) fn start(
        word: &'static str,
        held: LockedFile,
        units_max: usize,
        meter: StoreMeter,
        (gate, tail): (Arc<Gate>, watch::Sender<u64>),
    ) -> Result<Self, Fault> {
        let (queue, waiting) = handover(units_max);
        threads::start(format!("{word}.writer"), move || {
            meter.owns_this_thread();
            // The whole of it: a closure that named the connection alone would drop the lock.
            let held = held;
            let announce = |connection: &Connection| announce(connection, &tail);
            waiting.serve(&held.connection, &meter, &gate, announce);
        })?;
        Ok(Self { queue })
    }

    pub(in crate::kernel::db) fn post(&self, mut unit: Box<dyn unit::Unit>) -> Reply<()> {
        let unit: Unit<Connection> = Box::new(move |connection| {
            let keep = unit.run(Link::Sqlite(connection), true);
            (keep, Box::new(move |committed| unit.settle(committed)))
        });
        self.queue.post(unit)
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
