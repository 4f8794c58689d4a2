//! Rows of `notifications`, and who is still to be told of a new video. The same is told once.

use crate::contract::community::{GetWishesResponse, MailRequested, NotificationKind, Owner};
use crate::contract::video::VideoId;
use crate::domains::community::model::{Notice, NotificationRow};
use crate::kernel::db::{Tx, View, columns, kept_messages, values};
use crate::kernel::fault::Reply;
use crate::kernel::id::UserId;
use crate::kernel::page::Span;

kept_messages! { GetWishesResponse }

columns! {
    NotificationRow {
        notification_id, kind, actor_id, video_id, comment_id, text, has_passed, made_at_ms,
        is_read,
    }
    Telling { video_id, owner_id, told_id }
}

/// More than this is not counted.
const UNREAD_MAX: u32 = 100;

/// A video of which the followers of its owner are still to be told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::domains::community) struct Telling {
    pub(in crate::domains::community) video_id: VideoId,
    pub(in crate::domains::community) owner_id: String,
    pub(in crate::domains::community) told_id: String,
}

/// Tells an account something, by mail too if it wants that, unless it has caused it, does not want
/// to know of it, or knows.
pub(in crate::domains::community) fn notify(tx: &Tx<'_, Owner>, notice: &Notice) -> Reply<()> {
    let Ok(user_id) = notice.user_id.parse::<UserId>() else { return Ok(()) };
    if notice.user_id == notice.actor_id || super::is_erased(tx, &user_id)? {
        return Ok(());
    }
    let wishes = wishes_of(tx, &user_id)?.unwrap_or_default();
    if wishes.unwanted.contains(&i32::from(notice.kind)) {
        return Ok(());
    }
    let notification_id = tx.mint();
    let sql = "INSERT INTO notifications (notification_id, user_id, kind, subject, actor_id, \
               video_id, comment_id, text, passed, made_at_ms, is_read) \
               VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 0) \
               ON CONFLICT (user_id, kind, subject) DO NOTHING";
    let values = values![
        &notification_id,
        &notice.user_id,
        notice.kind,
        &notice.subject,
        &notice.actor_id,
        &notice.video_id,
        &notice.comment_id,
        &notice.text,
        notice.has_passed,
        tx.now_ms(),
    ];
    let is_new = tx.execute(sql, values)? > 0;
    if !is_new || !wishes.mailed.contains(&i32::from(notice.kind)) {
        return Ok(());
    }
    tx.publish(&MailRequested {
        notification_id,
        user_id: notice.user_id.clone(),
        kind: notice.kind.into(),
        actor_id: notice.actor_id.clone(),
        video_id: notice.video_id.clone(),
        comment_id: notice.comment_id.clone(),
        leave_token: leave_token_of(tx, &user_id)?.unwrap_or_default(),
    })
}

/// What an account was told, the newest first: one more than asked.
pub(in crate::domains::community) fn told_to(
    view: &View<'_, Owner>,
    user_id: &UserId,
    span: &Span,
) -> Reply<Vec<NotificationRow>> {
    let sql = "SELECT notification_id, kind, actor_id, video_id, comment_id, text, \
               passed AS has_passed, made_at_ms, is_read FROM notifications \
               WHERE user_id = $1 AND (made_at_ms, notification_id) < ($2, $3) \
               ORDER BY made_at_ms DESC, notification_id DESC LIMIT $4";
    view.rows(sql, values![user_id, span.before_ms, &span.before_id, span.rows()])
}

/// How much an account has not read, up to a bound.
pub(in crate::domains::community) fn count_unread(
    view: &View<'_, Owner>,
    user_id: &UserId,
) -> Reply<u64> {
    let sql = "SELECT COUNT(*) FROM (SELECT notification_id FROM notifications \
               WHERE user_id = $1 AND is_read = 0 LIMIT $2) unread";
    Ok(view.value(sql, values![user_id, UNREAD_MAX])?.unwrap_or_default())
}

/// Notes that an account has read all that it was told.
pub(in crate::domains::community) fn read_all(tx: &Tx<'_, Owner>, user_id: &UserId) -> Reply<()> {
    let sql = "UPDATE notifications SET is_read = 1 WHERE user_id = $1 AND is_read = 0";
    tx.execute(sql, values![user_id]).map(drop)
}

/// The same of some of it.
pub(in crate::domains::community) fn read_some(
    tx: &Tx<'_, Owner>,
    user_id: &UserId,
    ids: &[String],
) -> Reply<()> {
    let sql = "UPDATE notifications SET is_read = 1 WHERE notification_id = $1 AND user_id = $2";
    ids.iter().try_for_each(|one| tx.execute(sql, values![one, user_id]).map(drop))
}

/// Of what an account does not want to be told.
pub(in crate::domains::community) fn wishes_of(
    view: &View<'_, Owner>,
    user_id: &UserId,
) -> Reply<Option<GetWishesResponse>> {
    view.value("SELECT unwanted FROM wishes WHERE user_id = $1", values![user_id])
}

pub(in crate::domains::community) fn save_wishes(
    tx: &Tx<'_, Owner>,
    user_id: &UserId,
    wishes: &GetWishesResponse,
) -> Reply<()> {
    let sql = "INSERT INTO wishes (user_id, unwanted) VALUES ($1, $2) \
               ON CONFLICT (user_id) DO UPDATE SET unwanted = excluded.unwanted";
    tx.execute(sql, values![user_id, wishes]).map(drop)
}

/// With which token an account leaves mail.
fn leave_token_of(view: &View<'_, Owner>, user_id: &UserId) -> Reply<Option<String>> {
    view.value("SELECT token FROM leave_tokens WHERE user_id = $1", values![user_id])
}

/// An account leaves mail with this token from now on, unless it has one.
pub(in crate::domains::community) fn ensure_leave_token(
    tx: &Tx<'_, Owner>,
    user_id: &UserId,
    token: &str,
) -> Reply<()> {
    let sql = "INSERT INTO leave_tokens (user_id, token) VALUES ($1, $2) \
               ON CONFLICT (user_id) DO NOTHING";
    tx.execute(sql, values![user_id, token]).map(drop)
}

/// Whose token it is.
pub(in crate::domains::community) fn leaver(
    view: &View<'_, Owner>,
    token: &str,
) -> Reply<Option<UserId>> {
    view.value("SELECT user_id FROM leave_tokens WHERE token = $1", values![token])
}

/// Forgets notifications, and what was told of them, which names people.
pub(super) fn drop_notifications(tx: &Tx<'_, Owner>, ids: &[String]) -> Reply<usize> {
    for notification_id in ids {
        tx.strike_events(notification_id)?;
        let sql = "DELETE FROM notifications WHERE notification_id = $1";
        tx.execute(sql, values![notification_id])?;
    }
    Ok(ids.len())
}

/// The followers of the owner of a video are to be told of it.
pub(in crate::domains::community) fn begin_telling(
    tx: &Tx<'_, Owner>,
    video_id: &VideoId,
    owner_id: &str,
) -> Reply<()> {
    let sql = "INSERT INTO tellings (video_id, owner_id, told_id, begun_at_ms) \
               VALUES ($1, $2, '', $3) ON CONFLICT (video_id) DO NOTHING";
    tx.execute(sql, values![video_id, owner_id, tx.now_ms()]).map(drop)
}

/// The oldest video of which somebody is still to be told.
pub(in crate::domains::community) fn next_telling(
    view: &View<'_, Owner>,
) -> Reply<Option<Telling>> {
    let sql = "SELECT video_id, owner_id, told_id FROM tellings \
               ORDER BY begun_at_ms, video_id LIMIT 1";
    view.row(sql, values![])
}

/// Tells some followers of a video, and notes up to whom it was told.
pub(in crate::domains::community) fn note_told(
    tx: &Tx<'_, Owner>,
    telling: &Telling,
    followers: &[String],
) -> Reply<()> {
    for user_id in followers {
        notify(
            tx,
            &Notice {
                user_id: user_id.clone(),
                kind: NotificationKind::Video,
                subject: telling.video_id.to_string(),
                actor_id: telling.owner_id.clone(),
                video_id: telling.video_id.to_string(),
                ..Notice::default()
            },
        )?;
    }
    let Some(last) = followers.last() else { return Ok(()) };
    let sql = "UPDATE tellings SET told_id = $2 WHERE video_id = $1";
    tx.execute(sql, values![&telling.video_id, last]).map(drop)
}

/// All have been told of a video.
pub(in crate::domains::community) fn end_telling(
    tx: &Tx<'_, Owner>,
    telling: &Telling,
) -> Reply<()> {
    tx.execute("DELETE FROM tellings WHERE video_id = $1", values![&telling.video_id]).map(drop)
}

/// Forgets up to `limit` notifications from before a moment; says how many.
pub(in crate::domains::community) fn sweep_old(
    tx: &Tx<'_, Owner>,
    before_ms: i64,
    limit: u32,
) -> Reply<usize> {
    let sql = "DELETE FROM notifications WHERE notification_id IN \
               (SELECT notification_id FROM notifications WHERE made_at_ms <= $1 \
               ORDER BY made_at_ms LIMIT $2)";
    tx.execute(sql, values![before_ms, limit])
}
