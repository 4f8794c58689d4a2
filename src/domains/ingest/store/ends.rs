//! How uploads end without a source, and the bytes that they leave behind.
//! It must not forget bytes: a removal is recorded in the commit that gives them up.

use super::{OPEN, StoreTx, StoreView};
use crate::contract::ingest::{Cause, Failure, UploadEnded, UploadId, UploadState};
use crate::contract::video::VideoId;
use crate::domains::ingest::model::Upload;
use crate::kernel::db::values;
use crate::kernel::fault::Reply;

/// Ends an upload whose bytes come or are checked, and tells of it. False when it had ended before.
pub(in crate::domains::ingest) fn terminate(
    tx: &StoreTx<'_>,
    upload_id: &UploadId,
    cause: Cause,
) -> Reply<bool> {
    let sql = "UPDATE uploads SET state = $1, failure = $2, expires_at_ms = $3 \
               WHERE upload_id = $4 AND state IN ($5, $6) \
               RETURNING upload_id, video_id, owner_id, filename, size_bytes, offset_bytes, \
               state, failure, created_at_ms, expires_at_ms, metadata";
    let ([receiving, checking], to) = (OPEN, UploadState::Terminated);
    let (failure, now_ms) = (Failure::from(cause), tx.now_ms());
    let values = values![to, &failure, now_ms, upload_id, receiving, checking];
    let Some(ended) = tx.row::<Upload>(sql, values)? else { return Ok(false) };
    give_up_bytes(tx, upload_id, now_ms)?;
    tx.publish(&UploadEnded {
        video_id: ended.video_id.into(),
        upload_id: ended.upload_id.into(),
        owner_id: ended.owner_id.into(),
        failure: Some(failure),
    })?;
    Ok(true)
}

/// Unfinished uploads that nobody has gone on with, oldest first.
pub(in crate::domains::ingest) fn expired(
    view: &StoreView<'_>,
    now_ms: i64,
    rows: u32,
) -> Reply<Vec<UploadId>> {
    let sql = "SELECT upload_id FROM uploads WHERE state = $1 AND expires_at_ms <= $2 \
               ORDER BY expires_at_ms, upload_id LIMIT $3";
    view.column(sql, values![UploadState::Receiving, now_ms, rows])
}

/// Ends an upload that nobody has gone on with. False when somebody just did.
pub(in crate::domains::ingest) fn expire(
    tx: &StoreTx<'_>,
    upload_id: &UploadId,
    now_ms: i64,
) -> Reply<bool> {
    let sql = "SELECT 1 FROM uploads WHERE upload_id = $1 AND state = $2 AND expires_at_ms <= $3";
    let is_expired = tx.exists(sql, values![upload_id, UploadState::Receiving, now_ms])?;
    if is_expired { terminate(tx, upload_id, Cause::Expired) } else { Ok(false) }
}

/// Drops all uploads of a video that went, with its source, and remembers that it went.
/// Gives the ids of what it dropped.
pub(in crate::domains::ingest) fn delete_video(
    tx: &StoreTx<'_>,
    video_id: &VideoId,
) -> Reply<Vec<UploadId>> {
    let now_ms = tx.now_ms();
    let sql = "INSERT INTO deleted_videos (video_id, at_ms) VALUES ($1, $2) \
               ON CONFLICT (video_id) DO NOTHING";
    tx.execute(sql, values![video_id, now_ms])?;
    let sql = "UPDATE uploads SET state = $1, failure = $2, expires_at_ms = $3 \
               WHERE video_id = $4 AND state IN ($5, $6, $7) RETURNING upload_id";
    let ([receiving, checking], accepted) = (OPEN, UploadState::Accepted);
    let (to, failure) = (UploadState::Terminated, Failure::from(Cause::VideoDeleted));
    let values = values![to, &failure, now_ms, video_id, receiving, checking, accepted];
    let ended = tx.column(sql, values)?;
    for upload_id in &ended {
        give_up_bytes(tx, upload_id, now_ms)?;
    }
    // What was told of it is of no use to anybody.
    tx.strike_events(video_id.as_str())?;
    Ok(ended)
}

/// Whether a video went a short while ago.
pub(in crate::domains::ingest) fn is_deleted(
    view: &StoreView<'_>,
    video_id: &VideoId,
) -> Reply<bool> {
    let sql = "SELECT 1 FROM deleted_videos WHERE video_id = $1";
    view.exists(sql, values![video_id])
}

/// Records that nobody needs the bytes of an upload from `due_at_ms` on.
pub(super) fn give_up_bytes(tx: &StoreTx<'_>, upload_id: &UploadId, due_at_ms: i64) -> Reply<()> {
    let sql = "INSERT INTO removals (upload_id, due_at_ms, tries) VALUES ($1, $2, 0) \
               ON CONFLICT (upload_id) DO UPDATE SET due_at_ms = \
               CASE WHEN excluded.due_at_ms < removals.due_at_ms \
               THEN excluded.due_at_ms ELSE removals.due_at_ms END";
    tx.execute(sql, values![upload_id, due_at_ms])?;
    Ok(())
}

/// Uploads whose bytes are to be removed now.
pub(in crate::domains::ingest) fn due_removals(
    view: &StoreView<'_>,
    now_ms: i64,
    rows: u32,
) -> Reply<Vec<UploadId>> {
    let sql = "SELECT upload_id FROM removals WHERE due_at_ms <= $1 \
               ORDER BY due_at_ms, upload_id LIMIT $2";
    view.column(sql, values![now_ms, rows])
}

/// The bytes of an upload have gone.
pub(in crate::domains::ingest) fn removed(tx: &StoreTx<'_>, upload_id: &UploadId) -> Reply<()> {
    tx.execute("DELETE FROM removals WHERE upload_id = $1", values![upload_id])?;
    Ok(())
}

/// Puts a removal off. Gives how often it was tried.
pub(in crate::domains::ingest) fn retry_removal(
    tx: &StoreTx<'_>,
    upload_id: &UploadId,
    after_ms: i64,
) -> Reply<u64> {
    let sql = "UPDATE removals SET tries = tries + 1, due_at_ms = $1 WHERE upload_id = $2 \
               RETURNING tries";
    let due_at_ms = tx.now_ms().saturating_add(after_ms);
    Ok(tx.value(sql, values![due_at_ms, upload_id])?.unwrap_or_default())
}

/// Forgets uploads that ended before a moment, but for those whose bytes are still there.
pub(in crate::domains::ingest) fn forget_ended(
    tx: &StoreTx<'_>,
    before_ms: i64,
    rows: u32,
) -> Reply<usize> {
    let sql = "DELETE FROM uploads WHERE upload_id IN (SELECT upload_id FROM uploads \
               WHERE state IN ($1, $2) AND expires_at_ms <= $3 \
               AND upload_id NOT IN (SELECT upload_id FROM removals) LIMIT $4)";
    let (refused, terminated) = (UploadState::Refused, UploadState::Terminated);
    tx.execute(sql, values![refused, terminated, before_ms, rows])
}

/// Forgets videos that went before a moment.
pub(in crate::domains::ingest) fn forget_deleted(
    tx: &StoreTx<'_>,
    before_ms: i64,
    rows: u32,
) -> Reply<usize> {
    let sql = "DELETE FROM deleted_videos WHERE video_id IN (SELECT video_id FROM deleted_videos \
               WHERE at_ms <= $1 ORDER BY at_ms LIMIT $2)";
    tx.execute(sql, values![before_ms, rows])
}
