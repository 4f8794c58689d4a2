//! Ends uploads that nobody has gone on with, and forgets rows that nobody will ask for.
//! It must not end an upload whose bytes are coming.

use crate::domains::ingest::actor::Ingest;
use crate::domains::ingest::store;
use crate::kernel::context::Context;
use crate::kernel::fault::Reply;

/// Uploads that one run ends at the most.
const ENDED_MAX: u64 = 100;
/// How long a video that went is remembered; a draft is read and used within seconds.
const DELETED_KEPT_MS: i64 = 86_400_000;

pub(super) async fn expired_uploads(desk: Ingest) -> Reply<()> {
    let cx = Context::of_domain("ingest");
    let now_ms = desk.seat.clock.now_ms();
    let work = move |view: &store::Snapshot<'_>| store::expired(view, now_ms, ENDED_MAX);
    let expired = desk.seat.db.read(work).await?;
    for upload_id in expired {
        // Whoever writes now commits a later expiry with the next bytes.
        if desk.writers.holds(&upload_id) {
            continue;
        }
        let work = move |tx: &store::Unit<'_>| store::expire(tx, &upload_id, now_ms);
        desk.seat.db.write(&cx, work).await?;
    }
    let kept_ms = desk.options.get().ended_kept_ms;
    let (uploads, videos) = (now_ms.saturating_sub(kept_ms), now_ms - DELETED_KEPT_MS);
    desk.seat.db.write(&cx, move |tx| store::forget_ended(tx, uploads, videos)).await?;
    desk.removals.notify_one();
    Ok(())
}
