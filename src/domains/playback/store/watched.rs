//! The history of accounts: one row a video. It must not read of any other account than asked.

use crate::contract::playback::{Owner, WatchProgressed};
use crate::contract::video::VideoId;
use crate::domains::playback::model::{OldVideo, PastVideo, ResumeKey, make_viewer};
use crate::kernel::db::{Tx, View, columns, values};
use crate::kernel::fault::Reply;
use crate::kernel::id::UserId;
use crate::kernel::page::Span;

columns! {
    PastVideo { video_id, position_ms, duration_ms, watched_at_ms }
    OldVideo { user_id, video_id }
}

/// Events that are looked at in one go.
const STRUCK_AT_ONCE: u32 = 500;

/// What an account has watched, newest first: one more than asked, to see whether it goes on.
pub(in crate::domains::playback) fn watched_of(
    view: &View<'_, Owner>,
    user_id: &UserId,
    span: &Span,
) -> Reply<Vec<PastVideo>> {
    let sql = "SELECT video_id, position_ms, duration_ms, watched_at_ms FROM history \
               WHERE user_id = $1 AND (watched_at_ms, video_id) < ($2, $3) \
               ORDER BY watched_at_ms DESC, video_id DESC LIMIT $4";
    view.rows(sql, values![user_id, span.before_ms, &span.before_id, span.rows()])
}

/// Notes that an account has watched a video just now, and keeps no more than `kept` rows of it.
pub(in crate::domains::playback) fn note_watched(
    tx: &Tx<'_, Owner>,
    user_id: &UserId,
    past: &PastVideo,
    kept: u32,
) -> Reply<()> {
    let PastVideo { video_id, position_ms, duration_ms, watched_at_ms } = past;
    let sql = "SELECT 1 FROM history WHERE user_id = $1 AND video_id = $2";
    let is_known = tx.exists(sql, values![user_id, video_id])?;
    let sql = "INSERT INTO history (user_id, video_id, position_ms, duration_ms, watched_at_ms) \
               VALUES ($1, $2, $3, $4, $5) ON CONFLICT (user_id, video_id) DO UPDATE \
               SET position_ms = excluded.position_ms, duration_ms = excluded.duration_ms, \
               watched_at_ms = excluded.watched_at_ms";
    tx.execute(sql, values![user_id, video_id, *position_ms, *duration_ms, *watched_at_ms])?;
    if is_known {
        return Ok(());
    }
    let sql = "DELETE FROM history WHERE user_id = $1 AND video_id IN \
               (SELECT video_id FROM history WHERE user_id = $1 \
               ORDER BY watched_at_ms DESC, video_id DESC LIMIT 1000 OFFSET $2) \
               RETURNING video_id";
    let dropped: Vec<VideoId> = tx.column(sql, values![user_id, kept])?;
    for video_id in &dropped {
        let viewer = make_viewer(user_id);
        super::forget_untold(tx, &ResumeKey { viewer, video_id: video_id.clone() })?;
    }
    let mut next = Some(0).filter(|_| !dropped.is_empty());
    while let Some(after) = next {
        next = strike_some_told(tx, user_id, &dropped, after, STRUCK_AT_ONCE)?;
    }
    Ok(())
}

/// Takes what was told of an account and of some videos out of the log, of up to `limit` events
/// behind a position; says behind which it goes on.
pub(in crate::domains::playback) fn strike_some_told(
    tx: &Tx<'_, Owner>,
    user_id: &UserId,
    video_ids: &[VideoId],
    after: i64,
    limit: u32,
) -> Reply<Option<i64>> {
    let is_of_them = |event: &WatchProgressed| {
        video_ids.iter().any(|video_id| video_id.as_str() == event.video_id)
    };
    tx.strike_events_where(&make_viewer(user_id), (after, limit), is_of_them)
}

/// Takes one video out of the history of an account, with the place in it.
pub(in crate::domains::playback) fn forget_one(
    tx: &Tx<'_, Owner>,
    user_id: &UserId,
    video_id: &VideoId,
) -> Reply<()> {
    let sql = "DELETE FROM history WHERE user_id = $1 AND video_id = $2";
    tx.execute(sql, values![user_id, video_id])?;
    let resume_key = ResumeKey { viewer: make_viewer(user_id), video_id: video_id.clone() };
    super::forget_untold(tx, &resume_key)?;
    let sql = "DELETE FROM resume_points WHERE viewer = $1 AND video_id = $2";
    tx.execute(sql, values![resume_key.viewer, video_id]).map(drop)
}

/// Takes up to `limit` rows of it away, with as many places and as much of what was told of it;
/// says how many in all.
pub(in crate::domains::playback) fn forget_some(
    tx: &Tx<'_, Owner>,
    user_id: &UserId,
    limit: u32,
) -> Reply<usize> {
    let viewer = make_viewer(user_id);
    let sql = "DELETE FROM history WHERE (user_id, video_id) IN \
               (SELECT user_id, video_id FROM history WHERE user_id = $1 LIMIT $2)";
    let watched = tx.execute(sql, values![user_id, limit])?;
    let sql = "DELETE FROM resume_points WHERE (viewer, video_id) IN \
               (SELECT viewer, video_id FROM resume_points WHERE viewer = $1 LIMIT $2)";
    let places = tx.execute(sql, values![&viewer, limit])?;
    super::forget_all_untold(tx, &viewer)?;
    Ok(watched + places + tx.strike_some_events(&viewer, limit)?)
}

/// Whether nothing is remembered of what an account watches.
pub(in crate::domains::playback) fn is_paused(
    view: &View<'_, Owner>,
    user_id: &UserId,
) -> Reply<bool> {
    view.exists("SELECT 1 FROM history_pauses WHERE user_id = $1", values![user_id])
}

/// Remembers nothing from now on.
pub(in crate::domains::playback) fn pause(tx: &Tx<'_, Owner>, user_id: &UserId) -> Reply<()> {
    let sql = "INSERT INTO history_pauses (user_id, paused_at_ms) VALUES ($1, $2) \
               ON CONFLICT (user_id) DO NOTHING";
    tx.execute(sql, values![user_id, tx.now_ms()]).map(drop)
}

/// Remembers again.
pub(in crate::domains::playback) fn go_on(tx: &Tx<'_, Owner>, user_id: &UserId) -> Reply<()> {
    tx.execute("DELETE FROM history_pauses WHERE user_id = $1", values![user_id]).map(drop)
}

/// Up to `limit` rows of videos that their account has not watched since a moment.
pub(in crate::domains::playback) fn old_watched(
    view: &View<'_, Owner>,
    before_ms: i64,
    limit: u32,
) -> Reply<Vec<OldVideo>> {
    let sql = "SELECT user_id, video_id FROM history WHERE watched_at_ms <= $1 \
               ORDER BY watched_at_ms LIMIT $2";
    view.rows(sql, values![before_ms, limit])
}

/// Forgets one of them, unless it was watched again.
pub(in crate::domains::playback) fn expire_watched(
    tx: &Tx<'_, Owner>,
    OldVideo { user_id, video_id }: &OldVideo,
    before_ms: i64,
) -> Reply<()> {
    let sql = "DELETE FROM history \
               WHERE user_id = $1 AND video_id = $2 AND watched_at_ms <= $3";
    tx.execute(sql, values![user_id, video_id, before_ms]).map(drop)
}
