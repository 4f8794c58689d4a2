//! Ends uploads that nobody has gone on with.
//! It must not end an upload whose bytes are coming.

use crate::domains::ingest::actor::Ingest;
use crate::domains::ingest::store;
use crate::kernel::context::Context;
use crate::kernel::fault::Reply;

/// Says how many it ended.
pub(super) async fn expired_uploads(service: Ingest, rows: u32) -> Reply<usize> {
    let cx = Context::of_domain("ingest");
    let now_ms = service.domain.clock.now_ms();
    let work = move |view: &store::StoreView<'_>| store::expired(view, now_ms, rows);
    let mut ended = 0;
    for upload_id in service.domain.db.read(work).await? {
        // Whoever writes now commits a later expiry with the next bytes.
        if service.writers.holds(&upload_id) {
            continue;
        }
        let work = move |tx: &store::StoreTx<'_>| store::expire(tx, &upload_id, now_ms);
        ended += usize::from(service.domain.db.write(&cx, work).await?);
    }
    if ended > 0 {
        service.removals.notify_one();
    }
    Ok(ended)
}
