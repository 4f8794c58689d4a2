//! What people are told of what others do under videos. It must not tell anybody of what they did
//! themselves, nor of what is not shown.

use super::mentions::told_mentions;
use super::staff::tell_held;
use super::{find_comment, find_thread, notify};
use crate::contract::community::{CommentState, NotificationKind, Owner};
use crate::domains::community::model::{Notice, Posted, ThreadEntry};
use crate::kernel::db::{Tx, View, values};
use crate::kernel::fault::Reply;
use crate::kernel::id::UserId;

fn about(one: &Posted, kind: NotificationKind) -> Notice {
    let notice = Notice {
        kind,
        subject: one.comment_id.clone(),
        actor_id: one.author_id.clone(),
        video_id: one.video_id.to_string(),
        comment_id: one.comment_id.clone(),
        ..Notice::default()
    };
    notice.quoting(&one.text)
}

/// What somebody has done with a video, for its owner; once for each of them.
fn by_somebody(entry: &ThreadEntry, user_id: &UserId, kind: NotificationKind) -> Notice {
    Notice {
        user_id: entry.owner_id.clone(),
        kind,
        subject: format!("{}/{user_id}", entry.video_id),
        actor_id: user_id.to_string(),
        video_id: entry.video_id.to_string(),
        ..Notice::default()
    }
}

/// Tells of a comment that is shown at once: the owner of the video and whoever it answers, where
/// they want to hear of it, and those whom it names.
pub(in crate::domains::community) fn tell_posted(
    tx: &Tx<'_, Owner>,
    one: &Posted,
    owner_id: &str,
    [is_owner_told, is_replied_told]: [bool; 2],
) -> Reply<()> {
    if is_owner_told {
        tell_owner(tx, one, owner_id)?;
    }
    if is_replied_told {
        tell_replied(tx, one)?;
    }
    tell_mentioned(tx, one)
}

/// Tells the owner of a video of a comment that is shown, unless it replies to one of theirs.
fn tell_owner(tx: &Tx<'_, Owner>, one: &Posted, owner_id: &str) -> Reply<()> {
    if replied_to(tx, one)? == owner_id {
        return Ok(());
    }
    let user_id = owner_id.to_owned();
    notify(tx, &Notice { user_id, ..about(one, NotificationKind::Comment) })
}

/// Tells whoever is replied to of a reply that is shown.
fn tell_replied(tx: &Tx<'_, Owner>, one: &Posted) -> Reply<()> {
    let user_id = replied_to(tx, one)?;
    notify(tx, &Notice { user_id, ..about(one, NotificationKind::Reply) })
}

/// Whether somebody was told of a comment as whoever it answers or whose video it is on.
fn has_heard(view: &View<'_, Owner>, user_id: &str, comment_id: &str) -> Reply<bool> {
    let sql = "SELECT 1 FROM notifications WHERE user_id = $1 AND comment_id = $2 \
               AND kind IN ($3, $4) LIMIT 1";
    let (comment, reply) = (NotificationKind::Comment, NotificationKind::Reply);
    view.exists(sql, values![user_id, comment_id, comment, reply])
}

/// Whose comment a reply answers; empty for what is no reply, and where that account is gone.
pub(in crate::domains::community) fn replied_to(
    tx: &View<'_, Owner>,
    one: &Posted,
) -> Reply<String> {
    if one.root_id.is_empty() || !one.reply_to_user_id.is_empty() {
        return Ok(one.reply_to_user_id.clone());
    }
    let root = find_comment(tx, &one.video_id, &one.root_id.parse()?)?;
    Ok(root.map(|root| root.author_id).unwrap_or_default())
}

/// Tells of a comment that waits: the owner of the video, or moderators, whoever decides about it.
pub(in crate::domains::community) fn tell_waiting(
    tx: &Tx<'_, Owner>,
    one: &Posted,
    owner_id: &str,
) -> Reply<()> {
    if one.state != CommentState::Reviewed {
        return tell_held(tx, one);
    }
    let user_id = owner_id.to_owned();
    notify(tx, &Notice { user_id, ..about(one, NotificationKind::CommentWaits) })
}

/// Tells of a comment that waited and is shown: whoever wrote it, the owner of the video, those
/// whom it names, and whoever it answers, as far as they want to hear of it now.
pub(in crate::domains::community) fn tell_shown(
    tx: &Tx<'_, Owner>,
    one: &Posted,
    owner_id: &str,
    [is_owner_told, is_replied_told]: [bool; 2],
) -> Reply<()> {
    let notice = about(one, NotificationKind::CommentShown);
    let (user_id, actor_id) = (one.author_id.clone(), String::new());
    notify(tx, &Notice { user_id, actor_id, ..notice })?;
    // One that waited for the owner, the owner has seen.
    if is_owner_told && one.state != CommentState::Reviewed {
        tell_owner(tx, one, owner_id)?;
    }
    if is_replied_told {
        tell_replied(tx, one)?;
    }
    tell_mentioned(tx, one)
}

/// Tells those whom a comment names that is shown, unless they were told of it already: as whoever
/// is replied to, or as the owner of the video. Of a video that not everybody may watch nobody
/// hears.
pub(in crate::domains::community) fn tell_mentioned(tx: &Tx<'_, Owner>, one: &Posted) -> Reply<()> {
    let named = told_mentions(tx, &one.comment_id)?;
    if named.is_empty() || !find_thread(tx, &one.video_id)?.is_some_and(|it| it.is_public()) {
        return Ok(());
    }
    for user_id in named {
        if !has_heard(tx, &user_id, &one.comment_id)? {
            notify(tx, &Notice { user_id, ..about(one, NotificationKind::Mention) })?;
        }
    }
    Ok(())
}

/// Tells whoever wrote a comment that somebody else took it away.
pub(in crate::domains::community) fn tell_removed(tx: &Tx<'_, Owner>, one: &Posted) -> Reply<()> {
    let notice = about(one, NotificationKind::CommentRemoved);
    let (user_id, actor_id) = (one.author_id.clone(), String::new());
    notify(tx, &Notice { user_id, actor_id, ..notice })
}

/// Tells whoever wrote a comment that somebody likes it.
pub(in crate::domains::community) fn tell_liked(
    tx: &Tx<'_, Owner>,
    one: &Posted,
    user_id: &UserId,
) -> Reply<()> {
    let notice = about(one, NotificationKind::CommentLiked);
    let subject = format!("{}/{user_id}", one.comment_id);
    let (to, actor_id) = (one.author_id.clone(), user_id.to_string());
    notify(tx, &Notice { user_id: to, subject, actor_id, ..notice })
}

/// Tells the owner of a video that somebody likes it.
pub(in crate::domains::community) fn tell_video_liked(
    tx: &Tx<'_, Owner>,
    entry: &ThreadEntry,
    user_id: &UserId,
) -> Reply<()> {
    notify(tx, &by_somebody(entry, user_id, NotificationKind::VideoLiked))
}

/// Tells the owner of a video that somebody has given it coins.
pub(in crate::domains::community) fn tell_coins(
    tx: &Tx<'_, Owner>,
    entry: &ThreadEntry,
    user_id: &UserId,
) -> Reply<()> {
    notify(tx, &by_somebody(entry, user_id, NotificationKind::Coins))
}

/// Tells an account that somebody follows it.
pub(in crate::domains::community) fn tell_followed(
    tx: &Tx<'_, Owner>,
    user_id: &UserId,
    followed_id: &UserId,
) -> Reply<()> {
    let notice = Notice {
        user_id: followed_id.to_string(),
        kind: NotificationKind::Follower,
        subject: user_id.to_string(),
        actor_id: user_id.to_string(),
        ..Notice::default()
    };
    notify(tx, &notice)
}
