//! Rows of `staff_tellings`: what waits for moderators and administrators, who are told of it by a
//! job. Of one kind nobody has more than one notification that they have not read.

use super::notifications::notify;
use crate::contract::community::{CommentState, NotificationKind, Owner};
use crate::domains::community::model::{Posted, StaffTelling};
use crate::kernel::db::{Tx, View, columns, values};
use crate::kernel::fault::Reply;

columns! { StaffTelling { kind, subject, about_id, video_id, comment_id } }

/// Something waits for moderators or administrators.
pub(in crate::domains::community) fn begin_telling_staff(
    tx: &Tx<'_, Owner>,
    telling: &StaffTelling,
) -> Reply<()> {
    let sql = "INSERT INTO staff_tellings (kind, subject, about_id, video_id, comment_id, \
               begun_at_ms) VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (kind, subject) DO NOTHING";
    let StaffTelling { kind, subject, about_id, video_id, comment_id } = telling;
    let values = values![*kind, subject, about_id, video_id, comment_id, tx.now_ms()];
    tx.execute(sql, values).map(drop)
}

/// Moderators are to be told of a comment that the rules hold.
pub(super) fn tell_held(tx: &Tx<'_, Owner>, one: &Posted) -> Reply<()> {
    if one.state != CommentState::Held {
        return Ok(());
    }
    // One that is written anew waits anew.
    let subject = format!("{}/{}", one.comment_id, one.edited_at_ms);
    begin_telling_staff(tx, &about(one, NotificationKind::ReviewWaits, subject))
}

/// Moderators are to be told of a comment that somebody has reported.
pub(in crate::domains::community) fn tell_reported(tx: &Tx<'_, Owner>, one: &Posted) -> Reply<()> {
    let subject = format!("{}/{}", one.comment_id, tx.now_ms());
    begin_telling_staff(tx, &about(one, NotificationKind::ReportWaits, subject))
}

fn about(one: &Posted, kind: NotificationKind, subject: String) -> StaffTelling {
    let (video_id, comment_id) = (one.video_id.to_string(), one.comment_id.clone());
    StaffTelling { kind, subject, about_id: one.author_id.clone(), video_id, comment_id }
}

/// The oldest that is still to be told.
pub(in crate::domains::community) fn next_staff_telling(
    view: &View<'_, Owner>,
) -> Reply<Option<StaffTelling>> {
    let sql = "SELECT kind, subject, about_id, video_id, comment_id FROM staff_tellings \
               ORDER BY begun_at_ms, kind, subject LIMIT 1";
    view.row(sql, values![])
}

/// Tells it to these, and notes that it was told. It may have gone meanwhile.
pub(in crate::domains::community) fn end_staff_telling(
    tx: &Tx<'_, Owner>,
    telling: &StaffTelling,
    staff: &[String],
) -> Reply<()> {
    let sql = "DELETE FROM staff_tellings WHERE kind = $1 AND subject = $2";
    if tx.execute(sql, values![telling.kind, &telling.subject])? == 0 {
        return Ok(());
    }
    for user_id in staff.iter().filter(|&id| *id != telling.about_id) {
        tell_one(tx, user_id, telling)?;
    }
    Ok(())
}

/// Whoever has not read the last of the kind finds the newest in its place.
fn tell_one(tx: &Tx<'_, Owner>, user_id: &str, telling: &StaffTelling) -> Reply<()> {
    let StaffTelling { kind, subject, video_id, comment_id, .. } = telling;
    let sql = "SELECT 1 FROM notifications WHERE user_id = $1 AND kind = $2 AND subject = $3";
    if tx.exists(sql, values![user_id, *kind, subject])? {
        return Ok(());
    }
    let sql = "UPDATE notifications SET subject = $3, video_id = $4, comment_id = $5, \
               made_at_ms = $6 WHERE user_id = $1 AND kind = $2 AND is_read = 0";
    let values = values![user_id, *kind, subject, video_id, comment_id, tx.now_ms()];
    if tx.execute(sql, values)? > 0 {
        return Ok(());
    }
    notify(tx, &telling.notice(user_id.to_owned()))
}

/// What is still to be told of a comment that has gone is not told any more.
pub(super) fn drop_staff_tellings_of(tx: &Tx<'_, Owner>, comment_id: &str) -> Reply<()> {
    let sql = "DELETE FROM staff_tellings WHERE comment_id = $1";
    tx.execute(sql, values![comment_id]).map(drop)
}
