//! The one row of `setup_links`. It must not see the link's token, only its hash.

use crate::contract::user::Owner;
use crate::kernel::db::{Tx, View, values};
use crate::kernel::fault::Reply;

/// Puts the link in place of an earlier one.
pub(in crate::domains::user) fn put_link(
    tx: &Tx<'_, Owner>,
    token_hash: &str,
    expires_at_ms: i64,
) -> Reply<()> {
    let sql = "INSERT INTO setup_links (slot, token_hash, expires_at_ms) VALUES ('first', $1, $2) \
               ON CONFLICT (slot) DO UPDATE SET token_hash = $1, expires_at_ms = $2";
    tx.execute(sql, values![token_hash, expires_at_ms]).map(drop)
}

/// Whether a link would be redeemed now.
pub(in crate::domains::user) fn valid_link(
    view: &View<'_, Owner>,
    token_hash: &str,
    now_ms: i64,
) -> Reply<bool> {
    let sql = "SELECT 1 FROM setup_links WHERE token_hash = $1 AND expires_at_ms > $2";
    view.exists(sql, values![token_hash, now_ms])
}

/// Takes the link away if it holds; true for exactly one of those who come with it.
pub(in crate::domains::user) fn redeem_link(tx: &Tx<'_, Owner>, token_hash: &str) -> Reply<bool> {
    let sql = "DELETE FROM setup_links WHERE token_hash = $1 AND expires_at_ms > $2";
    Ok(tx.execute(sql, values![token_hash, tx.now_ms()])? == 1)
}

/// Takes the link away whatever it is: there is an administrator now.
pub(in crate::domains::user) fn strike_link(tx: &Tx<'_, Owner>) -> Reply<()> {
    tx.execute("DELETE FROM setup_links WHERE slot = 'first'", values![]).map(drop)
}
