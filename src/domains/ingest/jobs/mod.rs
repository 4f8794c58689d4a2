//! What ingest does beside its calls: checks, removals and the sweep of what expired.
//! It must find its work in the store, so that a restart loses none.

mod check;
mod remove;
mod sweep;

use super::actor::Ingest;
use std::time::Duration;

/// Starts the jobs of the domain.
pub(super) fn start(desk: &Ingest) {
    let tasks = desk.seat.tasks.clone();
    tasks.spawn("check_uploads", check::run(desk.clone()));
    tasks.spawn("remove_bytes", remove::run(desk.clone()));
    let options = desk.options.clone();
    let every = move || Duration::from_millis(options.get().sweep_ms);
    let desk = desk.clone();
    tasks.sweep_live("sweep_expired_uploads", every, move || sweep::expired_uploads(desk.clone()));
}
