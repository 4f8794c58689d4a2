//! The shelf of playback: sessions, resume points, and the copy of what is hidden. It must not
//! decide anything.

mod hidden;
mod resume;

pub(super) use hidden::{deleted_longer, end_some, forget_hidden, hide, is_deleted};
pub(super) use resume::{expire_resume, resume, save_resume};

use super::model::{Ticket, Veil};
use crate::contract::playback::Owner;
use crate::kernel::db::{Row, Tx, View, values};
use crate::kernel::fault::{Fault, Reply};
use crate::kernel::wire::BlobRef;

/// The key that signs media tokens, once there is one.
pub(super) fn signing_key(view: &View<'_, Owner>) -> Reply<Option<[u8; 32]>> {
    let sql = "SELECT key_bytes FROM signing_keys WHERE name = 'media'";
    let Some(row) = view.one(sql, values![])? else { return Ok(None) };
    let bytes: Result<[u8; 32], _> = row.bytes(0)?.try_into();
    let wrong = |_| Fault::Internal("the signing key is not 32 bytes".to_owned());
    Ok(Some(bytes.map_err(wrong)?))
}

/// Keeps a fresh key, unless there is one already.
pub(super) fn keep_signing_key(tx: &Tx<'_, Owner>, fresh: &[u8; 32]) -> Reply<()> {
    let sql = "INSERT INTO signing_keys (name, key_bytes) VALUES ('media', $1) \
               ON CONFLICT (name) DO NOTHING";
    tx.execute(sql, values![fresh.as_slice()]).map(drop)
}

/// One session with what is known of its video.
pub(super) fn find(view: &View<'_, Owner>, session_id: &str) -> Reply<Option<Ticket>> {
    let sql = "SELECT s.session_id, s.video_id, s.viewer, s.insider, s.folder_owner, \
               s.folder_path, s.duration_ms, s.expires_at_ms, h.deleted \
               FROM sessions s LEFT JOIN hidden_videos h ON h.video_id = s.video_id \
               WHERE s.session_id = $1";
    view.one(sql, values![session_id])?.as_ref().map(ticket).transpose()
}

fn ticket(row: &Row) -> Reply<Ticket> {
    let veil = match (row.is_null(8), row.is_null(8) || !row.flag(8)?) {
        (true, _) => Veil::None,
        (false, true) => Veil::Private,
        (false, false) => Veil::Deleted,
    };
    Ok(Ticket {
        session_id: row.text(0)?,
        video_id: row.text(1)?,
        viewer: row.text(2)?,
        insider: row.flag(3)?,
        folder: BlobRef { owner: row.text(4)?, path: row.text(5)?, size_bytes: 0 },
        duration_ms: row.count(6)?,
        expires_at_ms: row.integer(7)?,
        veil,
    })
}

/// Adds a session.
pub(super) fn insert(tx: &Tx<'_, Owner>, ticket: &Ticket) -> Reply<()> {
    let sql = "INSERT INTO sessions (session_id, video_id, viewer, insider, folder_owner, \
               folder_path, duration_ms, created_at_ms, expires_at_ms) \
               VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
    let values = values![
        &ticket.session_id,
        &ticket.video_id,
        &ticket.viewer,
        ticket.insider,
        &ticket.folder.owner,
        &ticket.folder.path,
        ticket.duration_ms,
        tx.now_ms(),
        ticket.expires_at_ms,
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
