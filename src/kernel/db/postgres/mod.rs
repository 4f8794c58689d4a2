//! PostgreSQL: a few lanes of serialisable units, readers on snapshots, and a tail that stops below
//! what still runs. It must not know what a unit does. Decided in
//! docs/decisions/0008-postgres.md, the driver in docs/decisions/0014-sqlx.md.

mod address;
mod admin;
mod connection;
mod error;
mod inspect;
mod lanes;
mod log;
mod open;
mod rows;
mod session;
mod tail;
mod texts;
mod values;
mod verifier;

pub(crate) use address::Address;
pub(crate) use admin::Admin;
pub(crate) use inspect::inspect;
pub(super) use log::{GO_ON_AFTER, NEWEST_GIVEN};
pub(super) use open::{PostgresStore, ServerFacts, open_alone, open_beside};
pub(super) use session::Session;
