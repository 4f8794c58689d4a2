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

/// How often an account has set something of itself since a time.
pub(in crate::domains::user) fn count_profile_changes(
    view: &View<'_, Owner>,
    user_id: &UserId,
    since_ms: i64,
) -> Reply<u64> {
    let sql = "SELECT COUNT(*) FROM profile_changes WHERE user_id = $1 AND changed_at_ms > $2";
    Ok(view.value(sql, values![user_id, since_ms])?.unwrap_or_default())
}

/// When an account has set something of itself, the last time first.
pub(in crate::domains::user) fn profile_changes_of(
    view: &View<'_, Owner>,
    user_id: &UserId,
    limit: u64,
) -> Reply<Vec<i64>> {
    let sql = "SELECT changed_at_ms FROM profile_changes WHERE user_id = $1 \
               ORDER BY changed_at_ms DESC LIMIT $2";
    view.column(sql, values![user_id, limit])
}

/// Notes that an account sets something of itself now.
pub(in crate::domains::user) fn note_profile_change(
    tx: &Tx<'_, Owner>,
    user_id: &UserId,
) -> Reply<()> {
    let sql = "INSERT INTO profile_changes (change_id, user_id, changed_at_ms) \
               VALUES ($1, $2, $3)";
    tx.execute(sql, values![tx.mint(), user_id, tx.now_ms()]).map(drop)
}

/// Forgets one batch of the changes before a time; says how many.
pub(in crate::domains::user) fn sweep_profile_changes(
    tx: &Tx<'_, Owner>,
    before_ms: i64,
    batch_rows: u32,
) -> Reply<usize> {
    let sql = "DELETE FROM profile_changes WHERE change_id IN \
               (SELECT change_id FROM profile_changes WHERE changed_at_ms < $1 \
               ORDER BY changed_at_ms LIMIT $2)";
    tx.execute(sql, values![before_ms, batch_rows])
}
