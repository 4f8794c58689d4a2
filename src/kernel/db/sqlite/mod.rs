//! SQLite: one file per domain, one writer thread that commits groups, readers beside it.
//! It must not know what a unit does.

mod lock;
mod open;
mod snapshot;
mod statement;
mod writer;

pub(super) use open::{SqliteStore, open_alone};
pub(in crate::kernel::db) use snapshot::sync;
pub(in crate::kernel) use snapshot::{Facts, Snapshot};
pub(super) use statement::{execute, inside, query};
