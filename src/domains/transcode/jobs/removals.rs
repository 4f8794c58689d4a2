//! The sweep of what is not needed any more: work folders and packages, by a list in the database,
//! so that a crash between a commit and a removal loses nothing. It never touches a running job.

use super::super::actor::Transcode;
use super::super::model::Removal;
use super::super::store;
use crate::contract::transcode::Owner;
use crate::kernel::context::Context;
use crate::kernel::fault::Reply;
use crate::kernel::rpc::Domain as _;
use crate::kernel::sweep::{Pace, ago};

/// The longest pause before a removal that failed is tried again.
const PUT_OFF_MS_MAX: i64 = 600_000;
/// Longer than any event of a source can be late.
const GONE_KEPT_MS: u64 = 30 * 86_400_000;

/// Starts the sweeps.
pub(super) fn start(service: &Transcode) {
    let (domain, live) = (&service.domain, service.options.clone());
    let pace = move || {
        let options = live.get();
        Pace { every_ms: options.sweep_every_ms, rows_max: options.sweep_rows_max }
    };
    let removing = service.clone();
    domain.sweep_on_wakeup("removals", (pace.clone(), &service.workers.litter), move |rows| {
        remove_due(removing.clone(), rows)
    });
    domain.sweep("owner_work", pace.clone(), |tx, rows| {
        store::forget_work(tx, ago(tx.now_ms(), GONE_KEPT_MS), rows)
    });
    domain.sweep("gone_videos", pace, |tx, rows| {
        store::forget_gone(tx, ago(tx.now_ms(), GONE_KEPT_MS), rows)
    });
}

/// Says how many it removed or put off.
async fn remove_due(service: Transcode, rows: u32) -> Reply<usize> {
    let now_ms = service.domain.clock.now_ms();
    let cx = Context::of_domain(Owner::NAME);
    let mut due =
        service.domain.db.read(move |view| store::due_removals(view, now_ms, rows)).await?;
    // A worker may still write where it was told to stop; it rings when it has.
    due.retain(|removal| !service.workers.claims.runs(&removal.job_id));
    let count = due.len();
    for removal in due {
        remove(&service, &cx, removal).await?;
    }
    Ok(count)
}

async fn remove(service: &Transcode, cx: &Context, removal: Removal) -> Reply<()> {
    let path = removal.path.clone();
    service.domain.db.write(cx, move |tx| store::take_removal(tx, &path)).await?;
    let blobs = &service.domain.blobs;
    let removed = if removal.is_work {
        blobs.drop_work_folder(&removal.path).await
    } else {
        blobs.remove(&removal.path).await
    };
    let path = removal.path;
    let Err(fault) = removed else {
        service.domain.db.write(cx, move |tx| store::strike_removal(tx, &path)).await?;
        service.workers.claims.wake();
        return Ok(());
    };
    tracing::warn!(path, %fault, "a removal failed and is tried again");
    let pause_ms = (1_000_i64 << removal.tries.min(10)).min(PUT_OFF_MS_MAX);
    let due_ms = service.domain.clock.now_ms().saturating_add(pause_ms);
    service.domain.db.write(cx, move |tx| store::put_off_removal(tx, &path, due_ms)).await
}
