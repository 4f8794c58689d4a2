//! Rows of `mentions`, `blocked_words` and `comment_reports`. How often a comment was reported is
//! counted in the same unit.

use super::notifications::drop_notifications;
use crate::contract::community::{CommentState, NotificationKind, Owner};
use crate::domains::community::model::{
    Mention, MentionRow, Posted, ReportRow, ReportedRow, SentReportRow,
};
use crate::kernel::db::{Tx, View, columns, values};
use crate::kernel::fault::Reply;
use crate::kernel::id::UserId;
use crate::kernel::page::Span;

columns! {
    MentionRow { comment_id, user_id }
    ReportRow { reporter_id, reason, note, sent_at_ms }
    SentReportRow { comment_id, reason, note, sent_at_ms }
    ReportedRow { posted: [Posted], reported_at_ms, report_count: reports }
}

/// A comment names these from now on, and nobody else.
pub(in crate::domains::community) fn save_mentions(
    tx: &Tx<'_, Owner>,
    comment_id: &str,
    mentions: &[Mention],
) -> Reply<()> {
    let sql = "SELECT user_id FROM mentions WHERE comment_id = $1";
    let before: Vec<String> = tx.column(sql, values![comment_id])?;
    let is_named = |id: &str| mentions.iter().any(|one| one.user_id.as_str() == id);
    for user_id in before.iter().filter(|id| !is_named(id)) {
        drop_told(tx, comment_id, user_id)?;
    }
    tx.execute("DELETE FROM mentions WHERE comment_id = $1", values![comment_id])?;
    let sql = "INSERT INTO mentions (comment_id, user_id, is_told) VALUES ($1, $2, $3)";
    for one in mentions {
        // They may have been erased since they were found.
        if !super::is_erased(tx, &one.user_id)? {
            tx.execute(sql, values![comment_id, &one.user_id, one.is_told])?;
        }
    }
    Ok(())
}

/// Takes back that somebody was told that a comment names them.
fn drop_told(tx: &Tx<'_, Owner>, comment_id: &str, user_id: &str) -> Reply<()> {
    let sql = "SELECT notification_id FROM notifications \
               WHERE comment_id = $1 AND user_id = $2 AND kind = $3";
    let told = tx.column(sql, values![comment_id, user_id, NotificationKind::Mention])?;
    drop_notifications(tx, &told).map(drop)
}

/// The same for all whom it names: it is not shown any more.
pub(super) fn drop_all_told(tx: &Tx<'_, Owner>, comment_id: &str) -> Reply<()> {
    let sql = "SELECT notification_id FROM notifications WHERE comment_id = $1 AND kind = $2";
    let told = tx.column(sql, values![comment_id, NotificationKind::Mention])?;
    drop_notifications(tx, &told).map(drop)
}

/// Whom some comments name.
pub(in crate::domains::community) fn mentions_of(
    view: &View<'_, Owner>,
    comments: &[Posted],
) -> Reply<Vec<MentionRow>> {
    let sql = "SELECT comment_id, user_id FROM mentions WHERE comment_id = $1 ORDER BY user_id";
    let mut all = Vec::new();
    for one in comments.iter().filter(|one| one.text.contains('@')) {
        all.extend(view.rows::<MentionRow>(sql, values![&one.comment_id])?);
    }
    Ok(all)
}

/// Whom a comment names who want to hear of it.
pub(super) fn told_mentions(view: &View<'_, Owner>, comment_id: &str) -> Reply<Vec<String>> {
    let sql = "SELECT user_id FROM mentions WHERE comment_id = $1 AND is_told = 1 \
               ORDER BY user_id";
    view.column(sql, values![comment_id])
}

/// Forgets of up to `limit` comments that they name an account; says of how many.
pub(super) fn drop_mentions_of(tx: &Tx<'_, Owner>, user_id: &UserId, limit: u32) -> Reply<usize> {
    let sql = "DELETE FROM mentions WHERE user_id = $1 AND comment_id IN \
               (SELECT comment_id FROM mentions WHERE user_id = $1 LIMIT $2)";
    tx.execute(sql, values![user_id, limit])
}

/// The words that an account looks at first, in order.
pub(in crate::domains::community) fn blocked_words_of(
    view: &View<'_, Owner>,
    user_id: &str,
) -> Reply<Vec<String>> {
    let sql = "SELECT word FROM blocked_words WHERE user_id = $1 ORDER BY word";
    view.column(sql, values![user_id])
}

pub(in crate::domains::community) fn save_blocked_words(
    tx: &Tx<'_, Owner>,
    user_id: &UserId,
    words: &[String],
) -> Reply<()> {
    tx.execute("DELETE FROM blocked_words WHERE user_id = $1", values![user_id])?;
    let sql = "INSERT INTO blocked_words (user_id, word) VALUES ($1, $2)";
    words.iter().try_for_each(|word| tx.execute(sql, values![user_id, word]).map(drop))
}

/// Adds a report, unless the same account has reported the comment before; says whether it did.
pub(in crate::domains::community) fn insert_report(
    tx: &Tx<'_, Owner>,
    comment_id: &str,
    report: &ReportRow,
) -> Reply<bool> {
    let sql = "INSERT INTO comment_reports (comment_id, reporter_id, reason, note, sent_at_ms, \
               answered_at_ms) VALUES ($1, $2, $3, $4, $5, 0) \
               ON CONFLICT (comment_id, reporter_id) DO NOTHING";
    let ReportRow { reporter_id, reason, note, .. } = report;
    let now_ms = tx.now_ms();
    if tx.execute(sql, values![comment_id, reporter_id, *reason, note, now_ms])? == 0 {
        return Ok(false);
    }
    let sql = "UPDATE comments SET reports = reports + 1, reported_at_ms = \
               CASE WHEN reported_at_ms = 0 THEN $2 ELSE reported_at_ms END WHERE comment_id = $1";
    tx.execute(sql, values![comment_id, now_ms])?;
    Ok(true)
}

/// How many comments an account has reported since a moment.
pub(in crate::domains::community) fn count_sent_reports(
    view: &View<'_, Owner>,
    reporter_id: &UserId,
    since_ms: i64,
) -> Reply<u64> {
    let sql = "SELECT COUNT(*) FROM comment_reports WHERE reporter_id = $1 AND sent_at_ms > $2";
    Ok(view.value(sql, values![reporter_id, since_ms])?.unwrap_or_default())
}

/// Reported comments that are shown and that somebody else than this account wrote, the first
/// reported first: one more than asked.
pub(in crate::domains::community) fn reported(
    view: &View<'_, Owner>,
    user_id: &str,
    span: &Span,
) -> Reply<Vec<ReportedRow>> {
    let sql = "SELECT comment_id, video_id, root_id, reply_to_user_id, author_id, text, \
               posted_at_ms, edited_at_ms, state, likes, replies, heat, reported_at_ms, reports \
               FROM comments WHERE reported_at_ms > 0 AND state = $4 AND author_id <> $5 \
               AND (reported_at_ms, comment_id) > ($1, $2) \
               ORDER BY reported_at_ms, comment_id LIMIT $3";
    let (after_ms, rows) = (span.before_ms, span.rows());
    view.rows(sql, values![after_ms, &span.before_id, rows, CommentState::Shown, user_id])
}

/// The reports of a comment that wait, the newest first, up to `limit`.
pub(in crate::domains::community) fn reports_of(
    view: &View<'_, Owner>,
    comment_id: &str,
    limit: u32,
) -> Reply<Vec<ReportRow>> {
    let sql = "SELECT reporter_id, reason, note, sent_at_ms FROM comment_reports \
               WHERE comment_id = $1 AND answered_at_ms = 0 \
               ORDER BY sent_at_ms DESC, reporter_id LIMIT $2";
    view.rows(sql, values![comment_id, limit])
}

/// What an account has reported, the newest first, up to `limit`.
pub(in crate::domains::community) fn reports_by(
    view: &View<'_, Owner>,
    reporter_id: &UserId,
    limit: u32,
) -> Reply<Vec<SentReportRow>> {
    let sql = "SELECT comment_id, reason, note, sent_at_ms FROM comment_reports \
               WHERE reporter_id = $1 ORDER BY sent_at_ms DESC LIMIT $2";
    view.rows(sql, values![reporter_id, limit])
}

/// The reports of a comment are answered; says whether any waited.
pub(in crate::domains::community) fn close_reports(
    tx: &Tx<'_, Owner>,
    comment_id: &str,
) -> Reply<bool> {
    let sql = "UPDATE comment_reports SET answered_at_ms = $2 \
               WHERE comment_id = $1 AND answered_at_ms = 0";
    let closed = tx.execute(sql, values![comment_id, tx.now_ms()])?;
    let sql = "UPDATE comments SET reports = 0, reported_at_ms = 0 WHERE comment_id = $1";
    tx.execute(sql, values![comment_id])?;
    Ok(closed > 0)
}

/// Takes away up to `limit` reports of an account; says how many.
pub(super) fn drop_reports_of(tx: &Tx<'_, Owner>, user_id: &UserId, limit: u32) -> Reply<usize> {
    let sql = "SELECT comment_id FROM comment_reports WHERE reporter_id = $1 \
               ORDER BY comment_id LIMIT $2";
    let some: Vec<String> = tx.column(sql, values![user_id, limit])?;
    for comment_id in &some {
        let sql = "DELETE FROM comment_reports \
                   WHERE comment_id = $1 AND reporter_id = $2 AND answered_at_ms = 0";
        if tx.execute(sql, values![comment_id, user_id])? > 0 {
            let sql = "UPDATE comments SET reports = reports - 1, reported_at_ms = CASE \
                       WHEN reports <= 1 THEN 0 ELSE reported_at_ms END WHERE comment_id = $1";
            tx.execute(sql, values![comment_id])?;
        }
        let sql = "DELETE FROM comment_reports WHERE comment_id = $1 AND reporter_id = $2";
        tx.execute(sql, values![comment_id, user_id])?;
    }
    Ok(some.len())
}

/// Forgets up to `limit` reports that were answered before a moment; says how many.
pub(in crate::domains::community) fn sweep_reports(
    tx: &Tx<'_, Owner>,
    before_ms: i64,
    limit: u32,
) -> Reply<usize> {
    let sql = "SELECT comment_id, reporter_id AS user_id FROM comment_reports \
               WHERE answered_at_ms > 0 AND answered_at_ms <= $1 ORDER BY answered_at_ms LIMIT $2";
    let some: Vec<MentionRow> = tx.rows(sql, values![before_ms, limit])?;
    for MentionRow { comment_id, user_id } in &some {
        let sql = "DELETE FROM comment_reports WHERE comment_id = $1 AND reporter_id = $2";
        tx.execute(sql, values![comment_id, user_id])?;
    }
    Ok(some.len())
}
