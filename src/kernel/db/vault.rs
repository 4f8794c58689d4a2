//! What a backup may do with the database of a running domain: hold its writers for a moment, and
//! see one moment of it. It must not write, and keeps nothing open while no backup runs.

use super::Db;
use super::copy::{self, Side};
use super::engine::Engine;
use super::hold::Gate;
use super::postgres::ServerFacts;
use super::settings::Settings;
use super::sqlite::{self, Facts};
use crate::kernel::capability::Key;
use crate::kernel::fault::{Error, Fault};
use crate::kernel::rpc::Domain;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

/// The database of one domain as a backup sees it.
#[derive(Clone)]
pub(crate) struct Vault {
    pub(in crate::kernel) word: &'static str,
    gate: Arc<Gate>,
    place: DatabaseAt,
}

#[derive(Clone)]
enum DatabaseAt {
    File(PathBuf),
    ServerFacts(Arc<ServerFacts>),
}

/// A connection that chooses a moment of one database and sees it for as long as it lives.
pub(in crate::kernel) enum Snapshot {
    File(sqlite::Snapshot),
    ServerFacts { side: Side, word: &'static str },
}

impl<D: Domain> Db<D> {
    /// The way of a backup to this database.
    pub(crate) fn vault(&self, _: &Key) -> Vault {
        let (place, gate) = match &self.shared.engine {
            Engine::Sqlite(store) => {
                let (path, gate) = sqlite::SqliteStore::vault(store);
                (DatabaseAt::File(path), gate)
            },
            Engine::Postgres(store) => {
                let (server, gate) = store.vault();
                (DatabaseAt::ServerFacts(server), gate)
            },
        };
        Vault { word: D::NAME, gate, place }
    }
}

impl Vault {
    /// The gate before its writers, and a connection that can choose a moment.
    ///
    /// # Errors
    /// `Unavailable`: it cannot be opened, or its server cannot be reached.
    pub(in crate::kernel) fn open(&self, busy: Duration) -> Result<(Arc<Gate>, Snapshot), Fault> {
        let snapshot = match &self.place {
            DatabaseAt::File(path) => Snapshot::File(sqlite::Snapshot::open(path, busy)?),
            DatabaseAt::ServerFacts(server) => {
                let side = Side::beside(&server.address, self.word, &server.settings)?;
                Snapshot::ServerFacts { side, word: self.word }
            },
        };
        Ok((Arc::clone(&self.gate), snapshot))
    }
}

impl Snapshot {
    /// Chooses this moment, for which all writers wait: what is committed later is not seen.
    ///
    /// # Errors
    /// `Unavailable` with the cause, after `most` at the latest.
    pub(in crate::kernel) fn begin(&self, most: Duration) -> Result<(), Fault> {
        match self {
            Self::File(file) => file.begin(),
            Self::ServerFacts { side, .. } => side.stand_still(most).map_err(fault),
        }
    }

    /// Writes what this moment holds as a database file, makes it durable, and says what is in it.
    /// From a server each row is read a second time and compared.
    ///
    /// # Errors
    /// `Unavailable` with the cause, or that somebody said stop.
    pub(in crate::kernel) fn copy(
        &self,
        to: &Path,
        goes_on: &dyn Fn() -> bool,
    ) -> Result<Facts, Fault> {
        match self {
            Self::File(file) => {
                file.copy(to, goes_on)?;
                file.facts()
            },
            Self::ServerFacts { side, word } => {
                let target = Side::file(to, word, &Settings::default())?;
                let copied = copy::copy_while(side, &target, goes_on);
                let report = copied.and_then(|()| copy::verify(side, &target));
                report.map_err(fault)?;
                // The last to close a file puts its log into it.
                drop(target);
                drop(std::fs::remove_file(to.with_extension("lock")));
                sqlite::sync(to)?;
                sqlite::Snapshot::open_still(to)?.facts()
            },
        }
    }

    /// How many rows each table has.
    #[cfg(test)]
    pub(in crate::kernel) fn rows(&self) -> Result<std::collections::BTreeMap<String, u64>, Fault> {
        match self {
            Self::File(file) => Ok(file.facts()?.rows),
            Self::ServerFacts { side, .. } => copy::counts(side).map_err(fault),
        }
    }
}

fn fault(error: Error) -> Fault {
    match error {
        Error::Fault(fault) => fault,
        Error::Refused(refused) => Fault::Internal(refused.to_string()),
    }
}
