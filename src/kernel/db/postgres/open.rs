//! Opens a domain's PostgreSQL database: check, guard, migrate, start the threads.

use super::address::Address;
use super::error::StatementError;
use super::lanes::{self, Lanes};
use super::session::{Session, Use};
use super::{log, tail};
use crate::kernel::clock;
use crate::kernel::db::engine::Link;
use crate::kernel::db::hold::Gate;
use crate::kernel::db::migrate::{Steps, migrate};
use crate::kernel::db::readers::{Readers, Snapshots};
use crate::kernel::db::settings::Settings;
use crate::kernel::db::unit::Read;
use crate::kernel::fault::{Error, Fault};
use crate::kernel::meter::StoreMeter;
use std::sync::{Arc, RwLock};
use std::time::Duration;
use tokio::sync::watch;

/// The oldest server that has all that is used here.
const VERSION_MIN: u32 = 150_000;
/// How long the end of the process before is waited for.
const GUARD_WAIT: Duration = Duration::from_secs(2);
const GUARD_PAUSE: Duration = Duration::from_millis(50);

/// Where a database is, and how it is talked to.
pub(in crate::kernel::db) struct ServerFacts {
    pub(in crate::kernel::db) address: Address,
    pub(in crate::kernel::db) settings: Settings,
}

/// What runs units and reads on one database.
pub(in crate::kernel::db) struct PostgresStore {
    pub(in crate::kernel::db) lanes: Lanes,
    pub(in crate::kernel::db) readers: Readers,
    server: Arc<ServerFacts>,
    gate: Arc<Gate>,
}

impl PostgresStore {
    /// Opens the database of `word`; nothing is made but its tables.
    ///
    /// # Errors
    /// `Unavailable` with the address and the cause: out of reach, in use, not fit.
    pub(in crate::kernel::db) fn open(
        word: &'static str,
        address: &Address,
        settings: &Settings,
        meter: &StoreMeter,
    ) -> Result<(Self, watch::Receiver<u64>), Fault> {
        let explain = |trouble: StatementError| closed(word, address, &trouble);
        let (guard, holder) = open_alone(address, word, settings)?;
        let newest = log::newest_settled(&guard).map_err(explain)?;
        drop(guard.take_trouble());
        let sessions = |count: usize, purpose| -> Result<Vec<Session>, Fault> {
            (0..count.max(1)).map(|_| Session::new(word, address, settings, purpose)).collect()
        };
        let (wanted, looked_for) = watch::channel(newest);
        let (settled, tail) = watch::channel(u64::try_from(newest).unwrap_or_default());
        tail::start(word, guard, looked_for, settled, meter.clone())?;
        let gate = Arc::new(Gate::default());
        let shared = lanes::LaneState {
            gate: Arc::clone(&gate),
            turn: Arc::new(RwLock::new(())),
            holder,
            wanted: Arc::new(wanted),
            meter: meter.clone(),
            doubt_max: Duration::from_millis(settings.postgres_doubt_ms_max),
        };
        let units = sessions(settings.postgres_lanes, Use::Units)?;
        let lanes = Lanes::start(word, units, settings.units_waiting_max, &shared)?;
        let reads = sessions(settings.reader_threads, Use::Reads)?;
        let readers = Readers::start(word, reads, settings.reads_waiting_max, meter)?;
        let server = ServerFacts { address: address.clone(), settings: settings.clone() };
        Ok((Self { lanes, readers, server: Arc::new(server), gate }, tail))
    }

    /// Where the database is, and the gate before its lanes.
    pub(in crate::kernel::db) fn vault(&self) -> (Arc<ServerFacts>, Arc<Gate>) {
        (Arc::clone(&self.server), Arc::clone(&self.gate))
    }
}

/// A connection beside the process that holds the database, which may look at one moment of it for
/// as long as it likes.
///
/// # Errors
/// `Unavailable`: it cannot be reached.
pub(in crate::kernel::db) fn open_beside(
    address: &Address,
    word: &str,
    settings: &Settings,
) -> Result<Session, Fault> {
    let session = Session::new(word, address, settings, Use::Backup)?;
    session.ensure().map_err(|trouble| closed(word, address, &trouble))?;
    Ok(session)
}

/// Takes the database of a domain, checks it, and brings it to the schema of this binary. Gives the
/// number under which it is held now.
///
/// # Errors
/// As `Store::open`.
pub(in crate::kernel::db) fn open_alone(
    address: &Address,
    word: &str,
    settings: &Settings,
) -> Result<(Session, i64), Fault> {
    let explain = |trouble: StatementError| closed(word, address, &trouble);
    let guard = Session::new(word, address, settings, Use::Tail)?;
    guard.ensure().map_err(explain)?;
    check(&guard).map_err(explain)?;
    take(&guard, word, address)?;
    migrate(&guard, word)?;
    let holder = log::take_over(&guard).map_err(explain)?;
    Ok((guard, holder))
}

fn closed(word: &str, address: &Address, trouble: &StatementError) -> Fault {
    let cause = trouble.fault();
    Fault::Unavailable(format!("cannot open the database of {word} ({address}): {cause}"))
}

/// Refuses a server or a database in which things would come in another order or not fit.
pub(super) fn check(session: &Session) -> Result<(), StatementError> {
    let sql = "SELECT current_setting('server_version_num'), current_setting('server_version'), \
               pg_encoding_to_char(encoding), datcollate, datctype FROM pg_database \
               WHERE datname = current_database()";
    let rows = session.plain(sql)?;
    let Some([number, version, encoding, collate, ctype]) = rows.first().map(Vec::as_slice) else {
        return Err(StatementError::Refused(Fault::Internal(
            "it does not say what it is".to_owned(),
        )));
    };
    let refuse = |text: String| Err(StatementError::Refused(Fault::Unavailable(text)));
    if number.parse().unwrap_or(0) < VERSION_MIN {
        return refuse(format!("this is PostgreSQL {version}; it takes 15 or newer"));
    }
    if encoding != "UTF8" || collate != "C" || ctype != "C" {
        return refuse(format!(
            "its encoding is {encoding} and its order {collate}/{ctype}; it takes UTF8 and C. Make \
             a database with `shoal store create`"
        ));
    }
    Ok(())
}

/// One process per database.
fn take(session: &Session, word: &str, address: &Address) -> Result<(), Fault> {
    let until = clock::instant() + GUARD_WAIT;
    loop {
        match log::guard(session) {
            Ok(true) => return Ok(()),
            Ok(false) if clock::instant() >= until => break,
            Ok(false) => session.pause(GUARD_PAUSE),
            Err(trouble) => return Err(trouble.fault()),
        }
    }
    let holder = log::holder_of_guard(session);
    Err(Fault::Unavailable(format!(
        "the database of {word} ({address}) is in use by {holder}: stop that server first"
    )))
}

impl Steps for Session {
    const OTHER_ENGINE: &'static str = ".sqlite.sql";

    fn is_known(&self, step: &str) -> Result<bool, String> {
        let told = |trouble: StatementError| trouble.fault().to_string();
        let table = "CREATE TABLE IF NOT EXISTS kernel_steps (step TEXT NOT NULL PRIMARY KEY)";
        self.plain(table).map_err(told)?;
        let known = format!("SELECT 1 FROM kernel_steps WHERE step = '{step}'");
        Ok(!self.plain(&known).map_err(told)?.is_empty())
    }

    fn apply(&self, step: &str, text: &str) -> Result<(), String> {
        let noted = format!("INSERT INTO kernel_steps (step) VALUES ('{step}')");
        let applied = self.plain(&format!("BEGIN;\n{text}\n;{noted}; COMMIT"));
        applied.map(drop).map_err(|trouble| {
            drop(self.plain("ROLLBACK"));
            trouble.fault().to_string()
        })
    }
}

impl Snapshots for Session {
    fn serve(&self, read: Read) {
        drop(self.take_trouble());
        if let Err(trouble) = begin(self) {
            return read(Err(Error::from(trouble.fault())));
        }
        read(Ok(Link::Postgres(self)));
        if self.plain("ROLLBACK").is_err() {
            self.forget();
        }
    }
}

/// A connection may have been lost while nobody used it: then it is made anew, once.
fn begin(session: &Session) -> Result<(), StatementError> {
    let sql = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY";
    let is_new = session.ensure()?;
    match session.plain(sql) {
        Err(StatementError::Lost(_)) if !is_new => {
            session.ensure()?;
            session.plain(sql).map(drop)
        },
        begun => begun.map(drop),
    }
}
