//! Rows of `rooms`. Each change of a room takes its next offset, under the lock of its row, so that
//! all of them are seen in that order.

use crate::contract::danmaku::Owner;
use crate::contract::video::{self, VideoId};
use crate::domains::danmaku::model::{Openness, Room};
use crate::kernel::db::{FromValue, Tx, Value, View, columns, values};
use crate::kernel::fault::{Fault, Reply};
use crate::kernel::rpc::Domain as _;

columns! {
    Room {
        epoch, owner_id, openness, duration_ms, last_offset, is_muted, slow_mode_ms,
        is_for_followers
    }
}

impl From<Openness> for Value {
    fn from(one: Openness) -> Self {
        Self::from(one as i32)
    }
}

impl FromValue for Openness {
    const KIND: &'static str = "0, 1 or 2";

    fn from_value(value: Value) -> Option<Self> {
        match i32::from_value(value)? {
            0 => Some(Self::Proven),
            1 => Some(Self::Public),
            2 => Some(Self::Ended),
            _ => None,
        }
    }
}

pub(in crate::domains::danmaku) fn find_room(
    view: &View<'_, Owner>,
    video_id: &VideoId,
) -> Reply<Option<Room>> {
    let sql = "SELECT epoch, owner_id, openness, duration_ms, last_offset, muted AS is_muted, \
               slow_mode_ms, for_followers AS is_for_followers FROM rooms WHERE video_id = $1";
    view.row(sql, values![video_id])
}

/// Whether it was heard that the video is deleted.
pub(in crate::domains::danmaku) fn has_ended(
    view: &View<'_, Owner>,
    video_id: &VideoId,
) -> Reply<bool> {
    view.has_ended(video::Owner::NAME, video_id.as_str())
}

/// Makes the room of a video, unless it is there.
pub(in crate::domains::danmaku) fn ensure_room(
    tx: &Tx<'_, Owner>,
    video_id: &VideoId,
    owner_id: &str,
    duration_ms: u64,
) -> Reply<()> {
    let sql = "INSERT INTO rooms (video_id, epoch, owner_id, openness, published, duration_ms, \
               last_offset, muted, slow_mode_ms, for_followers) \
               VALUES ($1, $2, $3, 0, 0, $4, 0, 0, 0, 0) ON CONFLICT (video_id) DO NOTHING";
    tx.execute(sql, values![video_id, tx.mint(), owner_id, duration_ms])?;
    if duration_ms > 0 {
        let sql = "UPDATE rooms SET duration_ms = $2 WHERE video_id = $1 AND duration_ms <> $2";
        tx.execute(sql, values![video_id, duration_ms])?;
    }
    if !owner_id.is_empty() {
        let sql = "UPDATE rooms SET owner_id = $2 WHERE video_id = $1 AND owner_id = ''";
        tx.execute(sql, values![video_id, owner_id])?;
    }
    Ok(())
}

/// Takes the next offset of a room.
///
/// # Errors
/// The room is not there: it is made in the same unit.
pub(in crate::domains::danmaku) fn next_offset(
    tx: &Tx<'_, Owner>,
    video_id: &VideoId,
) -> Reply<u64> {
    let sql = "UPDATE rooms SET last_offset = last_offset + 1 WHERE video_id = $1";
    tx.execute(sql, values![video_id])?;
    let taken = tx.value("SELECT last_offset FROM rooms WHERE video_id = $1", values![video_id])?;
    taken.ok_or_else(|| Fault::Internal("a room has gone within its unit".to_owned()).into())
}

/// Says what holds for all.
pub(in crate::domains::danmaku) fn change_state(
    tx: &Tx<'_, Owner>,
    video_id: &VideoId,
    room: &Room,
) -> Reply<()> {
    next_offset(tx, video_id)?;
    let sql = "UPDATE rooms SET muted = $2, slow_mode_ms = $3, for_followers = $4 \
               WHERE video_id = $1";
    let Room { is_muted, slow_mode_ms, is_for_followers, .. } = *room;
    tx.execute(sql, values![video_id, is_muted, slow_mode_ms, is_for_followers]).map(drop)
}

/// The video has appeared.
pub(in crate::domains::danmaku) fn publish_room(
    tx: &Tx<'_, Owner>,
    video_id: &VideoId,
) -> Reply<()> {
    let sql = "UPDATE rooms SET published = 1 WHERE video_id = $1";
    tx.execute(sql, values![video_id]).map(drop)
}

/// Everybody may read from now on, if the video has appeared.
pub(in crate::domains::danmaku) fn open_room(tx: &Tx<'_, Owner>, video_id: &VideoId) -> Reply<()> {
    next_offset(tx, video_id)?;
    let sql = "UPDATE rooms SET openness = $2 \
               WHERE video_id = $1 AND openness = $3 AND published = 1";
    tx.execute(sql, values![video_id, Openness::Public, Openness::Proven]).map(drop)
}

/// Only who proves that they may watch reads from now on; nobody if the video is deleted.
pub(in crate::domains::danmaku) fn close_room(
    tx: &Tx<'_, Owner>,
    video_id: &VideoId,
    is_deleted: bool,
) -> Reply<()> {
    let openness = if is_deleted { Openness::Ended } else { Openness::Proven };
    let sql = "UPDATE rooms SET openness = $2, last_offset = last_offset + 1 \
               WHERE video_id = $1 AND openness <> $3";
    tx.execute(sql, values![video_id, openness, Openness::Ended]).map(drop)
}

/// The room of a deleted video of which something is left.
pub(in crate::domains::danmaku) fn ended_room(view: &View<'_, Owner>) -> Reply<Option<VideoId>> {
    let sql = "SELECT video_id FROM rooms WHERE openness = $1 ORDER BY video_id LIMIT 1";
    view.value(sql, values![Openness::Ended])
}

/// Takes away up to `limit` texts of a deleted video, and with the last of them its room; says how
/// many rows it took.
pub(in crate::domains::danmaku) fn drop_some(
    tx: &Tx<'_, Owner>,
    video_id: &VideoId,
    limit: u32,
) -> Reply<usize> {
    let sql = "SELECT danmaku_id FROM danmaku WHERE video_id = $1 LIMIT $2";
    let some: Vec<String> = tx.column(sql, values![video_id, limit])?;
    for danmaku_id in &some {
        // What was told of it names its sender.
        tx.strike_events(danmaku_id)?;
        tx.execute("DELETE FROM danmaku WHERE danmaku_id = $1", values![danmaku_id])?;
    }
    if some.is_empty() {
        tx.execute("DELETE FROM segments WHERE video_id = $1", values![video_id])?;
        let sql = "DELETE FROM rooms WHERE video_id = $1 AND openness = $2";
        return tx.execute(sql, values![video_id, Openness::Ended]);
    }
    Ok(some.len())
}
