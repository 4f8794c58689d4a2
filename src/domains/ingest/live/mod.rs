//! What lives only while it is worked on: who writes to an upload, and which checks run.
//! It must not hold anything that a restart may not lose.

mod checks;
mod intake;
mod writers;

pub(super) use checks::{Checks, Place};
pub(super) use intake::Intake;
pub(super) use writers::{Lease, Writers};
