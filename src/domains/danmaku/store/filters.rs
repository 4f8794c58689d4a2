//! What viewers do not want to see, and the key of marks. It must not read of any other account.

use crate::contract::danmaku::{FilterList, Owner};
use crate::kernel::db::{Tx, View, kept_messages, values};
use crate::kernel::fault::Reply;
use crate::kernel::id::UserId;

kept_messages! { FilterList }

pub(in crate::domains::danmaku) fn filters_of(
    view: &View<'_, Owner>,
    user_id: &UserId,
) -> Reply<Option<FilterList>> {
    view.value("SELECT list FROM filters WHERE user_id = $1", values![user_id])
}

pub(in crate::domains::danmaku) fn save_filters(
    tx: &Tx<'_, Owner>,
    user_id: &UserId,
    list: &FilterList,
) -> Reply<()> {
    let sql = "INSERT INTO filters (user_id, list) VALUES ($1, $2) \
               ON CONFLICT (user_id) DO UPDATE SET list = excluded.list";
    tx.execute(sql, values![user_id, list]).map(drop)
}

/// The key of marks, once there is one.
pub(in crate::domains::danmaku) fn mark_key(view: &View<'_, Owner>) -> Reply<Option<[u8; 32]>> {
    view.value("SELECT key_bytes FROM mark_keys WHERE name = 'sender'", values![])
}

/// Keeps a fresh key, unless there is one already.
pub(in crate::domains::danmaku) fn keep_mark_key(
    tx: &Tx<'_, Owner>,
    fresh: &[u8; 32],
) -> Reply<()> {
    let sql = "INSERT INTO mark_keys (name, key_bytes) VALUES ('sender', $1) \
               ON CONFLICT (name) DO NOTHING";
    tx.execute(sql, values![fresh.as_slice()]).map(drop)
}
