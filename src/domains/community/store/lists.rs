//! Lists of comments. What is not shown stands in none that others read.

use crate::contract::community::{CommentState, Owner};
use crate::contract::video::VideoId;
use crate::domains::community::model::{Branch, EditRow, Posted};
use crate::kernel::db::{View, columns, values};
use crate::kernel::fault::Reply;
use crate::kernel::id::UserId;
use crate::kernel::page::Span;

columns! { EditRow { text, until_ms } }

/// More that wait than these are not counted.
const WAITING_COUNTED_MAX: u32 = 100;
/// Comments that one account has waiting below one root: more are not shown to it.
const OWN_WAITING_MAX: u32 = 20;

/// Comments on a video that reply to none, the hottest first: one more than asked.
pub(in crate::domains::community) fn hottest(
    view: &View<'_, Owner>,
    video_id: &VideoId,
    span: &Span,
) -> Reply<Vec<Posted>> {
    let sql = "SELECT comment_id, video_id, root_id, reply_to_user_id, author_id, text, \
               posted_at_ms, edited_at_ms, state, likes, replies, heat FROM comments \
               WHERE video_id = $1 AND root_id = '' AND listed = 1 \
               AND (heat, comment_id) < ($2, $3) ORDER BY heat DESC, comment_id DESC LIMIT $4";
    view.rows(sql, values![video_id, span.before_ms, &span.before_id, span.rows()])
}

/// The same, the newest first.
pub(in crate::domains::community) fn newest(
    view: &View<'_, Owner>,
    video_id: &VideoId,
    span: &Span,
) -> Reply<Vec<Posted>> {
    let sql = "SELECT comment_id, video_id, root_id, reply_to_user_id, author_id, text, \
               posted_at_ms, edited_at_ms, state, likes, replies, heat FROM comments \
               WHERE video_id = $1 AND root_id = '' AND listed = 1 \
               AND (posted_at_ms, comment_id) < ($2, $3) \
               ORDER BY posted_at_ms DESC, comment_id DESC LIMIT $4";
    view.rows(sql, values![video_id, span.before_ms, &span.before_id, span.rows()])
}

/// Replies below a comment after the mark of a page, the oldest first: one more than asked.
pub(in crate::domains::community) fn replies_to(
    view: &View<'_, Owner>,
    branch: &Branch,
    span: &Span,
) -> Reply<Vec<Posted>> {
    let sql = "SELECT comment_id, video_id, root_id, reply_to_user_id, author_id, text, \
               posted_at_ms, edited_at_ms, state, likes, replies, heat FROM comments \
               WHERE video_id = $1 AND root_id = $2 AND listed = 1 \
               AND (posted_at_ms, comment_id) > ($3, $4) \
               ORDER BY posted_at_ms, comment_id LIMIT $5";
    let Branch { video_id, root_id } = branch;
    // The mark of a page is where the one before it ended, whichever way it is read.
    view.rows(sql, values![video_id, root_id, span.before_ms, &span.before_id, span.rows()])
}

/// What an account has waiting below a root of a video, the newest first.
pub(in crate::domains::community) fn waiting_of(
    view: &View<'_, Owner>,
    branch: &Branch,
    author_id: &UserId,
) -> Reply<Vec<Posted>> {
    let sql = "SELECT comment_id, video_id, root_id, reply_to_user_id, author_id, text, \
               posted_at_ms, edited_at_ms, state, likes, replies, heat FROM comments \
               WHERE author_id = $1 AND video_id = $2 AND root_id = $3 \
               AND state IN ($4, $5, $6) ORDER BY posted_at_ms DESC, comment_id DESC LIMIT $7";
    let states = [CommentState::Pending, CommentState::Held, CommentState::Reviewed];
    let [pending, held, reviewed] = states;
    let (most, Branch { video_id, root_id }) = (OWN_WAITING_MAX, branch);
    view.rows(sql, values![author_id, video_id, root_id, pending, held, reviewed, most])
}

/// Which of some comments an account likes.
pub(in crate::domains::community) fn liked_of(
    view: &View<'_, Owner>,
    user_id: &UserId,
    comments: &[Posted],
) -> Reply<Vec<String>> {
    let sql = "SELECT 1 FROM comment_likes WHERE comment_id = $1 AND user_id = $2";
    let mut liked = Vec::new();
    for one in comments {
        if view.exists(sql, values![&one.comment_id, user_id])? {
            liked.push(one.comment_id.clone());
        }
    }
    Ok(liked)
}

/// What a comment said before, the newest first, up to `limit`.
pub(in crate::domains::community) fn edits_of(
    view: &View<'_, Owner>,
    comment_id: &str,
    limit: u32,
) -> Reply<Vec<EditRow>> {
    let sql = "SELECT text, until_ms FROM edits WHERE comment_id = $1 \
               ORDER BY until_ms DESC LIMIT $2";
    view.rows(sql, values![comment_id, limit])
}

/// What waits for moderators, the newest first: one more than asked. With an account, what waits
/// for it on its own videos.
pub(in crate::domains::community) fn waiting(
    view: &View<'_, Owner>,
    owner_id: Option<&UserId>,
    span: &Span,
) -> Reply<Vec<Posted>> {
    let Some(owner_id) = owner_id else {
        let sql = "SELECT comment_id, video_id, root_id, reply_to_user_id, author_id, text, \
                   posted_at_ms, edited_at_ms, state, likes, replies, heat \
                   FROM comments WHERE state IN ($1, $2) \
                   AND (posted_at_ms, comment_id) < ($3, $4) \
                   ORDER BY posted_at_ms DESC, comment_id DESC LIMIT $5";
        let (held, reviewed) = (CommentState::Held, CommentState::Reviewed);
        let (before_ms, rows) = (span.before_ms, span.rows());
        return view.rows(sql, values![held, reviewed, before_ms, &span.before_id, rows]);
    };
    let sql = "SELECT c.comment_id, c.video_id, c.root_id, c.reply_to_user_id, c.author_id, \
               c.text, c.posted_at_ms, c.edited_at_ms, c.state, c.likes, c.replies, \
               c.heat FROM comments c JOIN videos v ON v.video_id = c.video_id \
               WHERE c.state = $1 AND v.owner_id = $2 \
               AND (c.posted_at_ms, c.comment_id) < ($3, $4) \
               ORDER BY c.posted_at_ms DESC, c.comment_id DESC LIMIT $5";
    let (before_ms, rows) = (span.before_ms, span.rows());
    let state = CommentState::Reviewed;
    view.rows(sql, values![state, owner_id, before_ms, &span.before_id, rows])
}

/// How many comments wait for a person, for one owner or in all, up to a bound.
pub(in crate::domains::community) fn count_waiting(
    view: &View<'_, Owner>,
    owner_id: Option<&UserId>,
) -> Reply<u64> {
    let (held, reviewed) = (CommentState::Held, CommentState::Reviewed);
    let counted: Option<u64> = if let Some(owner_id) = owner_id {
        let sql = "SELECT COUNT(*) FROM (SELECT c.comment_id FROM comments c \
                   JOIN videos v ON v.video_id = c.video_id \
                   WHERE c.state = $1 AND v.owner_id = $2 LIMIT $3) waiting";
        view.value(sql, values![reviewed, owner_id, WAITING_COUNTED_MAX])?
    } else {
        let sql = "SELECT COUNT(*) FROM (SELECT comment_id FROM comments \
                   WHERE state IN ($1, $2) LIMIT $3) waiting";
        view.value(sql, values![held, reviewed, WAITING_COUNTED_MAX])?
    };
    Ok(counted.unwrap_or_default())
}

/// What could not be judged when it came, the oldest first.
pub(in crate::domains::community) fn pending(
    view: &View<'_, Owner>,
    limit: u32,
) -> Reply<Vec<Posted>> {
    let sql = "SELECT comment_id, video_id, root_id, reply_to_user_id, author_id, text, \
               posted_at_ms, edited_at_ms, state, likes, replies, heat FROM comments \
               WHERE state = $2 ORDER BY posted_at_ms, comment_id LIMIT $1";
    view.rows(sql, values![limit, CommentState::Pending])
}

/// What an account has written, the newest first: one more than asked.
pub(in crate::domains::community) fn posted_by(
    view: &View<'_, Owner>,
    author_id: &UserId,
    span: &Span,
) -> Reply<Vec<Posted>> {
    let sql = "SELECT comment_id, video_id, root_id, reply_to_user_id, author_id, text, \
               posted_at_ms, edited_at_ms, state, likes, replies, heat FROM comments \
               WHERE author_id = $1 AND (posted_at_ms, comment_id) < ($2, $3) AND state <> $5 \
               ORDER BY posted_at_ms DESC, comment_id DESC LIMIT $4";
    let (before_ms, rows) = (span.before_ms, span.rows());
    view.rows(sql, values![author_id, before_ms, &span.before_id, rows, CommentState::Gone])
}
