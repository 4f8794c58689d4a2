//! SQLite: one file per domain, one writer thread that commits groups, readers beside it.
//! It must not know what a unit does.

mod lock;
mod open;
mod statement;
mod writer;

pub(super) use open::{Store, open_alone};
pub(super) use statement::{execute, inside, query};
