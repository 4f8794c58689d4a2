//! Rows of `totps` and `recovery_codes`. It must not see a recovery code, only its hash.

use crate::contract::user::{Owner, SecondFactorRemoved};
use crate::domains::user::model::Totp;
use crate::kernel::db::{Tx, View, columns, values};
use crate::kernel::fault::Reply;
use crate::kernel::id::UserId;

columns! { Totp { secret, begun_at_ms, confirmed_at_ms, last_step, strangers_at_ms } }

/// The codes of an account by its app, be they on or only begun.
pub(in crate::domains::user) fn totp_of(
    view: &View<'_, Owner>,
    user_id: &UserId,
) -> Reply<Option<Totp>> {
    let sql = "SELECT secret, begun_at_ms, confirmed_at_ms, last_step, strangers_at_ms \
               FROM totps WHERE user_id = $1";
    view.row(sql, values![user_id])
}

/// Puts the codes of an account in place of what it had.
pub(in crate::domains::user) fn put_totp(
    tx: &Tx<'_, Owner>,
    user_id: &UserId,
    totp: &Totp,
) -> Reply<()> {
    let sql = "INSERT INTO totps (user_id, secret, begun_at_ms, confirmed_at_ms, last_step, \
               strangers_at_ms) VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (user_id) \
               DO UPDATE SET secret = $2, begun_at_ms = $3, confirmed_at_ms = $4, last_step = $5, \
               strangers_at_ms = $6";
    let Totp { secret, begun_at_ms, confirmed_at_ms, last_step, strangers_at_ms } = totp;
    let values =
        values![user_id, secret, *begun_at_ms, *confirmed_at_ms, *last_step, *strangers_at_ms];
    tx.execute(sql, values).map(drop)
}

/// Takes the codes of an account away, with its recovery codes. True when they were on.
pub(in crate::domains::user) fn strike_totp(tx: &Tx<'_, Owner>, user_id: &UserId) -> Reply<bool> {
    let sql = "SELECT 1 FROM totps WHERE user_id = $1 AND confirmed_at_ms > 0";
    let was_on = tx.exists(sql, values![user_id])?;
    tx.execute("DELETE FROM totps WHERE user_id = $1", values![user_id])?;
    tx.execute("DELETE FROM recovery_codes WHERE user_id = $1", values![user_id])?;
    Ok(was_on)
}

/// Tells that somebody else has turned off all second factors of an account.
pub(in crate::domains::user) fn tell_reset(
    tx: &Tx<'_, Owner>,
    user_id: &UserId,
    by: &str,
) -> Reply<()> {
    tx.publish(&SecondFactorRemoved { user_id: user_id.to_string(), by: by.to_owned() })
}

/// Puts recovery codes in place of those that an account had.
pub(in crate::domains::user) fn put_recovery_codes(
    tx: &Tx<'_, Owner>,
    user_id: &UserId,
    hashes: &[String],
) -> Reply<()> {
    tx.execute("DELETE FROM recovery_codes WHERE user_id = $1", values![user_id])?;
    let sql = "INSERT INTO recovery_codes (user_id, code_hash) VALUES ($1, $2)";
    for hash in hashes {
        tx.execute(sql, values![user_id, hash])?;
    }
    Ok(())
}

/// Uses a recovery code up; true for exactly one of those who come with it.
pub(in crate::domains::user) fn use_recovery_code(
    tx: &Tx<'_, Owner>,
    user_id: &UserId,
    code_hash: &str,
) -> Reply<bool> {
    let sql = "DELETE FROM recovery_codes WHERE user_id = $1 AND code_hash = $2";
    Ok(tx.execute(sql, values![user_id, code_hash])? == 1)
}

/// How many recovery codes an account has left.
pub(in crate::domains::user) fn count_recovery_codes(
    view: &View<'_, Owner>,
    user_id: &UserId,
) -> Reply<u64> {
    let sql = "SELECT COUNT(*) FROM recovery_codes WHERE user_id = $1";
    Ok(view.value(sql, values![user_id])?.unwrap_or_default())
}

/// Forgets one batch of the codes that were begun before a time and never confirmed; says how many.
pub(in crate::domains::user) fn sweep_begun_totps(
    tx: &Tx<'_, Owner>,
    before_ms: i64,
    batch_rows: u32,
) -> Reply<usize> {
    let sql = "DELETE FROM totps WHERE user_id IN (SELECT user_id FROM totps \
               WHERE confirmed_at_ms = 0 AND begun_at_ms < $1 ORDER BY begun_at_ms LIMIT $2)";
    tx.execute(sql, values![before_ms, batch_rows])
}
