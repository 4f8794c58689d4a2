//! The audit log: entries are added and read, never changed. It must not decide anything.

use super::super::model::AuditRow;
use crate::contract::moderation::Owner;
use crate::kernel::db::{Tx, View, columns, values};
use crate::kernel::fault::Reply;

columns! { AuditRow { number, at_ms, actor, deed, subject, detail, hash } }

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
