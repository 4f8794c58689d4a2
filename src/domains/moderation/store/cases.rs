//! Cases and tombstones; where a case stands depends on its reports. It must not decide anything.

use super::super::model::{Case, is_waiting, make_rank};
use super::count_open_reports;
use crate::contract::moderation::{Action, Escalation, Findings, Owner, Proposal};
use crate::contract::video::VideoId;
use crate::kernel::db::{Tx, View, columns, kept_messages, values};
use crate::kernel::fault::Reply;
use crate::kernel::id::UserId;
use crate::kernel::page::Span;

columns! {
    Case {
        video_id,
        owner_id,
        title,
        description,
        tags,
        text_version,
        package_id,
        package,
        text_action,
        frames_action,
        action,
        told_version,
        told_package,
        findings,
        retry_at_ms,
        held_by,
        held_until_ms,
        appeal,
        opened_at_ms,
        decided_at_ms,
        decided_by,
        reason,
        note,
        version,
        proposal,
        escalation,
        tries,
    }
}
kept_messages! { Findings Proposal Escalation }

/// By `cases_waiting`.
const WAITING: &str = "SELECT video_id, owner_id, title, \
    description, tags, text_version, package_id, package, text_action, frames_action, action, \
    told_version, told_package, findings, retry_at_ms, held_by, held_until_ms, appeal, \
    opened_at_ms, decided_at_ms, decided_by, reason, note, version, proposal, \
    escalation, tries FROM cases \
    WHERE is_waiting = 1 AND (rank, video_id) < ($1, $2) \
    ORDER BY rank DESC, video_id DESC LIMIT $3";

/// By `cases_to_score`.
const TO_SCORE: &str = "SELECT video_id FROM cases \
    WHERE is_to_score = 1 AND retry_at_ms <= $1 ORDER BY retry_at_ms, opened_at_ms LIMIT $2";

/// One case.
pub(in crate::domains::moderation) fn find(
    view: &View<'_, Owner>,
    video_id: &VideoId,
) -> Reply<Option<Case>> {
    let sql = "SELECT video_id, owner_id, title, description, tags, text_version, package_id, \
               package, text_action, frames_action, action, told_version, told_package, findings, \
               retry_at_ms, held_by, held_until_ms, appeal, opened_at_ms, decided_at_ms, \
               decided_by, reason, note, version, proposal, escalation, tries FROM cases \
               WHERE video_id = $1";
    view.row(sql, values![video_id])
}

pub(in crate::domains::moderation) fn insert(tx: &Tx<'_, Owner>, case: &Case) -> Reply<()> {
    let sql = "INSERT INTO cases (video_id, owner_id, title, description, tags, text_version, \
               package_id, text_action, frames_action, action, told_version, told_package, \
               findings, retry_at_ms, held_by, held_until_ms, appeal, opened_at_ms, \
               decided_at_ms, decided_by, reason, note, version, is_waiting, rank, is_to_score) \
               VALUES ($1, $2, '', '', '', 0, '', 0, 0, 0, 0, '', $3, 0, '', 0, '', $4, 0, '', \
               0, '', 0, 0, 0, 0)";
    let values = values![&case.video_id, &case.owner_id, &case.findings, case.opened_at_ms];
    tx.execute(sql, values).map(drop)
}

/// Writes all that may change of a case.
pub(in crate::domains::moderation) fn save(tx: &Tx<'_, Owner>, case: &Case) -> Reply<()> {
    let sql = "UPDATE cases SET title = $2, description = $3, tags = $4, text_version = $5, \
               package_id = $6, package = $7, text_action = $8, frames_action = $9, action = $10, \
               told_version = $11, told_package = $12, findings = $13, retry_at_ms = $14, \
               held_by = $15, held_until_ms = $16, appeal = $17, opened_at_ms = $18, \
               decided_at_ms = $19, decided_by = $20, reason = $21, note = $22, version = $23, \
               is_waiting = $24, is_to_score = $25, rank = $26, proposal = $27, \
               escalation = $28, tries = $29 WHERE video_id = $1";
    let reports = count_open_reports(tx, &case.video_id)?;
    let is_to_score = case.package.is_some() && case.frames_action == Action::Unspecified;
    let values = values![
        &case.video_id,
        &case.title,
        &case.description,
        &case.tags,
        case.text_version,
        &case.package_id,
        case.package.as_ref(),
        case.text_action,
        case.frames_action,
        case.action,
        case.told_version,
        &case.told_package,
        &case.findings,
        case.retry_at_ms,
        &case.held_by,
        case.held_until_ms,
        &case.appeal,
        case.opened_at_ms,
        case.decided_at_ms,
        &case.decided_by,
        case.reason,
        &case.note,
        case.version,
        is_waiting(case, reports),
        is_to_score,
        make_rank(case, reports),
        case.proposal.as_ref(),
        case.escalation.as_ref(),
        case.tries,
    ];
    tx.execute(sql, values).map(drop)
}

/// By `cases_of_owner`.
const OF_OWNER: &str = "SELECT video_id, owner_id, title, \
    description, tags, text_version, package_id, package, text_action, frames_action, action, \
    told_version, told_package, findings, retry_at_ms, held_by, held_until_ms, appeal, \
    opened_at_ms, decided_at_ms, decided_by, reason, note, version, proposal, \
    escalation, tries FROM cases \
    WHERE owner_id = $1 AND (opened_at_ms, video_id) < ($2, $3) \
    ORDER BY opened_at_ms DESC, video_id DESC LIMIT $4";

/// The cases of an owner's videos, newest first: one more than asked, to see whether it goes on.
pub(in crate::domains::moderation) fn cases_of(
    view: &View<'_, Owner>,
    owner_id: &UserId,
    span: &Span,
) -> Reply<Vec<Case>> {
    view.rows(OF_OWNER, values![owner_id, span.before_ms, &span.before_id, span.rows()])
}

/// The cases that wait for a person: one more than asked, to see whether it goes on.
pub(in crate::domains::moderation) fn waiting(
    view: &View<'_, Owner>,
    span: &Span,
) -> Reply<Vec<Case>> {
    view.rows(WAITING, values![span.before_ms, &span.before_id, span.rows()])
}

pub(in crate::domains::moderation) fn count_waiting(view: &View<'_, Owner>) -> Reply<u64> {
    let sql = "SELECT COUNT(*) FROM cases WHERE is_waiting = 1";
    Ok(view.value(sql, values![])?.unwrap_or_default())
}

pub(in crate::domains::moderation) fn count_scoring(view: &View<'_, Owner>) -> Reply<u64> {
    let sql = "SELECT COUNT(*) FROM cases WHERE is_to_score = 1";
    Ok(view.value(sql, values![])?.unwrap_or_default())
}

/// The videos whose pictures may be scored now, those that wait longest first.
pub(in crate::domains::moderation) fn to_score(
    view: &View<'_, Owner>,
    now_ms: i64,
    limit: u32,
) -> Reply<Vec<VideoId>> {
    view.column(TO_SCORE, values![now_ms, limit])
}

/// Puts a tombstone in the place of a case; what was told of it goes as well.
pub(in crate::domains::moderation) fn bury(tx: &Tx<'_, Owner>, video_id: &VideoId) -> Reply<()> {
    tx.execute("DELETE FROM cases WHERE video_id = $1", values![video_id])?;
    tx.execute("DELETE FROM reports WHERE video_id = $1", values![video_id])?;
    tx.strike_events(video_id.as_str())?;
    let sql = "INSERT INTO deleted_videos (video_id, deleted_at_ms) VALUES ($1, $2) \
               ON CONFLICT (video_id) DO NOTHING";
    tx.execute(sql, values![video_id, tx.now_ms()]).map(drop)
}

pub(in crate::domains::moderation) fn is_buried(
    view: &View<'_, Owner>,
    video_id: &VideoId,
) -> Reply<bool> {
    view.exists("SELECT 1 FROM deleted_videos WHERE video_id = $1", values![video_id])
}

/// Forgets up to `limit` tombstones from before a moment; says how many.
pub(in crate::domains::moderation) fn forget_buried(
    tx: &Tx<'_, Owner>,
    before_ms: i64,
    limit: u32,
) -> Reply<usize> {
    let sql = "DELETE FROM deleted_videos WHERE video_id IN \
               (SELECT video_id FROM deleted_videos WHERE deleted_at_ms < $1 \
               ORDER BY deleted_at_ms LIMIT $2)";
    tx.execute(sql, values![before_ms, limit])
}
