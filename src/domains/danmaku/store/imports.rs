//! Rows of `danmaku` that came out of files. They must not be there twice.

use super::bullets::insert_row;
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
    insert_row(tx, &one.draft, sent_at_ms, 0, &one.origin)
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
