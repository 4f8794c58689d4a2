//! What accounts that were erased have watched. It must not keep where they left off.

use crate::contract::playback::Owner;
use crate::contract::user;
use crate::domains::playback::model::make_viewer;
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

/// Takes away up to `limit` sessions of an account and as many rows of each other kind and of what
/// was told of it; says how many in all.
pub(in crate::domains::playback) fn end_some_of(
    tx: &Tx<'_, Owner>,
    user_id: &UserId,
    limit: u32,
) -> Reply<usize> {
    let viewer = &make_viewer(user_id);
    let sql = "DELETE FROM sessions WHERE session_id IN \
               (SELECT session_id FROM sessions WHERE viewer = $1 LIMIT $2)";
    let sessions = tx.execute(sql, values![viewer, limit])?;
    let sql = "DELETE FROM resume_points WHERE (viewer, video_id) IN \
               (SELECT viewer, video_id FROM resume_points WHERE viewer = $1 LIMIT $2)";
    let places = tx.execute(sql, values![viewer, limit])?;
    let sql = "DELETE FROM history WHERE (user_id, video_id) IN \
               (SELECT user_id, video_id FROM history WHERE user_id = $1 LIMIT $2)";
    let watched = tx.execute(sql, values![user_id, limit])?;
    let sql = "DELETE FROM view_marks WHERE (video_id, person) IN \
               (SELECT video_id, person FROM view_marks WHERE person = $1 LIMIT $2)";
    let marks = tx.execute(sql, values![viewer, limit])?;
    let told = tx.strike_some_events(viewer, limit)?;
    super::go_on(tx, user_id)?;
    Ok(sessions + places + watched + marks + told)
}
