//! Rows of `profiles`. It must not keep a row of whoever says nothing.

use crate::contract::user::Owner;
use crate::kernel::db::{Tx, View, values};
use crate::kernel::fault::Reply;
use crate::kernel::id::UserId;

/// What an account says about itself; empty when it says nothing.
pub(in crate::domains::user) fn bio_of(view: &View<'_, Owner>, user_id: &UserId) -> Reply<String> {
    let sql = "SELECT bio FROM profiles WHERE user_id = $1";
    Ok(view.value(sql, values![user_id])?.unwrap_or_default())
}

/// Keeps what an account says about itself.
pub(in crate::domains::user) fn put_bio(
    tx: &Tx<'_, Owner>,
    user_id: &UserId,
    bio: &str,
) -> Reply<()> {
    if bio.is_empty() {
        let sql = "DELETE FROM profiles WHERE user_id = $1";
        return tx.execute(sql, values![user_id]).map(drop);
    }
    let sql = "INSERT INTO profiles (user_id, bio, changed_at_ms) VALUES ($1, $2, $3) \
               ON CONFLICT (user_id) DO UPDATE SET bio = $2, changed_at_ms = $3";
    tx.execute(sql, values![user_id, bio, tx.now_ms()]).map(drop)
}
