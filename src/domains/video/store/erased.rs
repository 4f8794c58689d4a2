//! The videos of accounts that were erased. They end as all others do; what stays of them must not
//! say whose they were.

use crate::contract::user;
use crate::contract::video::{Owner, VideoDeleted, VideoId};
use crate::kernel::db::{Tx, View, values};
use crate::kernel::fault::Reply;
use crate::kernel::id::UserId;
use crate::kernel::rpc::Domain as _;

/// Stands in a tombstone where an owner was.
const NOBODY: &str = "erased";

/// Whether it was heard that an account was erased.
pub(in crate::domains::video) fn is_erased(
    view: &View<'_, Owner>,
    user_id: &UserId,
) -> Reply<bool> {
    view.has_ended(user::Owner::NAME, user_id.as_str())
}

/// Puts tombstones in the place of up to `limit` videos of an erased account, and tells of each
/// that it ended; what was told of it before goes. Gives them; none when nothing is left.
pub(in crate::domains::video) fn bury_some_of(
    tx: &Tx<'_, Owner>,
    owner_id: &UserId,
    limit: u32,
) -> Reply<Vec<VideoId>> {
    let sql = "SELECT video_id FROM videos WHERE owner_id = $1 \
               ORDER BY created_at_ms, video_id LIMIT $2";
    let ended: Vec<VideoId> = tx.column(sql, values![owner_id, limit])?;
    for video_id in &ended {
        tx.execute("DELETE FROM listed_tags WHERE video_id = $1", values![video_id])?;
        tx.execute("DELETE FROM videos WHERE video_id = $1", values![video_id])?;
        let sql = "INSERT INTO deleted_videos (video_id, owner_id, deleted_at_ms) \
                   VALUES ($1, $2, $3) ON CONFLICT (video_id) DO NOTHING";
        tx.execute(sql, values![video_id, NOBODY, tx.now_ms()])?;
        tx.strike_events(video_id.as_str())?;
        tx.publish(&VideoDeleted { video_id: video_id.to_string(), owner_id: String::new() })?;
    }
    if ended.is_empty() {
        let sql = "UPDATE deleted_videos SET owner_id = $2 WHERE owner_id = $1";
        tx.execute(sql, values![owner_id, NOBODY])?;
    }
    Ok(ended)
}
