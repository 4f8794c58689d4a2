//! One moment of a database file while its writer goes on: a connection in a read transaction, what
//! it sees, and the copy of just that. It must not hold the writer.

#![expect(clippy::disallowed_methods, reason = "databases are opened here and nowhere else")]

use super::statement::full;
use crate::kernel::fault::Fault;
use rusqlite::backup::{Backup, StepResult};
use rusqlite::{Connection, ErrorCode, OpenFlags};
use std::collections::BTreeMap;
use std::fs::File;
use std::path::Path;
use std::time::Duration;

/// Pages copied before somebody may say stop.
const STEP_PAGES: i32 = 512;

/// A connection of its own to one file.
pub(in crate::kernel) struct Snapshot {
    connection: Connection,
}

/// What a database holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::kernel) struct Facts {
    pub(in crate::kernel) rows: BTreeMap<String, u64>,
    /// The steps of the schema that it has taken.
    pub(in crate::kernel) steps: Vec<String>,
    pub(in crate::kernel) newest_position: u64,
}

impl Snapshot {
    /// Connects, without choosing the moment yet.
    ///
    /// # Errors
    /// `Unavailable` with the file and the cause.
    pub(in crate::kernel) fn open(path: &Path, busy: Duration) -> Result<Self, Fault> {
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let opened = Connection::open_with_flags(path, flags).and_then(|connection| {
            connection.busy_timeout(busy)?;
            // Reads the schema, so that the moment itself takes no longer than it must.
            connection.query_row("SELECT COUNT(*) FROM sqlite_master", [], |_| Ok(()))?;
            Ok(connection)
        });
        let connection = opened.map_err(|error| told(path, &error))?;
        Ok(Self { connection })
    }

    /// Opens what an ended backup holds, without writing anything beside it.
    ///
    /// # Errors
    /// `Unavailable` with the file and the cause.
    pub(in crate::kernel) fn open_still(path: &Path) -> Result<Self, Fault> {
        let mut uri = "file:".to_owned();
        for byte in path.to_string_lossy().bytes() {
            let is_plain = byte.is_ascii_alphanumeric() || b"/._-".contains(&byte);
            uri.push_str(&if is_plain {
                char::from(byte).to_string()
            } else {
                format!("%{byte:02X}")
            });
        }
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_URI;
        let opened = Connection::open_with_flags(format!("{uri}?immutable=1"), flags);
        let connection = opened.map_err(|error| told(path, &error))?;
        Ok(Self { connection })
    }

    /// Chooses this moment: what is committed later is not seen.
    ///
    /// # Errors
    /// `Unavailable` with the cause.
    pub(in crate::kernel) fn begin(&self) -> Result<(), Fault> {
        // Only the first read takes the snapshot.
        let begun = self.connection.execute_batch("BEGIN; SELECT 1 FROM sqlite_master LIMIT 1");
        begun.map_err(|error| Fault::Unavailable(format!("no snapshot: {error}")))
    }

    /// Writes what this snapshot sees as a database file, and makes it durable.
    ///
    /// # Errors
    /// `Unavailable` with the cause, or that somebody said stop.
    pub(in crate::kernel) fn copy(
        &self,
        to: &Path,
        goes_on: &dyn Fn() -> bool,
    ) -> Result<(), Fault> {
        let explain = |error: rusqlite::Error| told(to, &error);
        let mut target = Connection::open(to).map_err(explain)?;
        // Nobody reads it before it is whole, and it is synced then.
        target
            .execute_batch("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF")
            .map_err(explain)?;
        let backup = Backup::new(&self.connection, &mut target).map_err(explain)?;
        loop {
            if !goes_on() {
                return Err(Fault::Unavailable("the server stops".to_owned()));
            }
            match backup.step(STEP_PAGES).map_err(explain)? {
                StepResult::Done => break,
                StepResult::More => {},
                // The source is a snapshot, and the target is ours alone.
                _ => return Err(Fault::Internal(format!("{} is locked", to.display()))),
            }
        }
        drop(backup);
        target.close().map_err(|(_, error)| told(to, &error))?;
        sync(to)
    }

    /// Counts everything.
    ///
    /// # Errors
    /// `Unavailable` when it is no database of a domain.
    pub(in crate::kernel) fn facts(&self) -> Result<Facts, Fault> {
        self.read_facts().map_err(|error| Fault::Unavailable(error.to_string()))
    }

    fn read_facts(&self) -> rusqlite::Result<Facts> {
        let names = self.texts(
            "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' \
             ORDER BY name",
        )?;
        let mut rows = BTreeMap::new();
        for name in names {
            let sql = format!("SELECT COUNT(*) FROM \"{}\"", name.replace('"', "\"\""));
            let count: i64 = self.connection.query_row(&sql, [], |row| row.get(0))?;
            rows.insert(name, u64::try_from(count).unwrap_or_default());
        }
        let steps = self.texts("SELECT step FROM kernel_steps ORDER BY step")?;
        let sql = "SELECT COALESCE(MAX(seq), 0) FROM sqlite_sequence WHERE name = 'kernel_outbox'";
        let newest: i64 = self.connection.query_row(sql, [], |row| row.get(0))?;
        Ok(Facts { rows, steps, newest_position: u64::try_from(newest).unwrap_or_default() })
    }

    fn texts(&self, sql: &str) -> rusqlite::Result<Vec<String>> {
        let mut statement = self.connection.prepare(sql)?;
        let texts = statement.query_map([], |row| row.get(0))?;
        texts.collect()
    }

    /// Says what SQLite finds wrong with the whole file.
    pub(in crate::kernel) fn complaint(&self) -> Option<String> {
        let sql = "PRAGMA integrity_check(1)";
        match self.connection.query_row(sql, [], |row| row.get::<_, String>(0)) {
            Ok(verdict) if verdict == "ok" => None,
            Ok(verdict) => Some(verdict),
            Err(error) => Some(error.to_string()),
        }
    }
}

/// Makes a file that nobody has open durable.
///
/// # Errors
/// `Unavailable` with the file and the cause.
pub(in crate::kernel::db) fn sync(path: &Path) -> Result<(), Fault> {
    let synced = File::open(path).and_then(|file| file.sync_all());
    synced.map_err(|error| Fault::Unavailable(format!("{}: {error}", path.display())))
}

fn told(path: &Path, error: &rusqlite::Error) -> Fault {
    if error.sqlite_error_code() == Some(ErrorCode::DiskFull) {
        let Fault::NoSpace(text) = full() else { return full() };
        return Fault::NoSpace(format!("{text}: {}", path.display()));
    }
    Fault::Unavailable(format!("{}: {error}", path.display()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::cell::Cell;

    /// Whoever reads copies what the snapshot saw, whatever is written while the copy is made.
    #[test]
    fn a_copy_is_of_the_moment_and_not_of_its_end() {
        let folder = tempfile::tempdir().expect("a folder");
        let (path, copy) = (folder.path().join("a.db"), folder.path().join("copy.db"));
        let writer = Connection::open(&path).expect("it opens");
        let tables = "PRAGMA journal_mode = WAL; PRAGMA synchronous = OFF; \
                      CREATE TABLE kernel_steps (step TEXT NOT NULL PRIMARY KEY); \
                      CREATE TABLE kernel_outbox (position INTEGER PRIMARY KEY AUTOINCREMENT, \
                      body BLOB NOT NULL)";
        writer.execute_batch(tables).expect("it is SQL");
        let write = || {
            let sql = "INSERT INTO kernel_outbox (body) VALUES (randomblob(4000))";
            writer.execute(sql, []).expect("it writes");
        };
        (0..3000).for_each(|_| write());
        let snapshot = Snapshot::open(&path, Duration::ZERO).expect("it opens");
        write();
        snapshot.begin().expect("it begins");
        write();
        let steps = Cell::new(0);
        let busy = || {
            write();
            writer
                .execute_batch(
                    "UPDATE kernel_outbox SET body = x'00' WHERE position < 9; \
                                  PRAGMA wal_checkpoint(PASSIVE)",
                )
                .expect("it is SQL");
            steps.set(steps.get() + 1);
            // A copy that begins again with each write would never end.
            steps.get() < 1000
        };
        snapshot.copy(&copy, &busy).expect("it copies");
        assert!(steps.get() > 3, "the copy was made in one step");
        let still = Snapshot::open_still(&copy).expect("it opens");
        assert_eq!(still.complaint(), None);
        let facts = still.facts().expect("it is one of ours");
        assert_eq!(facts, snapshot.facts().expect("it reads"));
        assert_eq!((facts.rows["kernel_outbox"], facts.newest_position), (3001, 3001));
        let sizes = "SELECT MIN(LENGTH(body)) FROM kernel_outbox";
        let least: i64 = still.connection.query_row(sizes, [], |row| row.get(0)).expect("a row");
        assert_eq!(least, 4000, "a later update is in the copy");
        // Nothing was written beside what was only looked at.
        let names = std::fs::read_dir(folder.path()).expect("it is there").count();
        assert_eq!(names, 4, "a.db, its two companions, and the copy");
    }
}
