//! Rows of `passkeys` and `passkey_challenges`. It must not see a challenge, only its hash.

use crate::contract::user::{Owner, PasskeyId};
use crate::domains::user::model::{CHALLENGES_MAX, KeptPasskey, OWN_CHALLENGES_MAX};
use crate::kernel::db::{Tx, View, columns, values};
use crate::kernel::fault::Reply;
use crate::kernel::id::UserId;

columns! {
    KeptPasskey {
        passkey_id, user_id, credential_id, label, public_key, counter, created_at_ms,
        used_at_ms
    }
}

/// The passkeys of an account, newest first. Bounded by the number one may have.
pub(in crate::domains::user) fn list_passkeys(
    view: &View<'_, Owner>,
    user_id: &UserId,
) -> Reply<Vec<KeptPasskey>> {
    let sql = "SELECT passkey_id, user_id, credential_id, label, public_key, counter, \
               created_at_ms, used_at_ms FROM passkeys WHERE user_id = $1 \
               ORDER BY created_at_ms DESC, passkey_id LIMIT 1000";
    view.rows(sql, values![user_id])
}

/// The passkey that its device names so.
pub(in crate::domains::user) fn passkey_named(
    view: &View<'_, Owner>,
    credential_id: &str,
) -> Reply<Option<KeptPasskey>> {
    let sql = "SELECT passkey_id, user_id, credential_id, label, public_key, counter, \
               created_at_ms, used_at_ms FROM passkeys WHERE credential_id = $1";
    view.row(sql, values![credential_id])
}

/// How many passkeys an account has.
pub(in crate::domains::user) fn count_passkeys(
    view: &View<'_, Owner>,
    user_id: &UserId,
) -> Reply<u64> {
    let sql = "SELECT COUNT(*) FROM passkeys WHERE user_id = $1";
    Ok(view.value(sql, values![user_id])?.unwrap_or_default())
}

/// Keeps a passkey. False when its device is known already.
pub(in crate::domains::user) fn insert_passkey(
    tx: &Tx<'_, Owner>,
    one: &KeptPasskey,
) -> Reply<bool> {
    let sql = "INSERT INTO passkeys (passkey_id, user_id, credential_id, label, public_key, \
               counter, created_at_ms, used_at_ms) VALUES ($1, $2, $3, $4, $5, $6, $7, 0) \
               ON CONFLICT (credential_id) DO NOTHING";
    let KeptPasskey { passkey_id, user_id, credential_id, label, .. } = one;
    let values = values![
        passkey_id,
        user_id,
        credential_id,
        label,
        one.public_key.as_slice(),
        one.counter,
        one.created_at_ms
    ];
    Ok(tx.execute(sql, values)? == 1)
}

/// Notes that a passkey was used, and what its device counts.
pub(in crate::domains::user) fn note_passkey_use(
    tx: &Tx<'_, Owner>,
    passkey_id: &PasskeyId,
    counter: u32,
) -> Reply<()> {
    let sql = "UPDATE passkeys SET counter = $2, used_at_ms = $3 WHERE passkey_id = $1";
    tx.execute(sql, values![passkey_id, counter, tx.now_ms()]).map(drop)
}

/// Gives a passkey of an account another name. False when it has none of that id.
pub(in crate::domains::user) fn rename_passkey(
    tx: &Tx<'_, Owner>,
    user_id: &UserId,
    passkey_id: &PasskeyId,
    label: &str,
) -> Reply<bool> {
    let sql = "UPDATE passkeys SET label = $3 WHERE passkey_id = $1 AND user_id = $2";
    Ok(tx.execute(sql, values![passkey_id, user_id, label])? == 1)
}

/// Takes a passkey of an account away. False when it has none of that id.
pub(in crate::domains::user) fn delete_passkey(
    tx: &Tx<'_, Owner>,
    user_id: &UserId,
    passkey_id: &PasskeyId,
) -> Reply<bool> {
    let sql = "DELETE FROM passkeys WHERE passkey_id = $1 AND user_id = $2";
    Ok(tx.execute(sql, values![passkey_id, user_id])? == 1)
}

/// Takes all passkeys of an account away. True when there were some.
pub(in crate::domains::user) fn strike_passkeys(
    tx: &Tx<'_, Owner>,
    user_id: &UserId,
) -> Reply<bool> {
    Ok(tx.execute("DELETE FROM passkeys WHERE user_id = $1", values![user_id])? > 0)
}

/// Lets a challenge wait: of an account whose passkey is to be made, or of a sign-in where `for_id`
/// is empty. Of too many the oldest end; strangers who ask for sign-ins end nobody's own.
pub(in crate::domains::user) fn put_challenge(
    tx: &Tx<'_, Owner>,
    for_id: &str,
    challenge_hash: &str,
    expires_at_ms: i64,
) -> Reply<()> {
    let most = if for_id.is_empty() { CHALLENGES_MAX } else { OWN_CHALLENGES_MAX };
    // By `passkey_challenges_by_owner`.
    let sql = "DELETE FROM passkey_challenges WHERE challenge_hash IN (SELECT challenge_hash \
               FROM passkey_challenges WHERE user_id = $1 \
               ORDER BY expires_at_ms DESC, challenge_hash LIMIT 1000 OFFSET $2)";
    tx.execute(sql, values![for_id, most - 1])?;
    let sql = "INSERT INTO passkey_challenges (challenge_hash, user_id, expires_at_ms) \
               VALUES ($1, $2, $3)";
    tx.execute(sql, values![challenge_hash, for_id, expires_at_ms]).map(drop)
}

/// Uses a challenge up; true for exactly one of those who come with it in time.
pub(in crate::domains::user) fn take_challenge(
    tx: &Tx<'_, Owner>,
    for_id: &str,
    challenge_hash: &str,
) -> Reply<bool> {
    let sql = "DELETE FROM passkey_challenges \
               WHERE challenge_hash = $1 AND user_id = $2 AND expires_at_ms > $3";
    Ok(tx.execute(sql, values![challenge_hash, for_id, tx.now_ms()])? == 1)
}

/// Forgets one batch of the challenges that no longer held at a time; says how many.
pub(in crate::domains::user) fn sweep_challenges(
    tx: &Tx<'_, Owner>,
    before_ms: i64,
    batch_rows: u32,
) -> Reply<usize> {
    let sql = "DELETE FROM passkey_challenges WHERE challenge_hash IN (SELECT challenge_hash \
               FROM passkey_challenges WHERE expires_at_ms <= $1 ORDER BY expires_at_ms LIMIT $2)";
    tx.execute(sql, values![before_ms, batch_rows])
}
