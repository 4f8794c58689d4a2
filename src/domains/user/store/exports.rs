//! What an export reads of an account that nothing else does, and the rows of `exports`. It must
//! not read a hash.

use crate::contract::user::{Owner, RelationKind};
use crate::domains::user::model::{AsideMark, LetterMark};
use crate::kernel::db::{Tx, View, columns, values};
use crate::kernel::fault::Reply;
use crate::kernel::id::UserId;
use crate::kernel::page::Span;

columns! {
    AsideMark { other_id, since_ms, has_blocked, has_muted }
    LetterMark { address, subject, written_at_ms, ended_at_ms, is_given_up }
}

/// How often an account was exported since a time.
pub(in crate::domains::user) fn count_exports(
    view: &View<'_, Owner>,
    user_id: &UserId,
    since_ms: i64,
) -> Reply<u64> {
    let sql = "SELECT COUNT(*) FROM exports WHERE user_id = $1 AND begun_at_ms > $2";
    Ok(view.value(sql, values![user_id, since_ms])?.unwrap_or_default())
}

/// Notes that an account is exported now.
pub(in crate::domains::user) fn note_export(tx: &Tx<'_, Owner>, user_id: &UserId) -> Reply<()> {
    let sql = "INSERT INTO exports (user_id, begun_at_ms) VALUES ($1, $2) \
               ON CONFLICT (user_id, begun_at_ms) DO NOTHING";
    tx.execute(sql, values![user_id, tx.now_ms()]).map(drop)
}

/// When an account was exported, the last time first.
pub(in crate::domains::user) fn exports_of(
    view: &View<'_, Owner>,
    user_id: &UserId,
) -> Reply<Vec<i64>> {
    let sql = "SELECT begun_at_ms FROM exports WHERE user_id = $1 \
               ORDER BY begun_at_ms DESC LIMIT 100";
    view.column(sql, values![user_id])
}

/// Forgets one batch of the exports before a time; says how many.
pub(in crate::domains::user) fn sweep_exports(
    tx: &Tx<'_, Owner>,
    before_ms: i64,
    batch_rows: u32,
) -> Reply<usize> {
    let sql = "DELETE FROM exports WHERE (user_id, begun_at_ms) IN \
               (SELECT user_id, begun_at_ms FROM exports WHERE begun_at_ms < $1 \
               ORDER BY begun_at_ms LIMIT $2)";
    tx.execute(sql, values![before_ms, batch_rows])
}

/// Whom an account has blocked or muted, the last one first: one more than asked, to see whether it
/// goes on. What was set in the same moment is one row.
pub(in crate::domains::user) fn set_aside(
    view: &View<'_, Owner>,
    user_id: &UserId,
    span: &Span,
) -> Reply<Vec<AsideMark>> {
    let sql = "SELECT other_id, since_ms, \
               CAST(MAX(CASE WHEN kind = $2 THEN 1 ELSE 0 END) AS BIGINT) AS has_blocked, \
               CAST(MAX(CASE WHEN kind = $3 THEN 1 ELSE 0 END) AS BIGINT) AS has_muted \
               FROM relations WHERE user_id = $1 AND (since_ms, other_id) < ($4, $5) \
               GROUP BY since_ms, other_id ORDER BY since_ms DESC, other_id DESC LIMIT $6";
    let (block, mute) = (RelationKind::Block, RelationKind::Mute);
    let Span { before_ms, before_id, .. } = span;
    view.rows(sql, values![user_id, block, mute, *before_ms, before_id, span.rows()])
}

/// Whether an account can be entered by a password.
pub(in crate::domains::user) fn has_password(
    view: &View<'_, Owner>,
    user_id: &UserId,
) -> Reply<bool> {
    let sql = "SELECT 1 FROM accounts WHERE user_id = $1 AND password_hash <> ''";
    view.exists(sql, values![user_id])
}

/// When an account came by an invitation; 0 when it did not.
pub(in crate::domains::user) fn invited_at_ms(
    view: &View<'_, Owner>,
    user_id: &UserId,
) -> Reply<i64> {
    let sql = "SELECT used_at_ms FROM invitation_uses WHERE user_id = $1 LIMIT 1";
    Ok(view.value(sql, values![user_id])?.unwrap_or_default())
}

/// The messages that were written to an account, the last one first.
pub(in crate::domains::user) fn letters_of(
    view: &View<'_, Owner>,
    user_id: &UserId,
) -> Reply<Vec<LetterMark>> {
    let sql = "SELECT address, subject, written_at_ms, ended_at_ms, is_given_up FROM letters \
               WHERE user_id = $1 ORDER BY written_at_ms DESC LIMIT 100";
    view.rows(sql, values![user_id])
}
