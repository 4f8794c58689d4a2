//! What accounts that were erased have written. It must not stay anywhere.

use super::take_away;
use crate::contract::danmaku::{Owner, Standing};
use crate::contract::user;
use crate::contract::video::VideoId;
use crate::domains::danmaku::model::Sent;
use crate::kernel::db::{Tx, View, values};
use crate::kernel::fault::Reply;
use crate::kernel::id::UserId;
use crate::kernel::rpc::Domain as _;

/// Whether it was heard that an account was erased.
pub(in crate::domains::danmaku) fn is_erased(
    view: &View<'_, Owner>,
    user_id: &UserId,
) -> Reply<bool> {
    view.has_ended(user::Owner::NAME, user_id.as_str())
}

/// Takes away up to `limit` texts of an account, with what was told of them. Says of which rooms.
pub(in crate::domains::danmaku) fn remove_some_of(
    tx: &Tx<'_, Owner>,
    user_id: &UserId,
    limit: u32,
) -> Reply<Vec<VideoId>> {
    let sql = "SELECT danmaku_id, time_ms, mode, color, size, text, sender_mark, sent_at_ms, \
               group_id, position, video_id, segment, sender_id, standing FROM danmaku \
               WHERE sender_id = $1 ORDER BY sent_at_ms, danmaku_id LIMIT $2";
    let some: Vec<Sent> = tx.rows(sql, values![user_id, limit])?;
    for sent in &some {
        let danmaku_id = &sent.written.danmaku_id;
        tx.strike_events(danmaku_id)?;
        if sent.standing != Standing::Gone {
            // The event is to name nobody.
            take_away(tx, &Sent { sender_id: String::new(), ..sent.clone() }, false)?;
        }
        let sql = "UPDATE danmaku SET sender_id = '' WHERE danmaku_id = $1";
        tx.execute(sql, values![danmaku_id])?;
    }
    Ok(some.into_iter().map(|sent| sent.video_id).collect())
}

/// Forgets what an account does not want to see.
pub(in crate::domains::danmaku) fn forget_filters(
    tx: &Tx<'_, Owner>,
    user_id: &UserId,
) -> Reply<()> {
    tx.execute("DELETE FROM filters WHERE user_id = $1", values![user_id]).map(drop)
}
