//! What accounts that were erased have written, liked, kept and followed. It must not stay
//! anywhere.

use super::coins::forget_coins;
use super::comments::like_comment;
use super::mentions::{drop_mentions_of, drop_reports_of};
use super::notifications::drop_notifications;
use super::{lock_thread, rate_video, take_away, take_out_some, unfollow};
use crate::contract::community::{CommentState, Owner, Rating};
use crate::contract::user;
use crate::contract::video::VideoId;
use crate::domains::community::model::Posted;
use crate::kernel::db::{Tx, View, values};
use crate::kernel::fault::Reply;
use crate::kernel::id::UserId;
use crate::kernel::rpc::Domain as _;

/// Whether it was heard that an account was erased.
pub(in crate::domains::community) fn is_erased(
    view: &View<'_, Owner>,
    user_id: &UserId,
) -> Reply<bool> {
    view.has_ended(user::Owner::NAME, user_id.as_str())
}

/// Takes away up to `limit` comments of an account, with what was told of them; says how many.
pub(in crate::domains::community) fn strip_comments_of(
    tx: &Tx<'_, Owner>,
    user_id: &UserId,
    limit: u32,
) -> Reply<usize> {
    let sql = "SELECT comment_id, video_id, root_id, reply_to_user_id, author_id, text, \
               posted_at_ms, edited_at_ms, state, likes, replies, heat FROM comments \
               WHERE author_id = $1 ORDER BY video_id, comment_id LIMIT $2";
    let some: Vec<Posted> = tx.rows(sql, values![user_id, limit])?;
    for one in &some {
        lock_thread(tx, &one.video_id)?;
        tx.strike_events(&one.comment_id)?;
        // As it stands now: replies of the same account below it have gone a moment ago.
        let found = super::find_comment(tx, &one.video_id, &one.comment_id.parse()?)?;
        if let Some(found) = found.filter(|found| found.state != CommentState::Gone) {
            take_away(tx, &found)?;
        }
        // What others said of it.
        let sql = "DELETE FROM comment_reports WHERE comment_id = $1";
        tx.execute(sql, values![&one.comment_id])?;
        let sql = "UPDATE comments SET author_id = '' WHERE comment_id = $1";
        tx.execute(sql, values![&one.comment_id])?;
    }
    Ok(some.len())
}

/// Forgets of up to `limit` replies that they answer an account, and of as many comments that they
/// name it; says of how many.
pub(in crate::domains::community) fn strip_replies_to(
    tx: &Tx<'_, Owner>,
    user_id: &UserId,
    limit: u32,
) -> Reply<usize> {
    let sql = "UPDATE comments SET reply_to_user_id = '' WHERE comment_id IN \
               (SELECT comment_id FROM comments WHERE reply_to_user_id = $1 LIMIT $2)";
    let replies = tx.execute(sql, values![user_id, limit])?;
    Ok(replies + drop_mentions_of(tx, user_id, limit)?)
}

/// Takes back up to `limit` of each kind of what an account likes, keeps, has given coins to and
/// has reported; says how many.
pub(in crate::domains::community) fn strip_likes_of(
    tx: &Tx<'_, Owner>,
    user_id: &UserId,
    limit: u32,
) -> Reply<usize> {
    let sql =
        "SELECT comment_id FROM comment_likes WHERE user_id = $1 ORDER BY comment_id LIMIT $2";
    let liked: Vec<String> = tx.column(sql, values![user_id, limit])?;
    for comment_id in &liked {
        like_comment(tx, comment_id, user_id, false)?;
    }
    let sql = "SELECT video_id FROM ratings WHERE user_id = $1 ORDER BY video_id LIMIT $2";
    let rated: Vec<VideoId> = tx.column(sql, values![user_id, limit])?;
    for video_id in &rated {
        lock_thread(tx, video_id)?;
        rate_video(tx, video_id, user_id, Rating::Unspecified)?;
    }
    let sql = "SELECT video_id FROM coins_given WHERE user_id = $1 ORDER BY video_id LIMIT $2";
    let given: Vec<VideoId> = tx.column(sql, values![user_id, limit])?;
    for video_id in &given {
        lock_thread(tx, video_id)?;
        forget_coins(tx, video_id, user_id)?;
    }
    let kept = take_out_some(tx, user_id, None, limit)?;
    let reports = drop_reports_of(tx, user_id, limit)?;
    Ok(liked.len() + rated.len() + given.len() + kept + reports)
}

/// Takes back up to `limit` follows of an account, and as many of those who follow it; says how
/// many.
pub(in crate::domains::community) fn unfollow_all_of(
    tx: &Tx<'_, Owner>,
    user_id: &UserId,
    limit: u32,
) -> Reply<usize> {
    let sql = "SELECT followed_id FROM follows WHERE user_id = $1 ORDER BY followed_id LIMIT $2";
    let followed: Vec<UserId> = tx.column(sql, values![user_id, limit])?;
    for other in &followed {
        unfollow(tx, user_id, other)?;
    }
    let sql = "SELECT user_id FROM follows WHERE followed_id = $1 ORDER BY user_id LIMIT $2";
    let followers: Vec<UserId> = tx.column(sql, values![user_id, limit])?;
    for other in &followers {
        unfollow(tx, other, user_id)?;
    }
    Ok(followed.len() + followers.len())
}

/// Forgets up to `limit` notifications to an account and as many that name it; with the last of
/// them its folders, its wishes and its counts. Says how many rows.
pub(in crate::domains::community) fn forget_person(
    tx: &Tx<'_, Owner>,
    user_id: &UserId,
    limit: u32,
) -> Reply<usize> {
    let sql = "SELECT notification_id FROM notifications WHERE user_id = $1 LIMIT $2";
    let mut rows = drop_notifications(tx, &tx.column(sql, values![user_id, limit])?)?;
    let sql = "SELECT notification_id FROM notifications WHERE actor_id = $1 LIMIT $2";
    rows += drop_notifications(tx, &tx.column(sql, values![user_id, limit])?)?;
    if rows == 0 {
        tx.execute("DELETE FROM folders WHERE user_id = $1", values![user_id])?;
        tx.execute("DELETE FROM leave_tokens WHERE user_id = $1", values![user_id])?;
        tx.execute("DELETE FROM wishes WHERE user_id = $1", values![user_id])?;
        tx.execute("DELETE FROM blocked_words WHERE user_id = $1", values![user_id])?;
        tx.execute("DELETE FROM wallets WHERE user_id = $1", values![user_id])?;
        tx.execute("DELETE FROM tellings WHERE owner_id = $1", values![user_id])?;
        tx.execute("DELETE FROM staff_tellings WHERE about_id = $1", values![user_id])?;
        tx.execute("DELETE FROM follow_counts WHERE user_id = $1", values![user_id])?;
    }
    Ok(rows)
}
