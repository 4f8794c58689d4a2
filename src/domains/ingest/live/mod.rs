//! What lives only while it is worked on: who writes to an upload.
//! It must not hold anything that a restart may not lose.

mod intake;
mod writers;

pub(super) use intake::Intake;
pub(super) use writers::{Lease, Writers};
