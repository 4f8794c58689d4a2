//! PostgreSQL: a few lanes of serialisable units, readers on snapshots, and a tail that stops below
//! what still runs. It must not know what a unit does. Decided in docs/decisions/0008-postgres.md.

mod address;
#[cfg(test)]
mod admin;
mod lanes;
mod log;
mod open;
mod session;
mod tail;
mod trouble;
mod values;

pub(crate) use address::Address;
#[cfg(test)]
pub(crate) use admin::Admin;
pub(super) use open::Store;
pub(super) use session::Session;
