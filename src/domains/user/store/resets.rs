//! Rows of `reset_links`: one for each account whose person may choose a new password without the
//! old one. It must not see a link's token, only its hash.

use crate::contract::user::Owner;
use crate::domains::user::model::Account;
use crate::kernel::db::{Tx, View, values};
use crate::kernel::fault::Reply;
use crate::kernel::id::UserId;

/// Puts the link of an account in place of an earlier one, unless the account was erased.
pub(in crate::domains::user) fn put_reset_link(
    tx: &Tx<'_, Owner>,
    user_id: &UserId,
    token_hash: &str,
    expires_at_ms: i64,
) -> Reply<()> {
    if !super::lock(tx, user_id)? {
        return Ok(());
    }
    let sql = "INSERT INTO reset_links (user_id, token_hash, expires_at_ms) VALUES ($1, $2, $3) \
               ON CONFLICT (user_id) DO UPDATE SET token_hash = $2, expires_at_ms = $3";
    tx.execute(sql, values![user_id, token_hash, expires_at_ms]).map(drop)
}

/// Whose password a link would set now.
pub(in crate::domains::user) fn of_reset_link(
    view: &View<'_, Owner>,
    token_hash: &str,
    now_ms: i64,
) -> Reply<Option<Account>> {
    let sql = "SELECT a.user_id, a.name, a.role, a.created_at_ms, a.avatar FROM reset_links r \
               JOIN accounts a ON a.user_id = r.user_id \
               WHERE r.token_hash = $1 AND r.expires_at_ms > $2";
    view.row(sql, values![token_hash, now_ms])
}

/// Takes a link away if it holds; true for exactly one of those who come with it.
pub(in crate::domains::user) fn redeem_reset_link(
    tx: &Tx<'_, Owner>,
    token_hash: &str,
) -> Reply<bool> {
    let sql = "DELETE FROM reset_links WHERE token_hash = $1 AND expires_at_ms > $2";
    Ok(tx.execute(sql, values![token_hash, tx.now_ms()])? == 1)
}

/// Takes the link of an account away, if there is one.
pub(in crate::domains::user) fn strike_reset_link(
    tx: &Tx<'_, Owner>,
    user_id: &UserId,
) -> Reply<()> {
    tx.execute("DELETE FROM reset_links WHERE user_id = $1", values![user_id]).map(drop)
}

/// Forgets one batch of the links that no longer held at a time; says how many.
pub(in crate::domains::user) fn sweep_reset_links(
    tx: &Tx<'_, Owner>,
    before_ms: i64,
    batch_rows: u32,
) -> Reply<usize> {
    let sql = "DELETE FROM reset_links WHERE user_id IN (SELECT user_id FROM reset_links \
               WHERE expires_at_ms <= $1 ORDER BY expires_at_ms LIMIT $2)";
    tx.execute(sql, values![before_ms, batch_rows])
}
