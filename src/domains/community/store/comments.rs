//! Rows of `comments`, one at a time. What is counted changes in the same unit.

use super::mentions::drop_all_told;
use super::notifications::drop_notifications;
use super::staff::drop_staff_tellings_of;
use crate::contract::community::{
    CommentAppeared, CommentId, CommentRemoved, CommentState, CommentSuspended, Owner,
};
use crate::contract::video::VideoId;
use crate::domains::community::model::{NewComment, Posted};
use crate::kernel::db::{Tx, View, columns, values};
use crate::kernel::fault::Reply;
use crate::kernel::id::UserId;

/// As much of what a comment said before is kept.
const EDITS_MAX: u32 = 100;

columns! {
    Posted {
        comment_id, video_id, root_id, reply_to_user_id, author_id, text, posted_at_ms,
        edited_at_ms, state, like_count: likes, reply_count: replies, heat,
    }
}

/// Adds a comment that is not shown yet.
pub(in crate::domains::community) fn insert_comment(
    tx: &Tx<'_, Owner>,
    new: &NewComment,
) -> Reply<Posted> {
    let posted = Posted {
        comment_id: new.comment_id.to_string(),
        video_id: new.video_id.clone(),
        root_id: new.root_id.clone(),
        reply_to_user_id: new.reply_to_user_id.clone(),
        author_id: new.author_id.to_string(),
        text: new.text.clone(),
        posted_at_ms: tx.now_ms(),
        edited_at_ms: 0,
        state: new.state,
        like_count: 0,
        reply_count: 0,
        heat: 0,
    };
    let sql = "INSERT INTO comments (comment_id, video_id, root_id, reply_to_user_id, author_id, \
               text, posted_at_ms, edited_at_ms, state, likes, replies, heat, listed) \
               VALUES ($1, $2, $3, $4, $5, $6, $7, 0, $8, 0, 0, 0, 0)";
    let values = values![
        &posted.comment_id,
        &posted.video_id,
        &posted.root_id,
        &posted.reply_to_user_id,
        &posted.author_id,
        &posted.text,
        posted.posted_at_ms,
        // Whatever it is to be: that it is shown, `let_through` says.
        if posted.is_shown() { CommentState::Pending } else { posted.state },
    ];
    tx.execute(sql, values)?;
    Ok(posted)
}

pub(in crate::domains::community) fn find_comment(
    view: &View<'_, Owner>,
    video_id: &VideoId,
    comment_id: &CommentId,
) -> Reply<Option<Posted>> {
    let sql = "SELECT comment_id, video_id, root_id, reply_to_user_id, author_id, text, \
               posted_at_ms, edited_at_ms, state, likes, replies, heat FROM comments \
               WHERE comment_id = $1 AND video_id = $2";
    view.row(sql, values![comment_id, video_id])
}

/// When an account has commented last, anywhere.
pub(in crate::domains::community) fn last_posted(
    view: &View<'_, Owner>,
    author_id: &UserId,
) -> Reply<Option<i64>> {
    let sql = "SELECT posted_at_ms FROM comments WHERE author_id = $1 \
               ORDER BY posted_at_ms DESC, comment_id DESC LIMIT 1";
    view.value(sql, values![author_id])
}

/// Whether an account has written the same under that video since a moment.
pub(in crate::domains::community) fn same_posted(
    view: &View<'_, Owner>,
    new: &NewComment,
    since_ms: i64,
) -> Reply<bool> {
    let sql = "SELECT 1 FROM comments WHERE author_id = $1 AND posted_at_ms > $2 \
               AND video_id = $3 AND text = $4 LIMIT 1";
    view.exists(sql, values![&new.author_id, since_ms, &new.video_id, &new.text])
}

/// Shows a comment that was not shown, and tells of it.
pub(in crate::domains::community) fn let_through(tx: &Tx<'_, Owner>, one: &Posted) -> Reply<()> {
    let sql = "UPDATE comments SET state = $2, listed = 1 WHERE comment_id = $1";
    tx.execute(sql, values![&one.comment_id, CommentState::Shown])?;
    count_shown(tx, one, 1)?;
    tx.publish(&CommentAppeared {
        comment_id: one.comment_id.clone(),
        video_id: one.video_id.to_string(),
        user_id: one.author_id.clone(),
    })
}

/// Says what one waits for that is not shown.
pub(in crate::domains::community) fn set_state(
    tx: &Tx<'_, Owner>,
    one: &Posted,
    state: CommentState,
) -> Reply<()> {
    let sql = "UPDATE comments SET state = $2 WHERE comment_id = $1";
    tx.execute(sql, values![&one.comment_id, state]).map(drop)
}

/// Takes a comment that is shown out of what others see; it waits from now on.
pub(in crate::domains::community) fn hide_comment(
    tx: &Tx<'_, Owner>,
    one: &Posted,
    state: CommentState,
) -> Reply<()> {
    unlist(tx, one, state)?;
    drop_all_told(tx, &one.comment_id)?;
    let (comment_id, video_id) = (one.comment_id.clone(), one.video_id.to_string());
    tx.publish(&CommentSuspended { comment_id, video_id })
}

/// Takes a comment that is shown out of its list and out of what is counted.
fn unlist(tx: &Tx<'_, Owner>, one: &Posted, state: CommentState) -> Reply<()> {
    // One with replies stays in the list, so that they have a place; it says nothing there.
    let is_listed = one.root_id.is_empty() && one.reply_count > 0;
    let sql = "UPDATE comments SET state = $2, listed = $3 WHERE comment_id = $1";
    tx.execute(sql, values![&one.comment_id, state, is_listed])?;
    count_shown(tx, one, -1)
}

/// One more or one fewer is shown: under its video, and below its root.
fn count_shown(tx: &Tx<'_, Owner>, one: &Posted, change: i64) -> Reply<()> {
    let sql = "UPDATE videos SET comments = comments + $2 WHERE video_id = $1";
    tx.execute(sql, values![&one.video_id, change])?;
    if one.root_id.is_empty() {
        return Ok(());
    }
    let sql = "UPDATE comments SET replies = replies + $2, heat = heat + $2 \
               WHERE comment_id = $1";
    tx.execute(sql, values![&one.root_id, change])?;
    let sql = "UPDATE comments SET listed = 0 \
               WHERE comment_id = $1 AND state <> $2 AND replies = 0";
    tx.execute(sql, values![&one.root_id, CommentState::Shown])?;
    let sql = "UPDATE comments SET listed = 1 \
               WHERE comment_id = $1 AND state <> $2 AND replies > 0";
    tx.execute(sql, values![&one.root_id, CommentState::Shown]).map(drop)
}

/// Takes a comment away: what it said is gone at once; that it was there stays as long as there are
/// replies below it.
pub(in crate::domains::community) fn take_away(tx: &Tx<'_, Owner>, one: &Posted) -> Reply<()> {
    if one.is_shown() {
        unlist(tx, one, CommentState::Gone)?;
        let (comment_id, video_id) = (one.comment_id.clone(), one.video_id.to_string());
        tx.publish(&CommentRemoved { comment_id, video_id })?;
    }
    let sql = "UPDATE comments SET state = $2, text = '' WHERE comment_id = $1";
    tx.execute(sql, values![&one.comment_id, CommentState::Gone])?;
    tx.execute("DELETE FROM edits WHERE comment_id = $1", values![&one.comment_id])?;
    tx.execute("DELETE FROM mentions WHERE comment_id = $1", values![&one.comment_id])?;
    super::close_reports(tx, &one.comment_id)?;
    let sql = "UPDATE videos SET pinned_id = '' WHERE video_id = $1 AND pinned_id = $2";
    tx.execute(sql, values![&one.video_id, &one.comment_id])?;
    drop_staff_tellings_of(tx, &one.comment_id)?;
    // What it said is quoted to whoever was told of it.
    let sql = "SELECT notification_id FROM notifications WHERE comment_id = $1";
    drop_notifications(tx, &tx.column(sql, values![&one.comment_id])?).map(drop)
}

/// Takes a comment out of the table, with all that belongs to it.
pub(super) fn delete_comment(tx: &Tx<'_, Owner>, comment_id: &str) -> Reply<()> {
    // What was told of it names its author.
    tx.strike_events(comment_id)?;
    tx.execute("DELETE FROM edits WHERE comment_id = $1", values![comment_id])?;
    tx.execute("DELETE FROM mentions WHERE comment_id = $1", values![comment_id])?;
    tx.execute("DELETE FROM comment_reports WHERE comment_id = $1", values![comment_id])?;
    tx.execute("DELETE FROM comment_likes WHERE comment_id = $1", values![comment_id])?;
    tx.execute("DELETE FROM comments WHERE comment_id = $1", values![comment_id]).map(drop)
}

/// Writes a comment anew, and keeps what it said.
pub(in crate::domains::community) fn edit_comment(
    tx: &Tx<'_, Owner>,
    before: &Posted,
    text: &str,
) -> Reply<()> {
    let sql = "INSERT INTO edits (comment_id, until_ms, text) VALUES ($1, $2, $3) \
               ON CONFLICT (comment_id, until_ms) DO NOTHING";
    tx.execute(sql, values![&before.comment_id, tx.now_ms(), &before.text])?;
    let sql = "DELETE FROM edits WHERE comment_id = $1 AND until_ms NOT IN \
               (SELECT until_ms FROM edits WHERE comment_id = $1 ORDER BY until_ms DESC LIMIT $2)";
    tx.execute(sql, values![&before.comment_id, EDITS_MAX])?;
    let sql = "UPDATE comments SET text = $2, edited_at_ms = $3 WHERE comment_id = $1";
    tx.execute(sql, values![&before.comment_id, text, tx.now_ms()]).map(drop)
}

/// Likes a comment for an account, or takes that back; says how many like it. Doing it again
/// changes nothing.
pub(in crate::domains::community) fn like_comment(
    tx: &Tx<'_, Owner>,
    comment_id: &str,
    user_id: &UserId,
    is_liked: bool,
) -> Reply<u64> {
    let change = if is_liked {
        let sql = "INSERT INTO comment_likes (comment_id, user_id) VALUES ($1, $2) \
                   ON CONFLICT (comment_id, user_id) DO NOTHING";
        i64::from(tx.execute(sql, values![comment_id, user_id])? > 0)
    } else {
        let sql = "DELETE FROM comment_likes WHERE comment_id = $1 AND user_id = $2";
        -i64::from(tx.execute(sql, values![comment_id, user_id])? > 0)
    };
    let sql = "UPDATE comments SET likes = likes + $2, heat = heat + $2 \
               WHERE comment_id = $1";
    tx.execute(sql, values![comment_id, change])?;
    let sql = "SELECT likes FROM comments WHERE comment_id = $1";
    Ok(tx.value(sql, values![comment_id])?.unwrap_or_default())
}
