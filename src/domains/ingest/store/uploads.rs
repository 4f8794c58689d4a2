//! Rows of uploads while their bytes come. It must not touch an upload that has ended.

use super::{OPEN, StoreTx, StoreView};
use crate::contract::ingest::{Failure, UploadCompleted, UploadId, UploadOpened, UploadState};
use crate::contract::video::VideoId;
use crate::domains::ingest::model::{self, Upload};
use crate::kernel::db::{columns, kept_messages, values};
use crate::kernel::fault::Reply;
use crate::kernel::id::UserId;
use crate::kernel::page::Span;

columns! {
    Upload {
        upload_id, video_id, owner_id, filename, size_bytes, offset_bytes, state, failure,
        created_at_ms, expires_at_ms, metadata,
    }
}
kept_messages! { Failure }

/// One upload.
pub(in crate::domains::ingest) fn find(
    view: &StoreView<'_>,
    upload_id: &UploadId,
) -> Reply<Option<Upload>> {
    let sql = "SELECT upload_id, video_id, owner_id, filename, size_bytes, offset_bytes, state, \
               failure, created_at_ms, expires_at_ms, metadata \
               FROM uploads WHERE upload_id = $1";
    view.row(sql, values![upload_id])
}

/// The latest upload of a video.
pub(in crate::domains::ingest) fn find_of_video(
    view: &StoreView<'_>,
    video_id: &VideoId,
) -> Reply<Option<Upload>> {
    let sql = "SELECT upload_id, video_id, owner_id, filename, size_bytes, offset_bytes, state, \
               failure, created_at_ms, expires_at_ms, metadata \
               FROM uploads WHERE video_id = $1 ORDER BY number DESC LIMIT 1";
    view.row(sql, values![video_id])
}

/// The uploads of an owner, newest first: one more than asked, to see whether it goes on.
pub(in crate::domains::ingest) fn of_owner(
    view: &StoreView<'_>,
    owner_id: &UserId,
    span: &Span,
) -> Reply<Vec<Upload>> {
    let sql = "SELECT upload_id, video_id, owner_id, filename, size_bytes, offset_bytes, state, \
               failure, created_at_ms, expires_at_ms, metadata FROM uploads \
               WHERE owner_id = $1 AND (created_at_ms, upload_id) < ($2, $3) \
               ORDER BY created_at_ms DESC, upload_id DESC LIMIT $4";
    view.rows(sql, values![owner_id, span.before_ms, &span.before_id, span.rows()])
}

/// The id of the open upload of a video.
pub(in crate::domains::ingest) fn find_open_of_video(
    view: &StoreView<'_>,
    video_id: &VideoId,
) -> Reply<Option<UploadId>> {
    let sql = "SELECT upload_id FROM uploads WHERE video_id = $1 AND state IN ($2, $3)";
    let [receiving, checking] = OPEN;
    view.value(sql, values![video_id, receiving, checking])
}

/// Counts one more upload of an owner, and locks the owner's row until the unit ends.
pub(in crate::domains::ingest) fn next_number(tx: &StoreTx<'_>, owner_id: &UserId) -> Reply<i64> {
    let sql = "INSERT INTO owners (owner_id, uploads_begun) VALUES ($1, 1) \
               ON CONFLICT (owner_id) DO UPDATE SET uploads_begun = owners.uploads_begun + 1 \
               RETURNING uploads_begun";
    Ok(tx.value(sql, values![owner_id])?.unwrap_or(1))
}

/// Unfinished uploads of an owner.
pub(in crate::domains::ingest) fn count_open(
    view: &StoreView<'_>,
    owner_id: &UserId,
) -> Reply<u64> {
    let sql = "SELECT COUNT(*) FROM uploads WHERE owner_id = $1 AND state IN ($2, $3)";
    let [receiving, checking] = OPEN;
    Ok(view.value(sql, values![owner_id, receiving, checking])?.unwrap_or_default())
}

/// Bytes that unfinished uploads have announced and not yet sent.
pub(in crate::domains::ingest) fn announced_bytes(view: &StoreView<'_>) -> Reply<u64> {
    let sql = "SELECT CAST(COALESCE(SUM(size_bytes - offset_bytes), 0) AS BIGINT) \
               FROM uploads WHERE state = $1";
    Ok(view.value(sql, values![UploadState::Receiving])?.unwrap_or_default())
}

/// The same, of one owner.
pub(in crate::domains::ingest) fn announced_of_owner(
    view: &StoreView<'_>,
    owner_id: &UserId,
) -> Reply<u64> {
    let sql = "SELECT CAST(COALESCE(SUM(size_bytes - offset_bytes), 0) AS BIGINT) \
               FROM uploads WHERE owner_id = $1 AND state = $2";
    Ok(view.value(sql, values![owner_id, UploadState::Receiving])?.unwrap_or_default())
}

/// Records a new upload and tells of it. False when its video has an open one.
pub(in crate::domains::ingest) fn insert(
    tx: &StoreTx<'_>,
    upload: &Upload,
    number: i64,
) -> Reply<bool> {
    let sql = "INSERT INTO uploads (upload_id, video_id, owner_id, number, filename, metadata, \
               size_bytes, offset_bytes, state, failure, created_at_ms, \
               expires_at_ms, traceparent, check_at_ms, check_starts, check_faults, holder, \
               lease_until_ms) \
               VALUES ($1, $2, $3, $4, $5, $6, $7, 0, $8, $9, $10, $11, '', 0, 0, 0, '', 0) \
               ON CONFLICT (video_id) WHERE state IN (1, 2) DO NOTHING";
    let values = values![
        &upload.upload_id,
        &upload.video_id,
        &upload.owner_id,
        number,
        &upload.filename,
        &upload.metadata,
        upload.size_bytes,
        upload.state,
        upload.failure.as_ref(),
        upload.created_at_ms,
        upload.expires_at_ms,
    ];
    if tx.execute(sql, values)? == 0 {
        return Ok(false);
    }
    tx.publish(&UploadOpened {
        video_id: upload.video_id.to_string(),
        upload_id: upload.upload_id.to_string(),
        owner_id: upload.owner_id.to_string(),
    })?;
    Ok(true)
}

/// Counts synced bytes; an upload that is complete goes to its check and is told of. Gives the
/// upload as it is then; a refusal when it ended meanwhile.
pub(in crate::domains::ingest) fn advance(
    tx: &StoreTx<'_>,
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
               WHERE upload_id = $6 AND state = $8 AND offset_bytes = $7";
    let changed = tx.execute(
        sql,
        values![
            offset_bytes,
            state,
            expires_at_ms,
            traceparent,
            now_ms,
            &before.upload_id,
            before.offset_bytes,
            UploadState::Receiving,
        ],
    )?;
    if changed == 0 {
        let now = find(tx, &before.upload_id)?;
        return Err(now
            .map_or_else(model::refuse_unknown, |upload| model::refuse_ended(&upload))
            .into());
    }
    if complete {
        tx.publish(&UploadCompleted {
            video_id: before.video_id.to_string(),
            upload_id: before.upload_id.to_string(),
            owner_id: before.owner_id.to_string(),
        })?;
    }
    Ok(Upload { offset_bytes, expires_at_ms, state, ..before })
}
