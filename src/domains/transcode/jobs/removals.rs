//! The sweep of what is not needed any more: work folders and packages, by a list in the database,
//! so that a crash between a commit and a removal loses nothing. It never touches a running job.

use super::super::actor::Transcode;
use super::super::model::Removal;
use super::super::store;
use crate::contract::transcode::Owner;
use crate::kernel::context::Context;
use crate::kernel::fault::Reply;
use crate::kernel::rpc::Domain as _;
use std::time::Duration;

/// Between two looks when nobody rings.
const EVERY: Duration = Duration::from_secs(30);
/// The longest pause before a removal that failed is tried again.
const PUT_OFF_MS_MAX: i64 = 600_000;
/// Longer than any event of a source can be late.
const GONE_KEPT_MS: i64 = 30 * 86_400_000;

pub(super) async fn sweep(desk: Transcode) {
    loop {
        if let Err(error) = sweep_removals(&desk).await {
            tracing::warn!(%error, "a sweep of removals failed");
        }
        drop(tokio::time::timeout(EVERY, desk.yard.litter.notified()).await);
    }
}

async fn sweep_removals(desk: &Transcode) -> Reply<()> {
    let now_ms = desk.seat.clock.now_ms();
    let cx = Context::of_domain(Owner::NAME);
    let due = desk.seat.db.read(move |view| store::due_removals(view, now_ms)).await?;
    // A worker may still write where it was told to stop; it rings when it has.
    for removal in due.into_iter().filter(|removal| !desk.yard.claims.runs(&removal.job_id)) {
        remove(desk, &cx, removal).await?;
    }
    let before_ms = now_ms.saturating_sub(GONE_KEPT_MS);
    desk.seat
        .db
        .write(&cx, move |tx| {
            store::forget_work(tx, before_ms)?;
            store::forget_gone(tx, before_ms)
        })
        .await
}

async fn remove(desk: &Transcode, cx: &Context, removal: Removal) -> Reply<()> {
    let path = removal.path.clone();
    desk.seat.db.write(cx, move |tx| store::take_removal(tx, &path)).await?;
    let blobs = &desk.seat.blobs;
    let removed = if removal.is_work {
        blobs.drop_work_folder(&removal.path).await
    } else {
        blobs.remove(&removal.path).await
    };
    let path = removal.path;
    let Err(fault) = removed else {
        desk.seat.db.write(cx, move |tx| store::strike_removal(tx, &path)).await?;
        desk.yard.claims.wake();
        return Ok(());
    };
    tracing::warn!(path, %fault, "a removal failed and is tried again");
    let pause_ms = (1_000_i64 << removal.tries.min(10)).min(PUT_OFF_MS_MAX);
    let due_ms = desk.seat.clock.now_ms().saturating_add(pause_ms);
    desk.seat.db.write(cx, move |tx| store::put_off_removal(tx, &path, due_ms)).await
}
