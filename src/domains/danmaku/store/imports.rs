//! Rows of `danmaku` that came out of files. They must not be there twice.

use crate::contract::danmaku::Owner;
use crate::contract::video::VideoId;
use crate::domains::danmaku::model::Arrival;
use crate::kernel::db::{Tx, values};
use crate::kernel::fault::{Fault, Reply};

/// How many texts of a room came out of files. Whoever else brings some waits from here on.
///
/// # Errors
/// The room is not there: whoever asks has found it in the same unit.
pub(in crate::domains::danmaku) fn lock_imported(
    tx: &Tx<'_, Owner>,
    video_id: &VideoId,
) -> Reply<u64> {
    tx.execute("UPDATE rooms SET imported = imported WHERE video_id = $1", values![video_id])?;
    let found = tx.value("SELECT imported FROM rooms WHERE video_id = $1", values![video_id])?;
    found.ok_or_else(|| Fault::Internal("a room has gone within its unit".to_owned()).into())
}

/// Whether a text is in a room already: out of a file, or as the text of ours that it was.
pub(in crate::domains::danmaku) fn is_imported(tx: &Tx<'_, Owner>, one: &Arrival) -> Reply<bool> {
    let sql = "SELECT 1 FROM danmaku WHERE video_id = $1 AND origin = $2 AND origin <> ''";
    if tx.exists(sql, values![&one.draft.video_id, &one.origin])? {
        return Ok(true);
    }
    let sql = "SELECT 1 FROM danmaku WHERE danmaku_id = $2 AND video_id = $1";
    tx.exists(sql, values![&one.draft.video_id, &one.row])
}

/// Adds a text that is to be judged.
pub(in crate::domains::danmaku) fn insert_imported(
    tx: &Tx<'_, Owner>,
    one: &Arrival,
    sent_at_ms: i64,
) -> Reply<()> {
    let sql = "INSERT INTO danmaku (danmaku_id, video_id, segment, sender_id, sender_mark, \
               time_ms, mode, color, size, text, sent_at_ms, standing, shown_offset, \
               gone_offset, gone_at_ms, origin, group_id) \
               VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, 0, 0, 0, $13, '')";
    let draft = &one.draft;
    let values = values![
        &draft.danmaku_id,
        &draft.video_id,
        draft.segment,
        &draft.sender_id,
        &draft.sender_mark,
        draft.time_ms,
        draft.mode,
        draft.color,
        draft.size,
        &draft.text,
        sent_at_ms,
        draft.standing,
        &one.origin,
    ];
    tx.execute(sql, values).map(drop)
}

/// So many more came out of a file.
pub(in crate::domains::danmaku) fn raise_imported(
    tx: &Tx<'_, Owner>,
    video_id: &VideoId,
    by: u64,
) -> Reply<()> {
    let sql = "UPDATE rooms SET imported = imported + $2 WHERE video_id = $1";
    tx.execute(sql, values![video_id, by]).map(drop)
}
