//! Threads with names, so that a stall and its CPU time can be laid at a door.
//! Nothing else in the house starts a thread.
#![expect(clippy::disallowed_methods, reason = "this is the one place that starts threads")]

use crate::kernel::fault::Fault;
use std::thread::{Builder, JoinHandle};

/// Starts a named thread.
///
/// # Errors
/// `Unavailable` when the machine gives no thread.
pub(crate) fn start(
    name: String,
    work: impl FnOnce() + Send + 'static,
) -> Result<JoinHandle<()>, Fault> {
    let started = Builder::new().name(name.clone()).spawn(work);
    started.map_err(|error| Fault::Unavailable(format!("no thread for {name}: {error}")))
}
