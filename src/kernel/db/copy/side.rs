//! One side of a copy: a store that nobody else has open.
//! It must not look at rows.

use super::shape::Table;
use crate::kernel::capability::Key;
use crate::kernel::db::postgres::{Address, Session};
use crate::kernel::db::row::read_column;
use crate::kernel::db::settings::Settings;
use crate::kernel::db::value::{Row, Value};
use crate::kernel::db::{postgres, sqlite};
use crate::kernel::fault::{Fault, Reply};
use std::fmt;
use std::fs::File;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// The numbers that a restored database has for each second since 1970. All stay below 2^53: as far
/// as a script of a page can count.
const INCARNATION: i64 = 1 << 20;

/// A store that this process holds, at the schema of this binary.
pub(crate) struct Side {
    pub(super) store: OpenStore,
}

pub(super) enum OpenStore {
    Sqlite { connection: rusqlite::Connection, path: PathBuf, _lock: File },
    Postgres { session: Box<Session>, address: Address },
}

impl Side {
    /// Opens the file of a domain, making it if it is not there.
    ///
    /// # Errors
    /// `Unavailable`: in use by a server, or not to be opened.
    pub(crate) fn sqlite(
        _: &Key,
        path: &Path,
        word: &str,
        settings: &Settings,
    ) -> Result<Self, Fault> {
        Self::file(path, word, settings)
    }

    pub(in crate::kernel::db) fn file(
        path: &Path,
        word: &str,
        settings: &Settings,
    ) -> Result<Self, Fault> {
        let (connection, lock) = sqlite::open_alone(path, word, settings)?;
        Ok(Self { store: OpenStore::Sqlite { connection, path: path.to_owned(), _lock: lock } })
    }

    /// The database of a domain beside the process that has it open; only to be read.
    ///
    /// # Errors
    /// `Unavailable`: not to be reached.
    pub(in crate::kernel::db) fn beside(
        address: &Address,
        word: &str,
        settings: &Settings,
    ) -> Result<Self, Fault> {
        let session = Box::new(postgres::open_beside(address, word, settings)?);
        Ok(Self { store: OpenStore::Postgres { session, address: address.clone() } })
    }

    /// From here on it sees this moment; only the first read takes the snapshot.
    pub(in crate::kernel::db) fn stand_still(&self, most: Duration) -> Reply<()> {
        const LOOK: &str = "SELECT 1 FROM kernel_steps LIMIT 1";
        match &self.store {
            OpenStore::Sqlite { .. } => {
                self.run("BEGIN")?;
                self.query(LOOK, &[]).map(drop)
            },
            OpenStore::Postgres { session, .. } => {
                let begin = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY";
                session.plain_within(&format!("{begin}; {LOOK}"), most)
            },
        }
    }

    /// Opens the database of a domain, which must be there.
    ///
    /// # Errors
    /// `Unavailable`: in use by a server, or not to be reached.
    pub(crate) fn postgres(
        _: &Key,
        address: &Address,
        word: &str,
        settings: &Settings,
    ) -> Result<Self, Fault> {
        let (session, _) = postgres::open_alone(address, word, settings)?;
        let session = Box::new(session);
        Ok(Self { store: OpenStore::Postgres { session, address: address.clone() } })
    }

    pub(super) fn query(&self, sql: &str, values: &[Value]) -> Reply<Vec<Row>> {
        match &self.store {
            OpenStore::Sqlite { connection, .. } => sqlite::query(connection, sql, values),
            OpenStore::Postgres { session, .. } => session.query(sql, values),
        }
    }

    /// What an aggregate without values gives.
    pub(super) fn number(&self, sql: &str) -> Reply<i64> {
        let numbers = read_column(self.query(sql, &[])?)?;
        Ok(numbers.first().copied().unwrap_or_default())
    }

    /// Puts rows into a table.
    pub(super) fn fill(&self, table: &Table, rows: &[Row]) -> Reply<()> {
        match &self.store {
            OpenStore::Sqlite { connection, .. } => {
                let insert = table.insert();
                for row in rows {
                    sqlite::execute(connection, &insert, row.values())?;
                }
                Ok(())
            },
            OpenStore::Postgres { session, .. } => session.fill(&table.fill(), rows),
        }
    }

    fn execute(&self, sql: &str, values: &[Value]) -> Reply<()> {
        match &self.store {
            OpenStore::Sqlite { connection, .. } => {
                sqlite::execute(connection, sql, values).map(drop)
            },
            OpenStore::Postgres { session, .. } => session.execute(sql, values).map(drop),
        }
    }

    pub(super) fn begin(&self) -> Reply<()> {
        match &self.store {
            OpenStore::Sqlite { .. } => self.run("BEGIN IMMEDIATE"),
            OpenStore::Postgres { .. } => self.run("BEGIN"),
        }
    }

    pub(super) fn commit(&self) -> Reply<()> {
        self.run("COMMIT")
    }

    /// Whatever stands in its way, the end of the connection does the same.
    pub(super) fn roll_back(&self) {
        drop(self.run("ROLLBACK"));
    }

    fn run(&self, sql: &str) -> Reply<()> {
        self.execute(sql, &[])
    }

    /// The highest position that its log may have given.
    pub(super) fn newest_position(&self) -> Reply<i64> {
        let sql = match &self.store {
            OpenStore::Sqlite { .. } => {
                "SELECT COALESCE(MAX(seq), 0) FROM sqlite_sequence WHERE name = 'kernel_outbox'"
            },
            OpenStore::Postgres { .. } => postgres::NEWEST_GIVEN,
        };
        self.number(sql)
    }

    /// Lets positions and versions go on where they cannot have been before, and gives that place:
    /// above all that this database has given itself, and above what another one restored from
    /// the same backup gave until now.
    pub(in crate::kernel) fn begin_anew(&self, now_ms: i64) -> Reply<i64> {
        self.begin()?;
        let begun = self.raise(now_ms).and_then(|first| self.commit().map(|()| first));
        begun.inspect_err(|_| self.roll_back())
    }

    fn raise(&self, now_ms: i64) -> Reply<i64> {
        let sql = "SELECT COALESCE(MAX(highest), 0) FROM \
                   (SELECT MAX(first) AS highest FROM kernel_incarnations \
                   UNION ALL SELECT MAX(version) FROM kernel_versions) AS given";
        let given = self.number(sql)?;
        let above = given.max(self.newest_position()?).saturating_add(INCARNATION);
        let first = (now_ms / 1000).saturating_mul(INCARNATION).max(above);
        let note = "INSERT INTO kernel_incarnations (first, at_ms) VALUES ($1, $2)";
        self.execute(note, &[Value::Integer(first), Value::Integer(now_ms)])?;
        let raise = "UPDATE kernel_versions SET version = $1";
        self.execute(raise, &[Value::Integer(first)])?;
        self.go_on_after(first)?;
        Ok(first)
    }

    /// Lets the log go on behind a position.
    pub(super) fn go_on_after(&self, position: i64) -> Reply<()> {
        let value = [Value::Integer(position)];
        match &self.store {
            OpenStore::Sqlite { connection, .. } => {
                let sql = "UPDATE sqlite_sequence SET seq = $1 WHERE name = 'kernel_outbox'";
                if sqlite::execute(connection, sql, &value)? == 0 {
                    let sql =
                        "INSERT INTO sqlite_sequence (name, seq) VALUES ('kernel_outbox', $1)";
                    sqlite::execute(connection, sql, &value)?;
                }
                Ok(())
            },
            OpenStore::Postgres { .. } => self.execute(postgres::GO_ON_AFTER, &value),
        }
    }
}

impl fmt::Display for Side {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.store {
            OpenStore::Sqlite { path, .. } => write!(out, "sqlite:{}", path.display()),
            OpenStore::Postgres { address, .. } => write!(out, "{address}"),
        }
    }
}
