//! Reports of viewers. It must not decide anything.

use super::super::model::{Report, Reports, SentReport};
use crate::contract::moderation::Owner;
use crate::contract::video::VideoId;
use crate::kernel::db::{Tx, View, columns, values};
use crate::kernel::fault::Reply;
use crate::kernel::id::UserId;
use crate::kernel::page::Span;

columns! {
    Report { report_id, reporter_id, reason, note, sent_at_ms, closed_at_ms }
    SentReport { report_id, video_id, reason, note, sent_at_ms }
}

/// By `reports_of_video`.
const OF_VIDEO: &str = "SELECT report_id, reporter_id, reason, note, sent_at_ms, closed_at_ms \
    FROM reports WHERE video_id = $1 ORDER BY sent_at_ms DESC LIMIT $2";

/// What is known of the reports of a video: how many are open, and the newest.
pub(in crate::domains::moderation) fn reports(
    view: &View<'_, Owner>,
    video_id: &VideoId,
    limit: u32,
) -> Reply<Reports> {
    let open = count_open_reports(view, video_id)?;
    Ok(Reports { open, newest: view.rows(OF_VIDEO, values![video_id, limit])? })
}

pub(in crate::domains::moderation) fn count_open_reports(
    view: &View<'_, Owner>,
    video_id: &VideoId,
) -> Reply<u64> {
    let sql = "SELECT COUNT(*) FROM reports WHERE video_id = $1 AND closed_at_ms = 0";
    Ok(view.value(sql, values![video_id])?.unwrap_or_default())
}

/// How many an account has sent since a moment.
pub(in crate::domains::moderation) fn count_sent_reports(
    view: &View<'_, Owner>,
    reporter_id: &UserId,
    since_ms: i64,
) -> Reply<u64> {
    let sql = "SELECT COUNT(*) FROM reports WHERE reporter_id = $1 AND sent_at_ms > $2";
    Ok(view.value(sql, values![reporter_id, since_ms])?.unwrap_or_default())
}

/// What an account has reported, newest first: one more than asked, to see whether it goes on.
pub(in crate::domains::moderation) fn reports_by(
    view: &View<'_, Owner>,
    reporter_id: &UserId,
    span: &Span,
) -> Reply<Vec<SentReport>> {
    let sql = "SELECT report_id, video_id, reason, note, sent_at_ms FROM reports \
               WHERE reporter_id = $1 AND (sent_at_ms, report_id) < ($2, $3) \
               ORDER BY sent_at_ms DESC, report_id DESC LIMIT $4";
    view.rows(sql, values![reporter_id, span.before_ms, &span.before_id, span.rows()])
}

/// Keeps a report; false when its sender has an open one of this video.
pub(in crate::domains::moderation) fn insert_report(
    tx: &Tx<'_, Owner>,
    video_id: &VideoId,
    report: &Report,
) -> Reply<bool> {
    let sql = "INSERT INTO reports (report_id, video_id, reporter_id, reason, note, sent_at_ms, \
               closed_at_ms) VALUES ($1, $2, $3, $4, $5, $6, 0) \
               ON CONFLICT (video_id, reporter_id) WHERE closed_at_ms = 0 DO NOTHING";
    let Report { report_id, reporter_id, reason, note, .. } = report;
    let values = values![report_id, video_id, reporter_id, *reason, note, tx.now_ms()];
    Ok(tx.execute(sql, values)? == 1)
}

/// Closes what is open about a video.
pub(in crate::domains::moderation) fn close_reports(
    tx: &Tx<'_, Owner>,
    video_id: &VideoId,
) -> Reply<()> {
    let sql = "UPDATE reports SET closed_at_ms = $2 WHERE video_id = $1 AND closed_at_ms = 0";
    tx.execute(sql, values![video_id, tx.now_ms()]).map(drop)
}

/// Removes up to `limit` reports that were closed before a moment; says how many.
pub(in crate::domains::moderation) fn forget_reports(
    tx: &Tx<'_, Owner>,
    before_ms: i64,
    limit: u32,
) -> Reply<usize> {
    let sql = "DELETE FROM reports WHERE report_id IN \
               (SELECT report_id FROM reports WHERE closed_at_ms > 0 AND closed_at_ms < $1 \
               ORDER BY closed_at_ms LIMIT $2)";
    tx.execute(sql, values![before_ms, limit])
}
