//! Opens a domain's SQLite file: lock, check, migrate, start the threads.

#![expect(clippy::disallowed_methods, reason = "databases are opened here and nowhere else")]

use super::lock;
use super::statement::store;
use super::writer::Writer;
use crate::kernel::db::engine::Link;
use crate::kernel::db::hold::Gate;
use crate::kernel::db::migrate::{Steps, migrate};
use crate::kernel::db::readers::{Readers, Snapshots};
use crate::kernel::db::settings::{Settings, Synchronous};
use crate::kernel::db::unit::Read;
use crate::kernel::fault::Fault;
use crate::kernel::meter::StoreMeter;
use rusqlite::{Connection, OpenFlags};
use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use tokio::sync::watch;

/// Pages that the writer keeps in memory.
const CACHE_KIB: i64 = 16 << 10;
/// Pages after which the log goes into the file: a page that was changed often goes once.
const CHECKPOINT_PAGES: i64 = 4000;

/// What runs units and reads on one file.
pub(in crate::kernel::db) struct SqliteStore {
    pub(in crate::kernel::db) writer: Writer,
    pub(in crate::kernel::db) readers: Readers,
    path: PathBuf,
    gate: Arc<Gate>,
}

impl SqliteStore {
    /// Opens the database of `word` in `folder`, making it if it is not there.
    ///
    /// # Errors
    /// `Unavailable` with the file and the cause: in use, corrupt, or not writable.
    pub(in crate::kernel::db) fn open(
        word: &'static str,
        folder: &Path,
        settings: &Settings,
        meter: &StoreMeter,
    ) -> Result<(Self, watch::Receiver<u64>), Fault> {
        let path = folder.join(format!("{word}.db"));
        let (connection, held) = open_alone(&path, word, settings)?;
        let explain = |error: rusqlite::Error| broken(&path, &error);
        let newest = "SELECT COALESCE(MAX(position), 0) FROM kernel_outbox";
        let newest: i64 = connection.query_row(newest, [], |row| row.get(0)).map_err(explain)?;
        let (sender, tail) = watch::channel(u64::try_from(newest).unwrap_or_default());
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let mut connections = Vec::new();
        for _ in 0..settings.reader_threads.max(1) {
            let reader = Connection::open_with_flags(&path, flags).map_err(explain)?;
            reader.pragma_update(None, "query_only", true).map_err(explain)?;
            reader.set_prepared_statement_cache_capacity(128);
            connections.push(reader);
        }
        let readers = Readers::start(word, connections, settings.reads_waiting_max, meter)?;
        let (units_max, meter) = (settings.units_waiting_max, meter.clone());
        let connection = LockedFile { connection, _lock: held };
        let gate = Arc::new(Gate::default());
        let ways = (Arc::clone(&gate), sender);
        let writer = Writer::start(word, connection, units_max, meter, ways)?;
        Ok((Self { writer, readers, path, gate }, tail))
    }

    /// Where the file is, and the gate before its writer.
    pub(in crate::kernel::db) fn vault(&self) -> (PathBuf, Arc<Gate>) {
        (self.path.clone(), Arc::clone(&self.gate))
    }
}

/// Locks the file of a domain, opens and checks it, and brings it to the schema of this binary.
///
/// # Errors
/// As `Store::open`.
pub(in crate::kernel::db) fn open_alone(
    path: &Path,
    word: &str,
    settings: &Settings,
) -> Result<(Connection, File), Fault> {
    let held = lock::take(&path.with_extension("lock"), word)?;
    let explain = |error: rusqlite::Error| broken(path, &error);
    let connection = Connection::open(path).map_err(explain)?;
    prepare(&connection, settings).map_err(explain)?;
    check(&connection, path, settings)?;
    migrate(&connection, word)?;
    Ok((connection, held))
}

impl Snapshots for Connection {
    fn serve(&self, read: Read) {
        match self.unchecked_transaction() {
            Ok(snapshot) => read(Ok(Link::Sqlite(&snapshot))),
            Err(error) => read(Err(store(error))),
        }
    }
}

impl Steps for Connection {
    const OTHER_ENGINE: &'static str = ".postgres.sql";

    fn is_known(&self, step: &str) -> Result<bool, String> {
        let table = "CREATE TABLE IF NOT EXISTS kernel_steps (step TEXT NOT NULL PRIMARY KEY)";
        self.execute_batch(table).map_err(|error| error.to_string())?;
        let known = "SELECT COUNT(*) FROM kernel_steps WHERE step = ?1";
        let count = self.query_row(known, [step], |row| row.get::<_, i64>(0));
        count.map(|count| count > 0).map_err(|error| error.to_string())
    }

    fn apply(&self, step: &str, text: &str) -> Result<(), String> {
        let applied = || {
            let unit = self.unchecked_transaction()?;
            unit.execute_batch(text)?;
            unit.execute("INSERT INTO kernel_steps (step) VALUES (?1)", [step])?;
            unit.commit()
        };
        applied().map_err(|error: rusqlite::Error| error.to_string())
    }
}

/// The writing connection with the lock that protects its file: both go together.
pub(super) struct LockedFile {
    pub(super) connection: Connection,
    _lock: File,
}

fn prepare(connection: &Connection, settings: &Settings) -> rusqlite::Result<()> {
    connection.pragma_update(None, "journal_mode", "WAL")?;
    let synchronous = match settings.synchronous {
        Synchronous::Full => "FULL",
        Synchronous::Normal => "NORMAL",
    };
    connection.pragma_update(None, "synchronous", synchronous)?;
    // A group touches more pages than the default keeps; what is not used is not taken.
    connection.pragma_update(None, "cache_size", -CACHE_KIB)?;
    connection.pragma_update(None, "wal_autocheckpoint", CHECKPOINT_PAGES)?;
    connection.pragma_update(None, "foreign_keys", true)?;
    connection.pragma_update(None, "trusted_schema", false)?;
    connection.set_prepared_statement_cache_capacity(256);
    Ok(())
}

fn check(connection: &Connection, path: &Path, settings: &Settings) -> Result<(), Fault> {
    let size = std::fs::metadata(path).map(|file| file.len()).unwrap_or_default();
    if size > settings.check_bytes_max {
        return Ok(());
    }
    let verdict = connection.query_row("PRAGMA quick_check(1)", [], |row| row.get::<_, String>(0));
    match verdict {
        Ok(verdict) if verdict == "ok" => Ok(()),
        Ok(verdict) => Err(corrupt(path, &verdict)),
        Err(error) => Err(broken(path, &error)),
    }
}

fn broken(path: &Path, error: &rusqlite::Error) -> Fault {
    use rusqlite::ErrorCode::{DatabaseCorrupt, NotADatabase};
    match error.sqlite_error_code() {
        Some(DatabaseCorrupt | NotADatabase) => corrupt(path, &error.to_string()),
        _ => Fault::Unavailable(format!("cannot open the database {}: {error}", path.display())),
    }
}

fn corrupt(path: &Path, cause: &str) -> Fault {
    Fault::Unavailable(format!(
        "the database {} is corrupt ({cause}): put back a copy from before, or move the file away \
         to start this domain empty",
        path.display()
    ))
}
