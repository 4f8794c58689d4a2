//! Rows of `videos`. Whoever changes what is counted under a video takes the lock of its row first.

use super::comments::delete_comment;
use super::folders::drop_kept;
use super::notifications::drop_notifications;
use crate::contract::community::{Owner, Policy};
use crate::contract::video::{self, VideoId};
use crate::domains::community::model::{Openness, Thread};
use crate::kernel::db::{FromValue, Tx, Value, View, columns, values};
use crate::kernel::fault::Reply;
use crate::kernel::rpc::Domain as _;

columns! {
    Thread {
        owner_id, openness, policy, pinned_id, like_count: likes, dislike_count: dislikes,
        keep_count: keeps,
        comment_count: comments,
        coin_count: coins,
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

pub(in crate::domains::community) fn find_thread(
    view: &View<'_, Owner>,
    video_id: &VideoId,
) -> Reply<Option<Thread>> {
    let sql = "SELECT owner_id, openness, policy, pinned_id, likes, dislikes, \
               keeps, comments, coins FROM videos WHERE video_id = $1";
    view.row(sql, values![video_id])
}

/// Whether it was heard that the video is deleted.
pub(in crate::domains::community) fn has_ended(
    view: &View<'_, Owner>,
    video_id: &VideoId,
) -> Reply<bool> {
    view.has_ended(video::Owner::NAME, video_id.as_str())
}

/// Makes the row of a video, unless it is there.
pub(in crate::domains::community) fn ensure_thread(
    tx: &Tx<'_, Owner>,
    video_id: &VideoId,
    owner_id: &str,
) -> Reply<()> {
    let sql = "INSERT INTO videos (video_id, owner_id, openness, published, listed_at_ms, policy, \
               pinned_id, likes, dislikes, keeps, comments) \
               VALUES ($1, $2, $3, 0, 0, $4, '', 0, 0, 0, 0) ON CONFLICT (video_id) DO NOTHING";
    tx.execute(sql, values![video_id, owner_id, Openness::Proven, Policy::Open])?;
    if !owner_id.is_empty() {
        let sql = "UPDATE videos SET owner_id = $2 WHERE video_id = $1 AND owner_id = ''";
        tx.execute(sql, values![video_id, owner_id])?;
    }
    Ok(())
}

/// Takes the lock of a video: whoever else changes what is counted under it waits.
pub(in crate::domains::community) fn lock_thread(
    tx: &Tx<'_, Owner>,
    video_id: &VideoId,
) -> Reply<()> {
    let sql = "UPDATE videos SET published = published WHERE video_id = $1";
    tx.execute(sql, values![video_id]).map(drop)
}

/// The video has appeared.
pub(in crate::domains::community) fn publish_thread(
    tx: &Tx<'_, Owner>,
    video_id: &VideoId,
) -> Reply<()> {
    let sql = "UPDATE videos SET published = 1 WHERE video_id = $1";
    tx.execute(sql, values![video_id]).map(drop)
}

/// It stands in lists from now on.
pub(in crate::domains::community) fn list_video(
    tx: &Tx<'_, Owner>,
    video_id: &VideoId,
) -> Reply<()> {
    let sql = "UPDATE videos SET listed_at_ms = $2 WHERE video_id = $1 AND listed_at_ms = 0";
    tx.execute(sql, values![video_id, tx.now_ms()]).map(drop)
}

/// Everybody may read from now on, if the video has appeared.
pub(in crate::domains::community) fn open_thread(
    tx: &Tx<'_, Owner>,
    video_id: &VideoId,
) -> Reply<()> {
    let sql = "UPDATE videos SET openness = $2 \
               WHERE video_id = $1 AND openness = $3 AND published = 1";
    tx.execute(sql, values![video_id, Openness::Public, Openness::Proven]).map(drop)
}

/// Only who proves that they may watch reads from now on; nobody if the video is deleted.
pub(in crate::domains::community) fn close_thread(
    tx: &Tx<'_, Owner>,
    video_id: &VideoId,
    is_deleted: bool,
) -> Reply<()> {
    let openness = if is_deleted { Openness::Ended } else { Openness::Proven };
    let sql = "UPDATE videos SET openness = $2 WHERE video_id = $1 AND openness <> $3";
    tx.execute(sql, values![video_id, openness, Openness::Ended])?;
    tx.execute("DELETE FROM tellings WHERE video_id = $1", values![video_id]).map(drop)
}

pub(in crate::domains::community) fn change_policy(
    tx: &Tx<'_, Owner>,
    video_id: &VideoId,
    policy: Policy,
) -> Reply<()> {
    let sql = "UPDATE videos SET policy = $2 WHERE video_id = $1";
    tx.execute(sql, values![video_id, policy]).map(drop)
}

/// Puts a comment above all others; an empty id puts none there.
pub(in crate::domains::community) fn pin_comment(
    tx: &Tx<'_, Owner>,
    video_id: &VideoId,
    comment_id: &str,
) -> Reply<()> {
    let sql = "UPDATE videos SET pinned_id = $2 WHERE video_id = $1";
    tx.execute(sql, values![video_id, comment_id]).map(drop)
}

/// A deleted video of which something is left.
pub(in crate::domains::community) fn ended_thread(
    view: &View<'_, Owner>,
) -> Reply<Option<VideoId>> {
    let sql = "SELECT video_id FROM videos WHERE openness = $1 ORDER BY video_id LIMIT 1";
    view.value(sql, values![Openness::Ended])
}

/// Takes away up to `limit` of each kind of row under a deleted video, and with the last of them
/// its own; says how many.
pub(in crate::domains::community) fn drop_some(
    tx: &Tx<'_, Owner>,
    video_id: &VideoId,
    limit: u32,
) -> Reply<usize> {
    let sql = "SELECT comment_id FROM comments WHERE video_id = $1 LIMIT $2";
    let some: Vec<String> = tx.column(sql, values![video_id, limit])?;
    for comment_id in &some {
        delete_comment(tx, comment_id)?;
    }
    let sql = "DELETE FROM ratings WHERE video_id = $1 AND user_id IN \
               (SELECT user_id FROM ratings WHERE video_id = $1 LIMIT $2)";
    let mut rows = some.len() + tx.execute(sql, values![video_id, limit])?;
    let sql = "DELETE FROM coins_given WHERE video_id = $1 AND user_id IN \
               (SELECT user_id FROM coins_given WHERE video_id = $1 LIMIT $2)";
    rows += tx.execute(sql, values![video_id, limit])?;
    rows += drop_kept(tx, video_id, limit)?;
    let sql = "SELECT notification_id FROM notifications WHERE video_id = $1 LIMIT $2";
    rows += drop_notifications(tx, &tx.column(sql, values![video_id, limit])?)?;
    if rows > 0 {
        return Ok(rows);
    }
    tx.execute("DELETE FROM staff_tellings WHERE video_id = $1", values![video_id])?;
    let sql = "DELETE FROM videos WHERE video_id = $1 AND openness = $2";
    tx.execute(sql, values![video_id, Openness::Ended])
}
