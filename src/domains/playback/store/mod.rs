//! The shelf of playback: sessions, resume points, and the copy of what is hidden. It must not
//! decide anything.

mod erased;
mod hidden;
mod history;
mod resume;
mod telling;
mod watched;
mod watching;

pub(super) use erased::{end_some_of, is_erased};
pub(super) use hidden::{deleted_longer, end_some, forget_hidden, hide, is_deleted};
pub(super) use history::{places_of, sessions_of};
pub(super) use resume::{expire_resume, resume, save_resume};
pub(super) use telling::{
    due_tellings, forget_all_untold, forget_untold, note_told, save_untold, told_at, untold,
    untold_of,
};
pub(super) use watched::{
    expire_watched, forget_one, forget_some, go_on, is_paused, note_watched, old_watched, pause,
    strike_some_told, watched_of,
};
pub(super) use watching::{add_view, expire_marks, mark_view, played_so_far, save_played, viewed};

use super::model::{Folder, PlaySession, Visibility};
use crate::contract::playback::{Owner, SessionId};
use crate::kernel::db::{FromValue, Tx, Value, View, columns, values};
use crate::kernel::fault::Reply;

columns! {
    PlaySession {
        session_id,
        video_id,
        viewer,
        insider,
        folder: Folder { owner: folder_owner, path: folder_path },
        duration_ms,
        expires_at_ms,
        visibility,
        owner_id,
        preview,
    }
}

/// As `hidden_videos` tells it: no row, or one that says whether the video is deleted.
impl FromValue for Visibility {
    const KIND: &'static str = "nothing, 0 or 1";

    fn from_value(value: Value) -> Option<Self> {
        Some(match Option::<bool>::from_value(value)? {
            None => Self::Shown,
            Some(false) => Self::Private,
            Some(true) => Self::Deleted,
        })
    }
}

/// The key that signs media tokens, once there is one.
pub(super) fn signing_key(view: &View<'_, Owner>) -> Reply<Option<[u8; 32]>> {
    let sql = "SELECT key_bytes FROM signing_keys WHERE name = 'media'";
    view.value(sql, values![])
}

/// Keeps a fresh key, unless there is one already.
pub(super) fn keep_signing_key(tx: &Tx<'_, Owner>, fresh: &[u8; 32]) -> Reply<()> {
    let sql = "INSERT INTO signing_keys (name, key_bytes) VALUES ('media', $1) \
               ON CONFLICT (name) DO NOTHING";
    tx.execute(sql, values![fresh.as_slice()]).map(drop)
}

/// One session with what is known of its video.
pub(super) fn find(view: &View<'_, Owner>, session_id: &SessionId) -> Reply<Option<PlaySession>> {
    let sql = "SELECT s.session_id, s.video_id, s.viewer, s.insider, s.folder_owner, \
               s.folder_path, s.duration_ms, s.expires_at_ms, h.deleted AS visibility, \
               s.owner_id, s.preview \
               FROM sessions s LEFT JOIN hidden_videos h ON h.video_id = s.video_id \
               WHERE s.session_id = $1";
    view.row(sql, values![session_id])
}

/// Adds a session.
pub(super) fn insert(tx: &Tx<'_, Owner>, session: &PlaySession) -> Reply<()> {
    let sql = "INSERT INTO sessions (session_id, video_id, viewer, insider, folder_owner, \
               folder_path, duration_ms, created_at_ms, expires_at_ms, owner_id, preview) \
               VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)";
    let values = values![
        &session.session_id,
        &session.video_id,
        &session.viewer,
        session.insider,
        &session.folder.owner,
        &session.folder.path,
        session.duration_ms,
        tx.now_ms(),
        session.expires_at_ms,
        session.owner_id.as_ref(),
        session.preview,
    ];
    tx.execute(sql, values).map(drop)
}

/// Ends all but the newest `kept` sessions of a viewer.
pub(super) fn end_oldest(tx: &Tx<'_, Owner>, viewer: &str, kept: u32) -> Reply<()> {
    let sql = "DELETE FROM sessions WHERE viewer = $1 AND session_id NOT IN \
               (SELECT session_id FROM sessions WHERE viewer = $1 \
               ORDER BY created_at_ms DESC, session_id DESC LIMIT $2)";
    tx.execute(sql, values![viewer, kept]).map(drop)
}

/// Ends up to `limit` sessions whose time is over; says how many.
pub(super) fn expire_sessions(tx: &Tx<'_, Owner>, now_ms: i64, limit: u32) -> Reply<usize> {
    let sql = "DELETE FROM sessions WHERE session_id IN (SELECT session_id FROM sessions \
               WHERE expires_at_ms <= $1 ORDER BY expires_at_ms LIMIT $2)";
    tx.execute(sql, values![now_ms, limit])
}
