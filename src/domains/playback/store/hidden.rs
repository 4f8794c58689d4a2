//! The copy of what video tells: which videos are private or deleted now. It must not be asked who
//! may see a video; video is.

use crate::contract::playback::Owner;
use crate::contract::video::VideoId;
use crate::domains::playback::model::make_watcher;
use crate::kernel::db::{Tx, View, values};
use crate::kernel::fault::Reply;

/// Notes that a video is private, or deleted; what is deleted stays so.
pub(in crate::domains::playback) fn hide(
    tx: &Tx<'_, Owner>,
    video_id: &VideoId,
    deleted: bool,
) -> Reply<()> {
    let sql = "INSERT INTO hidden_videos (video_id, deleted, at_ms) VALUES ($1, $2, $3) \
               ON CONFLICT (video_id) DO UPDATE \
               SET deleted = excluded.deleted, at_ms = excluded.at_ms \
               WHERE excluded.deleted > hidden_videos.deleted";
    tx.execute(sql, values![video_id, deleted, tx.now_ms()]).map(drop)
}

/// Notes that a video is no longer private.
pub(in crate::domains::playback) fn forget_hidden(
    tx: &Tx<'_, Owner>,
    video_id: &VideoId,
    deleted: bool,
) -> Reply<()> {
    let sql = "DELETE FROM hidden_videos WHERE video_id = $1 AND deleted = $2";
    tx.execute(sql, values![video_id, deleted]).map(drop)
}

pub(in crate::domains::playback) fn is_deleted(
    view: &View<'_, Owner>,
    video_id: &VideoId,
) -> Reply<bool> {
    let sql = "SELECT 1 FROM hidden_videos WHERE video_id = $1 AND deleted = 1";
    view.exists(sql, values![video_id])
}

/// Up to `limit` videos that were deleted before a moment.
pub(in crate::domains::playback) fn deleted_longer(
    view: &View<'_, Owner>,
    before_ms: i64,
    limit: u32,
) -> Reply<Vec<VideoId>> {
    let sql = "SELECT video_id FROM hidden_videos WHERE deleted = 1 AND at_ms < $1 \
               ORDER BY at_ms LIMIT $2";
    view.column(sql, values![before_ms, limit])
}

/// Takes away up to `limit` sessions of a video and as many rows of each other kind and of what
/// was told of it; says how many in all.
pub(in crate::domains::playback) fn end_some(
    tx: &Tx<'_, Owner>,
    video_id: &VideoId,
    limit: u32,
) -> Reply<usize> {
    let sql = "DELETE FROM sessions WHERE session_id IN \
               (SELECT session_id FROM sessions WHERE video_id = $1 LIMIT $2)";
    let sessions = tx.execute(sql, values![video_id, limit])?;
    let sql = "DELETE FROM resume_points WHERE (viewer, video_id) IN \
               (SELECT viewer, video_id FROM resume_points WHERE video_id = $1 LIMIT $2)";
    let places = tx.execute(sql, values![video_id, limit])?;
    let sql = "DELETE FROM history WHERE (user_id, video_id) IN \
               (SELECT user_id, video_id FROM history WHERE video_id = $1 LIMIT $2)";
    let watched = tx.execute(sql, values![video_id, limit])?;
    let sql = "DELETE FROM view_marks WHERE (video_id, person) IN \
               (SELECT video_id, person FROM view_marks WHERE video_id = $1 LIMIT $2)";
    let marks = tx.execute(sql, values![video_id, limit])?;
    let viewed = tx.execute("DELETE FROM viewed_videos WHERE video_id = $1", values![video_id])?;
    // What was told of it, and of those who watched it without a name.
    let told = tx.strike_some_events(video_id.as_str(), limit)?
        + tx.strike_some_events(&make_watcher(video_id), limit)?;
    Ok(sessions + places + watched + marks + viewed + told)
}
