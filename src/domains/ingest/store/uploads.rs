//! Rows of uploads while their bytes come. It must not touch an upload that has ended.

use super::{Snapshot, Unit};
use crate::contract::ingest::{Failure, Upload, UploadCompleted, UploadOpened, UploadState};
use crate::domains::ingest::model;
use crate::kernel::db::{Row, values};
use crate::kernel::fault::{Fault, Reply};
use prost::Message as _;

fn upload(row: &Row) -> Reply<Upload> {
    Ok(Upload {
        upload_id: row.text(0)?,
        video_id: row.text(1)?,
        owner_id: row.text(2)?,
        filename: row.text(3)?,
        size_bytes: row.count(4)?,
        offset_bytes: row.count(5)?,
        state: i32::try_from(row.integer(6)?).map_err(Fault::internal)?,
        failure: failure(&row.bytes(7)?)?,
        created_at_ms: row.integer(8)?,
        expires_at_ms: row.integer(9)?,
        metadata: row.text(10)?,
    })
}

/// Empty for an upload that did not end badly.
fn failure(bytes: &[u8]) -> Reply<Option<Failure>> {
    if bytes.is_empty() {
        return Ok(None);
    }
    Ok(Some(Failure::decode(bytes).map_err(Fault::internal)?))
}

/// One upload.
pub(in crate::domains::ingest) fn find(
    view: &Snapshot<'_>,
    upload_id: &str,
) -> Reply<Option<Upload>> {
    let sql = "SELECT upload_id, video_id, owner_id, filename, size_bytes, offset_bytes, state, \
               failure, created_at_ms, expires_at_ms, metadata \
               FROM uploads WHERE upload_id = $1";
    view.one(sql, values![upload_id])?.as_ref().map(upload).transpose()
}

/// The latest upload of a video.
pub(in crate::domains::ingest) fn find_of_video(
    view: &Snapshot<'_>,
    video_id: &str,
) -> Reply<Option<Upload>> {
    let sql = "SELECT upload_id, video_id, owner_id, filename, size_bytes, offset_bytes, state, \
               failure, created_at_ms, expires_at_ms, metadata \
               FROM uploads WHERE video_id = $1 ORDER BY number DESC LIMIT 1";
    view.one(sql, values![video_id])?.as_ref().map(upload).transpose()
}

/// The id of the open upload of a video.
pub(in crate::domains::ingest) fn find_open_of_video(
    view: &Snapshot<'_>,
    video_id: &str,
) -> Reply<Option<String>> {
    let sql = "SELECT upload_id FROM uploads WHERE video_id = $1 AND state IN (1, 2)";
    view.one(sql, values![video_id])?.map(|row| row.text(0)).transpose()
}

/// Counts one more upload of an owner, and locks the owner's row until the unit ends.
pub(in crate::domains::ingest) fn next_number(tx: &Unit<'_>, owner_id: &str) -> Reply<i64> {
    let sql = "INSERT INTO owners (owner_id, uploads_begun) VALUES ($1, 1) \
               ON CONFLICT (owner_id) DO UPDATE SET uploads_begun = owners.uploads_begun + 1 \
               RETURNING uploads_begun";
    tx.one(sql, values![owner_id])?.map_or(Ok(1), |row| row.integer(0))
}

/// Unfinished uploads of an owner.
pub(in crate::domains::ingest) fn count_open(view: &Snapshot<'_>, owner_id: &str) -> Reply<u64> {
    let sql = "SELECT COUNT(*) FROM uploads WHERE owner_id = $1 AND state IN (1, 2)";
    view.one(sql, values![owner_id])?.map_or(Ok(0), |row| row.count(0))
}

/// Bytes that unfinished uploads have announced and not yet sent.
pub(in crate::domains::ingest) fn announced_bytes(view: &Snapshot<'_>) -> Reply<u64> {
    let sql = "SELECT CAST(COALESCE(SUM(size_bytes - offset_bytes), 0) AS BIGINT) \
               FROM uploads WHERE state = 1";
    view.one(sql, values![])?.map_or(Ok(0), |row| row.count(0))
}

/// The same, of one owner.
pub(in crate::domains::ingest) fn announced_of_owner(
    view: &Snapshot<'_>,
    owner_id: &str,
) -> Reply<u64> {
    let sql = "SELECT CAST(COALESCE(SUM(size_bytes - offset_bytes), 0) AS BIGINT) \
               FROM uploads WHERE owner_id = $1 AND state = 1";
    view.one(sql, values![owner_id])?.map_or(Ok(0), |row| row.count(0))
}

/// Records a new upload and tells of it. False when its video has an open one.
pub(in crate::domains::ingest) fn insert(
    tx: &Unit<'_>,
    upload: &Upload,
    number: i64,
) -> Reply<bool> {
    let sql = "INSERT INTO uploads (upload_id, video_id, owner_id, number, filename, metadata, \
               size_bytes, offset_bytes, state, failure, created_at_ms, \
               expires_at_ms, traceparent, check_at_ms, check_starts, check_faults) \
               VALUES ($1, $2, $3, $4, $5, $6, $7, 0, 1, $8, $9, $10, '', 0, 0, 0) \
               ON CONFLICT (video_id) WHERE state IN (1, 2) DO NOTHING";
    let values = values![
        &upload.upload_id,
        &upload.video_id,
        &upload.owner_id,
        number,
        &upload.filename,
        &upload.metadata,
        upload.size_bytes,
        Vec::new(),
        upload.created_at_ms,
        upload.expires_at_ms,
    ];
    if tx.execute(sql, values)? == 0 {
        return Ok(false);
    }
    tx.publish(&UploadOpened {
        video_id: upload.video_id.clone(),
        upload_id: upload.upload_id.clone(),
        owner_id: upload.owner_id.clone(),
    })?;
    Ok(true)
}

/// Counts synced bytes; an upload that is complete goes to its check and is told of. Gives the
/// upload as it is then; a refusal when it ended meanwhile.
pub(in crate::domains::ingest) fn advance(
    tx: &Unit<'_>,
    before: Upload,
    offset_bytes: u64,
    expire_ms: i64,
    traceparent: &str,
) -> Reply<Upload> {
    let complete = offset_bytes == before.size_bytes;
    let state = if complete { UploadState::Checking } else { UploadState::Receiving };
    let now_ms = tx.now_ms();
    let expires_at_ms = now_ms.saturating_add(expire_ms);
    let sql = "UPDATE uploads SET offset_bytes = $1, state = $2, expires_at_ms = $3, \
               traceparent = $4, check_at_ms = $5 \
               WHERE upload_id = $6 AND state = 1 AND offset_bytes = $7";
    let changed = tx.execute(
        sql,
        values![
            offset_bytes,
            i32::from(state),
            expires_at_ms,
            traceparent,
            now_ms,
            &before.upload_id,
            before.offset_bytes,
        ],
    )?;
    if changed == 0 {
        let now = find(tx, &before.upload_id)?;
        return Err(now.map_or_else(model::is_unknown, |upload| model::is_ended(&upload)).into());
    }
    if complete {
        tx.publish(&UploadCompleted {
            video_id: before.video_id.clone(),
            upload_id: before.upload_id.clone(),
            owner_id: before.owner_id.clone(),
        })?;
    }
    Ok(Upload { offset_bytes, expires_at_ms, state: state.into(), ..before })
}
