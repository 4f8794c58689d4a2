//! How uploads end without a source, and the bytes that they leave behind.
//! It must not forget bytes: a removal is recorded in the commit that gives them up.

use super::{Snapshot, Unit};
use crate::contract::ingest::{Cause, Failure, UploadEnded};
use crate::kernel::db::values;
use crate::kernel::fault::Reply;
use prost::Message as _;

/// Ends an upload whose bytes come or are checked, and tells of it. False when it had ended before.
pub(in crate::domains::ingest) fn terminate(
    tx: &Unit<'_>,
    upload_id: &str,
    cause: Cause,
) -> Reply<bool> {
    let sql = "UPDATE uploads SET state = 5, failure = $1, expires_at_ms = $2 \
               WHERE upload_id = $3 AND state IN (1, 2) RETURNING video_id, owner_id";
    let failure = Failure::from(cause);
    let values = values![failure.encode_to_vec(), tx.now_ms(), upload_id];
    let Some(row) = tx.one(sql, values)? else { return Ok(false) };
    give_up_bytes(tx, upload_id, tx.now_ms())?;
    tx.publish(&UploadEnded {
        video_id: row.text(0)?,
        upload_id: upload_id.to_owned(),
        owner_id: row.text(1)?,
        failure: Some(failure),
    })?;
    Ok(true)
}

/// Unfinished uploads that nobody has gone on with, oldest first.
pub(in crate::domains::ingest) fn expired(
    view: &Snapshot<'_>,
    now_ms: i64,
    limit: u64,
) -> Reply<Vec<String>> {
    let sql = "SELECT upload_id FROM uploads WHERE state = 1 AND expires_at_ms <= $1 \
               ORDER BY expires_at_ms, upload_id LIMIT $2";
    let rows = view.query(sql, values![now_ms, limit])?;
    rows.iter().map(|row| row.text(0)).collect()
}

/// Ends an upload that nobody has gone on with, unless somebody just did.
pub(in crate::domains::ingest) fn expire(tx: &Unit<'_>, upload_id: &str, now_ms: i64) -> Reply<()> {
    let sql = "SELECT 1 FROM uploads WHERE upload_id = $1 AND state = 1 AND expires_at_ms <= $2";
    if tx.one(sql, values![upload_id, now_ms])?.is_some() {
        terminate(tx, upload_id, Cause::Expired)?;
    }
    Ok(())
}

/// Drops all uploads of a video that went, with its source, and remembers that it went.
/// Gives the ids of what it dropped.
pub(in crate::domains::ingest) fn delete_video(
    tx: &Unit<'_>,
    video_id: &str,
) -> Reply<Vec<String>> {
    let now_ms = tx.now_ms();
    let sql = "INSERT INTO deleted_videos (video_id, at_ms) VALUES ($1, $2) \
               ON CONFLICT (video_id) DO NOTHING";
    tx.execute(sql, values![video_id, now_ms])?;
    let sql = "UPDATE uploads SET state = 5, failure = $1, expires_at_ms = $2 \
               WHERE video_id = $3 AND state IN (1, 2, 3) RETURNING upload_id";
    let failure = Failure::from(Cause::VideoDeleted).encode_to_vec();
    let rows = tx.query(sql, values![failure, now_ms, video_id])?;
    let ended: Reply<Vec<String>> = rows.iter().map(|row| row.text(0)).collect();
    let ended = ended?;
    for upload_id in &ended {
        give_up_bytes(tx, upload_id, now_ms)?;
    }
    Ok(ended)
}

/// Whether a video went a short while ago.
pub(in crate::domains::ingest) fn is_deleted(view: &Snapshot<'_>, video_id: &str) -> Reply<bool> {
    let sql = "SELECT 1 FROM deleted_videos WHERE video_id = $1";
    Ok(view.one(sql, values![video_id])?.is_some())
}

/// Records that nobody needs the bytes of an upload from `due_at_ms` on.
pub(super) fn give_up_bytes(tx: &Unit<'_>, upload_id: &str, due_at_ms: i64) -> Reply<()> {
    let sql = "INSERT INTO removals (upload_id, due_at_ms, tries) VALUES ($1, $2, 0) \
               ON CONFLICT (upload_id) DO UPDATE SET due_at_ms = \
               CASE WHEN excluded.due_at_ms < removals.due_at_ms \
               THEN excluded.due_at_ms ELSE removals.due_at_ms END";
    tx.execute(sql, values![upload_id, due_at_ms])?;
    Ok(())
}

/// Uploads whose bytes are to be removed now.
pub(in crate::domains::ingest) fn due_removals(
    view: &Snapshot<'_>,
    now_ms: i64,
    limit: u64,
) -> Reply<Vec<String>> {
    let sql = "SELECT upload_id FROM removals WHERE due_at_ms <= $1 \
               ORDER BY due_at_ms, upload_id LIMIT $2";
    let rows = view.query(sql, values![now_ms, limit])?;
    rows.iter().map(|row| row.text(0)).collect()
}

/// The bytes of an upload have gone.
pub(in crate::domains::ingest) fn removed(tx: &Unit<'_>, upload_id: &str) -> Reply<()> {
    tx.execute("DELETE FROM removals WHERE upload_id = $1", values![upload_id])?;
    Ok(())
}

/// Puts a removal off. Gives how often it was tried.
pub(in crate::domains::ingest) fn retry_removal(
    tx: &Unit<'_>,
    upload_id: &str,
    after_ms: i64,
) -> Reply<u64> {
    let sql = "UPDATE removals SET tries = tries + 1, due_at_ms = $1 WHERE upload_id = $2 \
               RETURNING tries";
    let due_at_ms = tx.now_ms().saturating_add(after_ms);
    tx.one(sql, values![due_at_ms, upload_id])?.map_or(Ok(0), |row| row.count(0))
}

/// Forgets uploads that ended, and videos that went, before a moment.
pub(in crate::domains::ingest) fn forget_ended(
    tx: &Unit<'_>,
    uploads_before_ms: i64,
    videos_before_ms: i64,
) -> Reply<()> {
    let sql = "DELETE FROM uploads WHERE state IN (4, 5) AND expires_at_ms <= $1 \
               AND upload_id NOT IN (SELECT upload_id FROM removals)";
    tx.execute(sql, values![uploads_before_ms])?;
    tx.execute("DELETE FROM deleted_videos WHERE at_ms <= $1", values![videos_before_ms])?;
    Ok(())
}
