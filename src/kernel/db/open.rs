//! Opens a domain's database: lock, check, migrate, start the threads.

#![expect(clippy::disallowed_methods, reason = "databases are opened here and nowhere else")]

use super::{Db, Shared, lock, migrate, readers::Readers, writer::Writer};
use crate::kernel::clock::Clock;
use crate::kernel::fault::Fault;
use crate::kernel::founding::Key;
use crate::kernel::host::StoreMeter;
use crate::kernel::id::Ids;
use crate::kernel::rpc::Domain;
use rusqlite::{Connection, OpenFlags};
use std::marker::PhantomData;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use tokio::sync::watch;

/// How hard a commit presses the disk.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Deserialize, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Synchronous {
    /// Every acknowledged write survives power loss.
    Full,
    /// The newest acknowledged writes may be lost with the power.
    Normal,
}

/// How databases are kept.
#[derive(Debug, Clone, serde::Deserialize, serde::Serialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Settings {
    pub(crate) synchronous: Synchronous,
    /// Write units that may wait per domain.
    pub(crate) units_waiting_max: usize,
    /// Reads that may wait per domain.
    pub(crate) reads_waiting_max: usize,
    /// Reading threads per domain.
    pub(crate) reader_threads: usize,
    /// How long the reply of a command repeated by key is kept.
    pub(crate) reply_kept_ms: i64,
    /// How long outbox and inbox rows are kept.
    pub(crate) event_kept_ms: i64,
    /// A database up to this size is checked whole at the start.
    pub(crate) check_bytes_max: u64,
}

impl Default for Settings {
    fn default() -> Self {
        const DAY_MS: i64 = 86_400_000;
        Self {
            synchronous: Synchronous::Full,
            units_waiting_max: 4096,
            reads_waiting_max: 4096,
            reader_threads: 2,
            reply_kept_ms: DAY_MS,
            event_kept_ms: 14 * DAY_MS,
            check_bytes_max: 64 << 20,
        }
    }
}

impl Settings {
    /// Says what is wrong with a value, and what would be right.
    pub(crate) fn check(&self) -> Result<(), String> {
        above_zero(&[
            ("units_waiting_max", self.units_waiting_max as u64),
            ("reads_waiting_max", self.reads_waiting_max as u64),
            ("reader_threads", self.reader_threads as u64),
            ("reply_kept_ms", u64::try_from(self.reply_kept_ms).unwrap_or_default()),
            ("event_kept_ms", u64::try_from(self.event_kept_ms).unwrap_or_default()),
        ])
    }
}

/// Refuses a bound of zero, under which nothing could ever be done.
pub(crate) fn above_zero(values: &[(&str, u64)]) -> Result<(), String> {
    match values.iter().find(|(_, value)| *value == 0) {
        Some((name, _)) => Err(format!("{name} must be above 0")),
        None => Ok(()),
    }
}

impl<D: Domain> Db<D> {
    /// Opens the database of `D` in `folder`, making it if it is not there.
    ///
    /// # Errors
    /// `Unavailable` with the file and the cause: in use, corrupt, or not writable.
    pub(crate) fn open(
        _: &Key,
        folder: &Path,
        settings: &Settings,
        (clock, ids): (Clock, Ids),
        meter: &StoreMeter,
    ) -> Result<Self, Fault> {
        let path = folder.join(format!("{}.db", D::NAME));
        let held = lock::take(&path.with_extension("lock"), D::NAME)?;
        let explain = |error: rusqlite::Error| broken(&path, &error);
        let connection = Connection::open(&path).map_err(explain)?;
        prepare(&connection, settings).map_err(explain)?;
        check(&connection, &path, settings)?;
        migrate::migrate(&connection, D::NAME)?;
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
        let readers = Readers::start(D::NAME, connections, settings.reads_waiting_max, meter)?;
        let (units_max, meter) = (settings.units_waiting_max, meter.clone());
        let connection = Held { connection, _lock: held };
        let writer = Writer::start(D::NAME, connection, units_max, meter, sender)?;
        let (reply_kept_ms, event_kept_ms) = (settings.reply_kept_ms, settings.event_kept_ms);
        let shared = Shared { writer, readers, tail, clock, ids, reply_kept_ms, event_kept_ms };
        Ok(Self { shared: Arc::new(shared), owner: PhantomData })
    }
}

/// The writing connection with the lock that protects its file: both go together.
pub(super) struct Held {
    pub(super) connection: Connection,
    _lock: std::fs::File,
}

fn prepare(connection: &Connection, settings: &Settings) -> rusqlite::Result<()> {
    connection.pragma_update(None, "journal_mode", "WAL")?;
    let synchronous = match settings.synchronous {
        Synchronous::Full => "FULL",
        Synchronous::Normal => "NORMAL",
    };
    connection.pragma_update(None, "synchronous", synchronous)?;
    connection.pragma_update(None, "foreign_keys", true)?;
    connection.pragma_update(None, "trusted_schema", false)?;
    connection.set_prepared_statement_cache_capacity(256);
    Ok(())
}

fn check(connection: &Connection, path: &PathBuf, settings: &Settings) -> Result<(), Fault> {
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
