//! What people are told of what others do under videos. It must not tell anybody of what they did
//! themselves, nor of what is not shown.

use super::{find_comment, notify};
use crate::contract::community::{CommentState, NotificationKind, Owner};
use crate::domains::community::model::{Notice, Posted, ThreadEntry};
use crate::kernel::db::Tx;
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

/// Tells the owner of a video of a comment that is shown, unless it replies to one of theirs.
pub(in crate::domains::community) fn tell_owner(
    tx: &Tx<'_, Owner>,
    one: &Posted,
    owner_id: &str,
) -> Reply<()> {
    if replied_to(tx, one)? == owner_id {
        return Ok(());
    }
    let user_id = owner_id.to_owned();
    notify(tx, &Notice { user_id, ..about(one, NotificationKind::Comment) })
}

/// Tells whoever is replied to of a reply that is shown.
pub(in crate::domains::community) fn tell_replied(tx: &Tx<'_, Owner>, one: &Posted) -> Reply<()> {
    let user_id = replied_to(tx, one)?;
    notify(tx, &Notice { user_id, ..about(one, NotificationKind::Reply) })
}

/// Whose comment a reply answers; empty for what is no reply, and where that account is gone.
fn replied_to(tx: &Tx<'_, Owner>, one: &Posted) -> Reply<String> {
    if one.root_id.is_empty() || !one.reply_to_user_id.is_empty() {
        return Ok(one.reply_to_user_id.clone());
    }
    let root = find_comment(tx, &one.video_id, &one.root_id.parse()?)?;
    Ok(root.map(|root| root.author_id).unwrap_or_default())
}

/// Tells the owner of a video of a comment that waits for them.
pub(in crate::domains::community) fn tell_waiting(
    tx: &Tx<'_, Owner>,
    one: &Posted,
    owner_id: &str,
) -> Reply<()> {
    if one.state != CommentState::Reviewed {
        return Ok(());
    }
    let user_id = owner_id.to_owned();
    notify(tx, &Notice { user_id, ..about(one, NotificationKind::CommentWaits) })
}

/// Tells of a comment that waited and is shown: whoever wrote it, the owner of the video, and
/// whoever it answers.
pub(in crate::domains::community) fn tell_shown(
    tx: &Tx<'_, Owner>,
    one: &Posted,
    owner_id: &str,
) -> Reply<()> {
    let notice = about(one, NotificationKind::CommentShown);
    let (user_id, actor_id) = (one.author_id.clone(), String::new());
    notify(tx, &Notice { user_id, actor_id, ..notice })?;
    // One that waited for the owner, the owner has seen.
    if one.state != CommentState::Reviewed {
        tell_owner(tx, one, owner_id)?;
    }
    tell_replied(tx, one)
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
    let notice = Notice {
        user_id: entry.owner_id.clone(),
        kind: NotificationKind::VideoLiked,
        subject: format!("{}/{user_id}", entry.video_id),
        actor_id: user_id.to_string(),
        video_id: entry.video_id.to_string(),
        ..Notice::default()
    };
    notify(tx, &notice)
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
