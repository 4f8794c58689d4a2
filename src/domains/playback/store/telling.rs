//! What sessions have played and nobody was told of yet. It must not tell it.

use crate::contract::playback::{Owner, SessionId};
use crate::domains::playback::model::{PlaySession, ResumeKey, Untold};
use crate::kernel::db::{Tx, View, columns, values};
use crate::kernel::fault::Reply;

columns! { Untold { played: untold, watched_ms: untold_ms, position_ms } }

/// What of a session is not told yet.
pub(in crate::domains::playback) fn untold(
    view: &View<'_, Owner>,
    session_id: &SessionId,
) -> Reply<Option<Untold>> {
    let sql = "SELECT untold, untold_ms, position_ms FROM sessions WHERE session_id = $1";
    view.row(sql, values![session_id])
}

/// Keeps it until a moment.
pub(in crate::domains::playback) fn save_untold(
    tx: &Tx<'_, Owner>,
    session_id: &SessionId,
    untold: &Untold,
    tell_at_ms: i64,
) -> Reply<()> {
    let sql = "UPDATE sessions SET untold = $2, untold_ms = $3, position_ms = $4, tell_at_ms = $5 \
               WHERE session_id = $1";
    let Untold { played, watched_ms, position_ms } = untold;
    let lines = super::watching::lines(played);
    tx.execute(sql, values![session_id, lines, *watched_ms, *position_ms, tell_at_ms]).map(drop)
}

/// Notes that all of it was told now.
pub(in crate::domains::playback) fn note_told(
    tx: &Tx<'_, Owner>,
    session_id: &SessionId,
) -> Reply<()> {
    let sql = "UPDATE sessions SET untold = '', untold_ms = 0, tell_at_ms = 0, told_at_ms = $2 \
               WHERE session_id = $1";
    tx.execute(sql, values![session_id, tx.now_ms()]).map(drop)
}

/// When it was told last what the viewer of a session watches of its video; 0 if never. Who has no
/// name is another viewer in each session.
pub(in crate::domains::playback) fn told_at(
    view: &View<'_, Owner>,
    session: &PlaySession,
) -> Reply<i64> {
    let told = if session.viewer.is_empty() {
        let sql = "SELECT told_at_ms FROM sessions WHERE session_id = $1";
        view.value(sql, values![&session.session_id])?
    } else {
        let sql = "SELECT COALESCE(MAX(told_at_ms), 0) FROM sessions \
                   WHERE viewer = $1 AND video_id = $2";
        view.value(sql, values![&session.viewer, &session.video_id])?
    };
    Ok(told.unwrap_or_default())
}

/// Up to `limit` sessions of which something is to be told by now.
pub(in crate::domains::playback) fn due_tellings(
    view: &View<'_, Owner>,
    now_ms: i64,
    limit: u32,
) -> Reply<Vec<SessionId>> {
    let sql = "SELECT session_id FROM sessions WHERE tell_at_ms > 0 AND tell_at_ms <= $1 \
               ORDER BY tell_at_ms LIMIT $2";
    view.column(sql, values![now_ms, limit])
}

/// The sessions of a viewer of which something is to be told.
pub(in crate::domains::playback) fn untold_of(
    view: &View<'_, Owner>,
    viewer: &str,
) -> Reply<Vec<SessionId>> {
    let sql = "SELECT session_id FROM sessions WHERE viewer = $1 AND tell_at_ms > 0 \
               ORDER BY session_id";
    view.column(sql, values![viewer])
}

/// Tells nobody any more what a viewer has played of one video.
pub(in crate::domains::playback) fn forget_untold(
    tx: &Tx<'_, Owner>,
    ResumeKey { viewer, video_id }: &ResumeKey,
) -> Reply<()> {
    let sql = "UPDATE sessions SET untold = '', untold_ms = 0, tell_at_ms = 0 \
               WHERE viewer = $1 AND video_id = $2";
    tx.execute(sql, values![viewer, video_id]).map(drop)
}

/// The same of all videos.
pub(in crate::domains::playback) fn forget_all_untold(
    tx: &Tx<'_, Owner>,
    viewer: &str,
) -> Reply<()> {
    let sql = "UPDATE sessions SET untold = '', untold_ms = 0, tell_at_ms = 0 WHERE viewer = $1";
    tx.execute(sql, values![viewer]).map(drop)
}
