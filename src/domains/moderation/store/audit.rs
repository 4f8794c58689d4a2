//! The audit log: entries are added and read, never changed. It must not decide anything.

use super::super::model::{AuditRow, NamedEntry};
use crate::contract::moderation::Owner;
use crate::kernel::db::{Tx, View, columns, values};
use crate::kernel::fault::Reply;

columns! {
    AuditRow { number, at_ms, actor, deed, subject, detail, hash }
    NamedEntry { entry: [AuditRow], named_actor, named_subject }
}

/// The entry that was written last. Two units that write at the same time meet at the key.
pub(in crate::domains::moderation) fn last(view: &View<'_, Owner>) -> Reply<Option<AuditRow>> {
    let sql = "SELECT number, at_ms, actor, deed, subject, detail, hash FROM audit \
               ORDER BY number DESC LIMIT 1";
    view.row(sql, values![])
}

pub(in crate::domains::moderation) fn append(tx: &Tx<'_, Owner>, entry: &AuditRow) -> Reply<()> {
    let AuditRow { number, at_ms, actor, deed, subject, detail, hash } = entry;
    let sql = "INSERT INTO audit (number, at_ms, actor, deed, subject, detail, hash) \
               VALUES ($1, $2, $3, $4, $5, $6, $7)";
    tx.execute(sql, values![*number, *at_ms, actor, deed, subject, detail, hash]).map(drop)
}

/// The name under which an account stands in the log, made when it is needed first. One that was
/// erased gets another each time, which is kept nowhere.
pub(in crate::domains::moderation) fn alias(tx: &Tx<'_, Owner>, user_id: &str) -> Reply<String> {
    let sql = "SELECT alias FROM audit_names WHERE user_id = $1";
    if let Some(known) = tx.value(sql, values![user_id])? {
        return Ok(known);
    }
    let alias = format!("account:{}", tx.mint());
    if !super::is_erased(tx, user_id)? {
        let sql = "INSERT INTO audit_names (user_id, alias) VALUES ($1, $2)";
        tx.execute(sql, values![user_id, &alias])?;
    }
    Ok(alias)
}

/// Entries from a number on, in their order, with the accounts that are still there.
pub(in crate::domains::moderation) fn named_entries(
    view: &View<'_, Owner>,
    from: u64,
    limit: u32,
) -> Reply<Vec<NamedEntry>> {
    let sql = "SELECT a.number, a.at_ms, a.actor, a.deed, a.subject, a.detail, a.hash, \
               COALESCE(n.user_id, a.actor) AS named_actor, \
               COALESCE(s.user_id, '') AS named_subject FROM audit a \
               LEFT JOIN audit_names n ON n.alias = a.actor \
               LEFT JOIN audit_names s ON s.alias = a.subject \
               WHERE a.number >= $1 ORDER BY a.number LIMIT $2";
    view.rows(sql, values![from, limit])
}

/// Entries from a number on, in their order.
pub(in crate::domains::moderation) fn entries(
    view: &View<'_, Owner>,
    from: u64,
    limit: u32,
) -> Reply<Vec<AuditRow>> {
    let sql = "SELECT number, at_ms, actor, deed, subject, detail, hash FROM audit \
               WHERE number >= $1 ORDER BY number LIMIT $2";
    view.rows(sql, values![from, limit])
}
