//! Rows of `relations`: whom an account has blocked or muted. Whatever changes one must tell of it
//! in the same commit.

use crate::contract::user::{Owner, RelationChanged, RelationKind};
use crate::domains::user::model::{Aside, Between};
use crate::kernel::db::{Tx, View, columns, values};
use crate::kernel::fault::Reply;
use crate::kernel::id::UserId;
use crate::kernel::page::Span;

columns! {
    Between { user_id, other_id, kind, since_ms }
    Aside { other_id, name, since_ms }
}

/// How many accounts an account has blocked, or muted.
pub(in crate::domains::user) fn count_relations(
    view: &View<'_, Owner>,
    user_id: &UserId,
    kind: RelationKind,
) -> Reply<u64> {
    let sql = "SELECT COUNT(*) FROM relations WHERE user_id = $1 AND kind = $2";
    Ok(view.value(sql, values![user_id, kind])?.unwrap_or_default())
}

/// Whether an account has blocked, or muted, another one.
pub(in crate::domains::user) fn has_relation(
    view: &View<'_, Owner>,
    between: &Between,
) -> Reply<bool> {
    let sql = "SELECT 1 FROM relations WHERE user_id = $1 AND other_id = $2 AND kind = $3";
    let Between { user_id, other_id, kind, .. } = between;
    view.exists(sql, values![user_id, other_id, *kind])
}

/// Keeps a block or a mute that was not there, and tells of it.
pub(in crate::domains::user) fn put_relation(tx: &Tx<'_, Owner>, between: &Between) -> Reply<()> {
    let sql = "INSERT INTO relations (user_id, other_id, kind, since_ms) VALUES ($1, $2, $3, $4)";
    let Between { user_id, other_id, kind, since_ms } = between;
    tx.execute(sql, values![user_id, other_id, *kind, *since_ms])?;
    tell(tx, between, true)
}

/// Takes a block or a mute back, if it is there, and tells of it.
pub(in crate::domains::user) fn end_relation(tx: &Tx<'_, Owner>, between: &Between) -> Reply<()> {
    let sql = "DELETE FROM relations WHERE user_id = $1 AND other_id = $2 AND kind = $3";
    let Between { user_id, other_id, kind, .. } = between;
    if tx.execute(sql, values![user_id, other_id, *kind])? == 0 {
        return Ok(());
    }
    tell(tx, between, false)
}

fn tell(tx: &Tx<'_, Owner>, between: &Between, is_on: bool) -> Reply<()> {
    tx.publish(&RelationChanged {
        user_id: between.user_id.to_string(),
        other_id: between.other_id.to_string(),
        kind: between.kind.into(),
        is_on,
    })
}

/// Whom an account has blocked, or muted, the last one first: one more than asked, to see whether
/// it goes on.
pub(in crate::domains::user) fn list_relations(
    view: &View<'_, Owner>,
    user_id: &UserId,
    kind: RelationKind,
    span: &Span,
) -> Reply<Vec<Aside>> {
    let sql = "SELECT r.other_id, a.name, r.since_ms FROM relations r \
               JOIN accounts a ON a.user_id = r.other_id \
               WHERE r.user_id = $1 AND r.kind = $2 AND (r.since_ms, r.other_id) < ($3, $4) \
               ORDER BY r.since_ms DESC, r.other_id DESC LIMIT $5";
    view.rows(sql, values![user_id, kind, span.before_ms, &span.before_id, span.rows()])
}

/// All that stands between two accounts, on both sides.
pub(in crate::domains::user) fn relations_between(
    view: &View<'_, Owner>,
    user_id: &UserId,
    other_id: &UserId,
) -> Reply<Vec<Between>> {
    let sql = "SELECT user_id, other_id, kind, since_ms FROM relations \
               WHERE (user_id = $1 AND other_id = $2) OR (user_id = $2 AND other_id = $1)";
    view.rows(sql, values![user_id, other_id])
}
