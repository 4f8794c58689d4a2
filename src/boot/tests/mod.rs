//! The kernel's promises, proven on a real contract with a puppet behind it.

#![expect(clippy::disallowed_methods, reason = "tests ask many at once and wait for threads")]

mod backup;
mod bad_wires;
mod claims;
mod config;
mod copy;
mod ear;
mod events;
mod far_blobs;
mod host;
mod postgres;
mod postgres_tls;
mod probe;
mod puppet;
mod replay;
mod slow_wires;
mod store;
mod wires;
