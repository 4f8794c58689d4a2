//! What ingest does beside its calls: checks, removals and the sweep of what expired.
//! It must find its work in the store, so that a restart loses none.

mod check;
mod remove;
mod sweep;

use super::actor::Ingest;
use super::store;
use crate::kernel::sweep::{Pace, ago};

/// How long a video that went is remembered; a draft is read and used within seconds.
const DELETED_KEPT_MS: u64 = 86_400_000;

/// Starts the jobs of the domain.
pub(super) fn start(service: &Ingest) {
    let domain = &service.domain;
    domain.tasks.spawn("check_uploads", check::run(service.clone()));
    let live = service.options.clone();
    let pace = move || {
        let options = live.get();
        Pace { every_ms: options.sweep_every_ms, rows_max: options.sweep_rows_max }
    };
    let (removing, expiring) = (service.clone(), service.clone());
    domain.sweep_on_wakeup("given_up_bytes", (pace.clone(), &service.removals), move |rows| {
        remove::remove_due(removing.clone(), rows)
    });
    domain.sweep_around("expired_uploads", pace.clone(), move |rows| {
        sweep::expired_uploads(expiring.clone(), rows)
    });
    let live = service.options.clone();
    domain.sweep("ended_uploads", pace.clone(), move |tx, rows| {
        let before_ms = tx.now_ms().saturating_sub(live.get().ended_kept_ms);
        store::forget_ended(tx, before_ms, rows)
    });
    domain.sweep("deleted_videos", pace, |tx, rows| {
        store::forget_deleted(tx, ago(tx.now_ms(), DELETED_KEPT_MS), rows)
    });
}
