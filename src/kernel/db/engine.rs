//! The two engines behind a database, and the link by which a closure reaches one of them.
//! It must not let any of this be seen above `db`.

use super::postgres::{self, Session};
use super::sqlite;
use super::unit::{Read, Unit};
use super::value::{Row, Value};
use crate::kernel::context::Context;
use crate::kernel::fault::Reply;
use rusqlite::Connection;

/// What runs the units and reads of one domain.
pub(super) enum Engine {
    Sqlite(sqlite::SqliteStore),
    Postgres(postgres::PostgresStore),
}

impl Engine {
    pub(super) fn post(&self, cx: &Context, unit: Box<dyn Unit>) -> Reply<()> {
        match self {
            Self::Sqlite(store) => store.writer.post(unit),
            Self::Postgres(store) => store.lanes.post(cx, unit),
        }
    }

    pub(super) fn read(&self, read: Read) -> Reply<()> {
        match self {
            Self::Sqlite(store) => store.readers.post(read),
            Self::Postgres(store) => store.readers.post(read),
        }
    }
}

/// A connection inside its transaction.
#[derive(Clone, Copy)]
pub(super) enum Link<'a> {
    Sqlite(&'a Connection),
    Postgres(&'a Session),
}

impl Link<'_> {
    /// All rows of a statement.
    pub(super) fn query(self, sql: &str, values: &[Value]) -> Reply<Vec<Row>> {
        match self {
            Self::Sqlite(connection) => sqlite::query(sqlite::inside(connection)?, sql, values),
            Self::Postgres(session) => session.query(sql, values),
        }
    }

    /// Runs a statement that gives no rows; says how many it changed.
    pub(super) fn execute(self, sql: &str, values: &[Value]) -> Reply<usize> {
        match self {
            Self::Sqlite(connection) => sqlite::execute(sqlite::inside(connection)?, sql, values),
            Self::Postgres(session) => session.execute(sql, values),
        }
    }

    /// The position of the next event of this unit; `None` where the table itself counts.
    pub(super) fn next_position(self) -> Reply<Option<i64>> {
        match self {
            Self::Sqlite(_) => Ok(None),
            Self::Postgres(session) => session.next_position().map(Some),
        }
    }
}
