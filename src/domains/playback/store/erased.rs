//! What accounts that were erased have watched. It must not keep where they left off.

use crate::contract::playback::Owner;
use crate::contract::user;
use crate::kernel::db::{Tx, View, values};
use crate::kernel::fault::Reply;
use crate::kernel::id::UserId;
use crate::kernel::rpc::Domain as _;

/// Whether it was heard that an account was erased.
pub(in crate::domains::playback) fn is_erased(
    view: &View<'_, Owner>,
    user_id: &UserId,
) -> Reply<bool> {
    view.has_ended(user::Owner::NAME, user_id.as_str())
}

/// Takes away up to `limit` sessions and as many places of a viewer; says how many rows in all.
pub(in crate::domains::playback) fn end_some_of(
    tx: &Tx<'_, Owner>,
    viewer: &str,
    limit: u32,
) -> Reply<usize> {
    let sql = "DELETE FROM sessions WHERE session_id IN \
               (SELECT session_id FROM sessions WHERE viewer = $1 LIMIT $2)";
    let sessions = tx.execute(sql, values![viewer, limit])?;
    let sql = "DELETE FROM resume_points WHERE (viewer, video_id) IN \
               (SELECT viewer, video_id FROM resume_points WHERE viewer = $1 LIMIT $2)";
    Ok(sessions + tx.execute(sql, values![viewer, limit])?)
}
