//! Rows of `follows`, and how many there are of each account. The counts change in the same unit.

use crate::contract::community::Owner;
use crate::domains::community::model::{FeedRow, FollowCounts, FollowRow, Openness};
use crate::kernel::db::{Tx, View, columns, values};
use crate::kernel::fault::Reply;
use crate::kernel::id::UserId;
use crate::kernel::page::Span;

columns! {
    FollowCounts { follower_count: followers, followed_count: followed }
    FollowRow { user_id, followed_at_ms }
    FeedRow { video_id, listed_at_ms }
}

pub(in crate::domains::community) fn counts_of(
    view: &View<'_, Owner>,
    user_id: &UserId,
) -> Reply<FollowCounts> {
    let sql = "SELECT followers, followed FROM follow_counts WHERE user_id = $1";
    Ok(view.row(sql, values![user_id])?.unwrap_or_default())
}

pub(in crate::domains::community) fn is_followed(
    view: &View<'_, Owner>,
    user_id: &UserId,
    followed_id: &UserId,
) -> Reply<bool> {
    let sql = "SELECT 1 FROM follows WHERE user_id = $1 AND followed_id = $2";
    view.exists(sql, values![user_id, followed_id])
}

/// Which of some accounts another one follows.
pub(in crate::domains::community) fn followed_among(
    view: &View<'_, Owner>,
    user_id: &UserId,
    others: &[String],
) -> Reply<Vec<String>> {
    let sql = "SELECT 1 FROM follows WHERE user_id = $1 AND followed_id = $2";
    let mut followed = Vec::new();
    for other in others {
        if view.exists(sql, values![user_id, other])? {
            followed.push(other.clone());
        }
    }
    Ok(followed)
}

/// Follows an account for another one; says whether it did not already.
pub(in crate::domains::community) fn follow(
    tx: &Tx<'_, Owner>,
    user_id: &UserId,
    followed_id: &UserId,
) -> Reply<bool> {
    let sql = "INSERT INTO follows (user_id, followed_id, followed_at_ms) VALUES ($1, $2, $3) \
               ON CONFLICT (user_id, followed_id) DO NOTHING";
    if tx.execute(sql, values![user_id, followed_id, tx.now_ms()])? == 0 {
        return Ok(false);
    }
    count_follow(tx, user_id, followed_id, 1)?;
    Ok(true)
}

pub(in crate::domains::community) fn unfollow(
    tx: &Tx<'_, Owner>,
    user_id: &UserId,
    followed_id: &UserId,
) -> Reply<()> {
    let sql = "DELETE FROM follows WHERE user_id = $1 AND followed_id = $2";
    if tx.execute(sql, values![user_id, followed_id])? == 0 {
        return Ok(());
    }
    count_follow(tx, user_id, followed_id, -1)
}

fn count_follow(
    tx: &Tx<'_, Owner>,
    user_id: &UserId,
    followed_id: &UserId,
    change: i64,
) -> Reply<()> {
    // In the order of the ids: two who follow each other at the same time must not wait for each
    // other.
    let mut both = [(user_id, 0, change), (followed_id, change, 0)];
    both.sort();
    for (of, followers, followed) in both {
        let sql = "INSERT INTO follow_counts (user_id, followers, followed) \
                   VALUES ($1, 0, 0) ON CONFLICT (user_id) DO NOTHING";
        tx.execute(sql, values![of])?;
        let sql = "UPDATE follow_counts SET followers = followers + $2, \
                   followed = followed + $3 WHERE user_id = $1";
        tx.execute(sql, values![of, followers, followed])?;
    }
    Ok(())
}

/// Whom an account follows, the newest first: one more than asked.
pub(in crate::domains::community) fn followed_by(
    view: &View<'_, Owner>,
    user_id: &UserId,
    span: &Span,
) -> Reply<Vec<FollowRow>> {
    let sql = "SELECT followed_id AS user_id, followed_at_ms FROM follows \
               WHERE user_id = $1 AND (followed_at_ms, followed_id) < ($2, $3) \
               ORDER BY followed_at_ms DESC, followed_id DESC LIMIT $4";
    view.rows(sql, values![user_id, span.before_ms, &span.before_id, span.rows()])
}

/// Who follows an account, the newest first: one more than asked.
pub(in crate::domains::community) fn followers_of(
    view: &View<'_, Owner>,
    user_id: &UserId,
    span: &Span,
) -> Reply<Vec<FollowRow>> {
    let sql = "SELECT user_id, followed_at_ms FROM follows \
               WHERE followed_id = $1 AND (followed_at_ms, user_id) < ($2, $3) \
               ORDER BY followed_at_ms DESC, user_id DESC LIMIT $4";
    view.rows(sql, values![user_id, span.before_ms, &span.before_id, span.rows()])
}

/// Who follows an account, in the order of their ids after one of them, up to `limit`.
pub(in crate::domains::community) fn followers_after(
    view: &View<'_, Owner>,
    followed_id: &str,
    after_id: &str,
    limit: u32,
) -> Reply<Vec<String>> {
    let sql = "SELECT user_id FROM follows WHERE followed_id = $1 AND user_id > $2 \
               ORDER BY user_id LIMIT $3";
    view.column(sql, values![followed_id, after_id, limit])
}

/// The public videos of those whom an account follows, the newest first: one more than asked.
pub(in crate::domains::community) fn feed_of(
    view: &View<'_, Owner>,
    user_id: &UserId,
    span: &Span,
) -> Reply<Vec<FeedRow>> {
    let sql = "SELECT v.video_id, v.listed_at_ms FROM follows f \
               JOIN videos v ON v.owner_id = f.followed_id \
               WHERE f.user_id = $1 AND v.listed_at_ms > 0 AND v.openness = $5 \
               AND (v.listed_at_ms, v.video_id) < ($2, $3) \
               ORDER BY v.listed_at_ms DESC, v.video_id DESC LIMIT $4";
    let (before_ms, rows) = (span.before_ms, span.rows());
    view.rows(sql, values![user_id, before_ms, &span.before_id, rows, Openness::Public])
}
