//! Removes bytes that a commit has given up, again and again until they are gone.
//! It must not remove what somebody still writes: that would come back.

use crate::contract::ingest::UploadId;
use crate::domains::ingest::actor::Ingest;
use crate::domains::ingest::{model, store};
use crate::kernel::context::Context;
use crate::kernel::fault::Reply;
use std::time::Duration;

/// Removals in one go.
const GO_MAX: u64 = 100;
/// The pause after a removal that failed.
const RETRY_MS: i64 = 60_000;

pub(super) async fn run(desk: Ingest) {
    loop {
        if let Err(error) = remove_due(&desk).await {
            tracing::warn!(domain = "ingest", %error, "bytes were not removed; tried again later");
        }
        let pause = Duration::from_millis(desk.options.get().sweep_ms);
        // Woken or not, the rows say what there is to do.
        drop(tokio::time::timeout(pause, desk.removals.notified()).await);
    }
}

async fn remove_due(desk: &Ingest) -> Reply<()> {
    let now_ms = desk.seat.clock.now_ms();
    let work = move |view: &store::Snapshot<'_>| store::due_removals(view, now_ms, GO_MAX);
    let due = desk.seat.db.read(work).await?;
    for upload_id in due {
        // Its writer was told to leave, and wakes this job when it has.
        if !desk.writers.holds(&upload_id) {
            remove(desk, upload_id).await?;
        }
    }
    Ok(())
}

async fn remove(desk: &Ingest, upload_id: UploadId) -> Reply<()> {
    let cx = Context::of_domain("ingest");
    let path = model::blob_path(&upload_id);
    match desk.seat.blobs.remove(&path).await {
        Ok(()) => desk.seat.db.write(&cx, move |tx| store::removed(tx, &upload_id)).await,
        Err(fault) => {
            let work = move |tx: &store::Unit<'_>| store::retry_removal(tx, &upload_id, RETRY_MS);
            let tries = desk.seat.db.write(&cx, work).await?;
            tracing::warn!(domain = "ingest", path, tries, %fault, "bytes could not be removed");
            Ok(())
        },
    }
}
