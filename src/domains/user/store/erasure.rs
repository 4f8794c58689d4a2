//! The end of an account: one unit takes away every row that belongs to it, and leaves one that
//! keeps its id from others. It must not leave a name, an address, or anything that opens it.

use super::portraits::strike_portrait;
use super::{lock, queue};
use crate::contract::user::{AccountErased, ErasureOrdered, Owner, Role};
use crate::domains::user::model::{Erasure, Outgoing};
use crate::kernel::db::{Tx, columns, values};
use crate::kernel::fault::Reply;
use crate::kernel::id::UserId;

/// Under which keys an account is found.
struct FoundBy {
    name_key: String,
    address_key: String,
    claimed_key: String,
}

columns! { FoundBy { name_key, address_key, claimed_key } }

/// Erases an account, tells of it, and leaves the last message to it waiting. False when there is
/// none.
pub(in crate::domains::user) fn erase(
    tx: &Tx<'_, Owner>,
    erasure: &Erasure,
    farewell: Option<&Outgoing>,
) -> Reply<bool> {
    let Erasure { user_id, name_hash, name_kept_ms, stand_in, ordered_by } = erasure;
    if !lock(tx, user_id)? {
        return Ok(false);
    }
    let sql = "SELECT a.name_key, COALESCE(m.address_key, '') AS address_key, \
               COALESCE(c.address_key, '') AS claimed_key FROM accounts a \
               LEFT JOIN mail_addresses m ON m.user_id = a.user_id \
               LEFT JOIN mail_claims c ON c.user_id = a.user_id WHERE a.user_id = $1";
    let Some(keys) = tx.row::<FoundBy>(sql, values![user_id])? else { return Ok(false) };
    strike_portrait(tx, user_id)?;
    strike_own(tx, user_id)?;
    strike_by_name(tx, &keys)?;
    // The place that was used up stays so.
    let sql = "UPDATE invitation_uses SET user_id = $2 WHERE user_id = $1";
    tx.execute(sql, values![user_id, stand_in])?;
    if let Some(farewell) = farewell {
        queue(tx, farewell)?;
    }
    let now_ms = tx.now_ms();
    let sql = "INSERT INTO freed_names (name_hash, free_from_ms) VALUES ($1, $2) \
               ON CONFLICT (name_hash) DO UPDATE SET free_from_ms = $2";
    tx.execute(sql, values![name_hash, now_ms.saturating_add(*name_kept_ms)])?;
    // No name has a colon.
    let sql = "UPDATE accounts SET name = '', name_key = 'erased:' || user_id, role = $2, \
               password_hash = '', created_at_ms = 0, suspended_at_ms = 0, \
               suspension_reason = '', avatar = '', erased_at_ms = $3 WHERE user_id = $1";
    tx.execute(sql, values![user_id, Role::Viewer, now_ms])?;
    tx.strike_events(user_id.as_str())?;
    if let Some(ordered_by) = ordered_by {
        let (ordered_by, user_id) = (ordered_by.clone(), user_id.to_string());
        tx.publish(&ErasureOrdered { ordered_by, user_id })?;
    }
    tx.publish(&AccountErased { user_id: user_id.to_string(), erased_at_ms: now_ms })?;
    Ok(true)
}

/// Takes away every row that belongs to one account.
fn strike_own(tx: &Tx<'_, Owner>, user_id: &UserId) -> Reply<()> {
    tx.execute("DELETE FROM sessions WHERE user_id = $1", values![user_id])?;
    tx.execute("DELETE FROM api_tokens WHERE user_id = $1", values![user_id])?;
    tx.execute("DELETE FROM reset_links WHERE user_id = $1", values![user_id])?;
    tx.execute("DELETE FROM known_places WHERE user_id = $1", values![user_id])?;
    tx.execute("DELETE FROM mail_addresses WHERE user_id = $1", values![user_id])?;
    tx.execute("DELETE FROM mail_claims WHERE user_id = $1", values![user_id])?;
    tx.execute("DELETE FROM letters WHERE user_id = $1", values![user_id])?;
    tx.execute("DELETE FROM sign_up_requests WHERE user_id = $1", values![user_id])?;
    tx.execute("DELETE FROM relations WHERE user_id = $1", values![user_id])?;
    tx.execute("DELETE FROM relations WHERE other_id = $1", values![user_id])?;
    tx.execute("DELETE FROM profiles WHERE user_id = $1", values![user_id])?;
    tx.execute("DELETE FROM quotas WHERE user_id = $1", values![user_id])?;
    tx.execute("DELETE FROM totps WHERE user_id = $1", values![user_id])?;
    tx.execute("DELETE FROM recovery_codes WHERE user_id = $1", values![user_id])?;
    tx.execute("DELETE FROM sign_in_tickets WHERE user_id = $1", values![user_id])?;
    tx.execute("DELETE FROM passkeys WHERE user_id = $1", values![user_id])?;
    tx.execute("DELETE FROM passkey_challenges WHERE user_id = $1", values![user_id])?;
    tx.execute("DELETE FROM exports WHERE user_id = $1", values![user_id])?;
    tx.execute("DELETE FROM profile_changes WHERE user_id = $1", values![user_id])?;
    Ok(())
}

/// Takes away every row that was made under the name of an account or under an address of it.
fn strike_by_name(tx: &Tx<'_, Owner>, keys: &FoundBy) -> Reply<()> {
    let FoundBy { name_key, address_key, claimed_key } = keys;
    tx.execute("DELETE FROM tries WHERE name_key = $1", values![name_key])?;
    tx.execute("DELETE FROM tries_by_place WHERE name_key = $1", values![name_key])?;
    tx.execute("DELETE FROM asked_resets WHERE name_key = $1", values![name_key])?;
    let sql = "DELETE FROM asked_resets WHERE address_key <> '' AND address_key IN ($1, $2)";
    tx.execute(sql, values![address_key, claimed_key]).map(drop)
}

/// Forgets one batch of the names that anybody may take again; says how many.
pub(in crate::domains::user) fn sweep_freed_names(
    tx: &Tx<'_, Owner>,
    now_ms: i64,
    batch_rows: u32,
) -> Reply<usize> {
    let sql = "DELETE FROM freed_names WHERE name_hash IN (SELECT name_hash FROM freed_names \
               WHERE free_from_ms <= $1 ORDER BY free_from_ms LIMIT $2)";
    tx.execute(sql, values![now_ms, batch_rows])
}
