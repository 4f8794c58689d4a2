//! Removes bytes that a commit has given up, again and again until they are gone.
//! It must not remove what somebody still writes: that would come back.

use crate::contract::ingest::UploadId;
use crate::domains::ingest::actor::Ingest;
use crate::domains::ingest::{model, store};
use crate::kernel::context::Context;
use crate::kernel::fault::Reply;

/// The pause after a removal that failed.
const RETRY_MS: i64 = 60_000;

/// Says how many it removed or put off.
pub(super) async fn remove_due(service: Ingest, rows: u32) -> Reply<usize> {
    let now_ms = service.domain.clock.now_ms();
    let work = move |view: &store::StoreView<'_>| store::due_removals(view, now_ms, rows);
    let mut due = service.domain.db.read(work).await?;
    // Its writer was told to leave, and rings when it has.
    due.retain(|upload_id| !service.writers.holds(upload_id));
    let count = due.len();
    for upload_id in due {
        remove(&service, upload_id).await?;
    }
    Ok(count)
}

async fn remove(service: &Ingest, upload_id: UploadId) -> Reply<()> {
    let cx = Context::of_domain("ingest");
    let path = model::make_path(&upload_id);
    match service.domain.blobs.remove(&path).await {
        Ok(()) => service.domain.db.write(&cx, move |tx| store::removed(tx, &upload_id)).await,
        Err(fault) => {
            let work =
                move |tx: &store::StoreTx<'_>| store::retry_removal(tx, &upload_id, RETRY_MS);
            let tries = service.domain.db.write(&cx, work).await?;
            tracing::warn!(domain = "ingest", path, tries, %fault, "bytes could not be removed");
            Ok(())
        },
    }
}
