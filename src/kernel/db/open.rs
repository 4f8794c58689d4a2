//! Opens a domain's database with the engine that the settings give it.

use super::engine::Engine;
use super::settings::Settings;
use super::{Db, DbInner, postgres, sqlite};
use crate::kernel::capability::Key;
use crate::kernel::clock::Clock;
use crate::kernel::fault::Fault;
use crate::kernel::id::Ids;
use crate::kernel::meter::StoreMeter;
use crate::kernel::rpc::Domain;
use std::marker::PhantomData;
use std::path::Path;
use std::sync::Arc;

impl<D: Domain> Db<D> {
    /// Opens the database of `D`: at its address, or as a file in `folder`.
    ///
    /// # Errors
    /// `Unavailable` with the place and the cause: in use, corrupt, out of reach, or not writable.
    pub(crate) fn open(
        _: &Key,
        folder: &Path,
        settings: &Settings,
        (clock, ids): (Clock, Ids),
        meter: &StoreMeter,
    ) -> Result<Self, Fault> {
        let (engine, tail) = match settings.urls.get(D::NAME) {
            None => {
                let (store, tail) = sqlite::SqliteStore::open(D::NAME, folder, settings, meter)?;
                (Engine::Sqlite(store), tail)
            },
            Some(address) => {
                let (store, tail) =
                    postgres::PostgresStore::open(D::NAME, address, settings, meter)?;
                (Engine::Postgres(store), tail)
            },
        };
        let (reply_kept_ms, event_kept_ms) = (settings.reply_kept_ms, settings.event_kept_ms);
        let shared = DbInner { engine, tail, clock, ids, reply_kept_ms, event_kept_ms };
        Ok(Self { shared: Arc::new(shared), owner: PhantomData })
    }
}
