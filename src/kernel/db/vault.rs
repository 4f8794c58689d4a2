//! What a backup may do with the database of a running domain: hold its writer for a moment, and
//! see one moment of it. It must not write, and keeps nothing open while no backup runs.

use super::engine::Engine;
use super::hold::Gate;
use super::sqlite::Snapshot;
use super::{Db, sqlite};
use crate::kernel::fault::Fault;
use crate::kernel::founding::Key;
use crate::kernel::rpc::Domain;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

/// The database of one domain as a backup sees it.
#[derive(Clone)]
pub(crate) struct Vault {
    pub(in crate::kernel) word: &'static str,
    /// `None` where a server keeps it.
    file: Option<(PathBuf, Arc<Gate>)>,
}

impl<D: Domain> Db<D> {
    /// The way of a backup to this database.
    pub(crate) fn vault(&self, _: &Key) -> Vault {
        let file = match &self.shared.engine {
            Engine::Sqlite(store) => Some(sqlite::Store::vault(store)),
            Engine::Postgres(_) => None,
        };
        Vault { word: D::NAME, file }
    }
}

impl Vault {
    /// The gate before its writer, and a connection that can choose a moment.
    ///
    /// # Errors
    /// `Unavailable`: it is on PostgreSQL, or cannot be opened.
    pub(in crate::kernel) fn open(&self, busy: Duration) -> Result<(Arc<Gate>, Snapshot), Fault> {
        let Some((path, gate)) = &self.file else {
            let word = self.word;
            return Err(Fault::Unavailable(format!(
                "the data of {word} is on PostgreSQL, which this backup does not read: back that \
                 server up with its own tools, or bring {word} back with `shoal copy-store {word} \
                 --to sqlite:PATH`"
            )));
        };
        Ok((Arc::clone(gate), Snapshot::open(path, busy)?))
    }
}
