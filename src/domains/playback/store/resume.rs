//! Where viewers left off. It must not keep a place in a video that is deleted, of somebody who was
//! erased, or of an account that has paused its history.

use crate::contract::playback::Owner;
use crate::domains::playback::model::{ResumeKey, decide_account};
use crate::kernel::db::{Tx, View, values};
use crate::kernel::fault::Reply;

/// Where a viewer left off; 0 for a fresh start.
pub(in crate::domains::playback) fn resume(
    view: &View<'_, Owner>,
    resume_key: &ResumeKey,
) -> Reply<u64> {
    let sql = "SELECT position_ms FROM resume_points WHERE viewer = $1 AND video_id = $2";
    Ok(view.value(sql, values![&resume_key.viewer, &resume_key.video_id])?.unwrap_or_default())
}

/// Writes a place until `expires_at_ms`, or takes it away.
pub(in crate::domains::playback) fn save_resume(
    tx: &Tx<'_, Owner>,
    ResumeKey { viewer, video_id }: &ResumeKey,
    place: Option<u64>,
    expires_at_ms: i64,
) -> Reply<()> {
    let Some(position_ms) = place else {
        let sql = "DELETE FROM resume_points WHERE viewer = $1 AND video_id = $2";
        return tx.execute(sql, values![viewer, video_id]).map(drop);
    };
    let account = decide_account(viewer);
    if let Some(user_id) = &account
        && (super::is_erased(tx, user_id)? || super::is_paused(tx, user_id)?)
    {
        return Ok(());
    }
    if super::is_deleted(tx, video_id)? {
        return Ok(());
    }
    let sql = "INSERT INTO resume_points (viewer, video_id, position_ms, expires_at_ms) \
               VALUES ($1, $2, $3, $4) ON CONFLICT (viewer, video_id) DO UPDATE \
               SET position_ms = excluded.position_ms, expires_at_ms = excluded.expires_at_ms";
    tx.execute(sql, values![viewer, video_id, position_ms, expires_at_ms]).map(drop)
}

/// Forgets up to `limit` places whose time is over; says how many.
pub(in crate::domains::playback) fn expire_resume(
    tx: &Tx<'_, Owner>,
    now_ms: i64,
    limit: u32,
) -> Reply<usize> {
    let sql = "DELETE FROM resume_points WHERE (viewer, video_id) IN \
               (SELECT viewer, video_id FROM resume_points WHERE expires_at_ms <= $1 \
               ORDER BY expires_at_ms LIMIT $2)";
    tx.execute(sql, values![now_ms, limit])
}
