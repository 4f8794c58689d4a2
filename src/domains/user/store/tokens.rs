//! Rows of `api_tokens`. It must not see a token, only its hash.

use crate::contract::user::{Owner, TokenId};
use crate::domains::user::model::{Listed, Token};
use crate::kernel::db::{Tx, View, columns, values};
use crate::kernel::fault::Reply;
use crate::kernel::id::UserId;

columns! { Listed { token_id, label, created_at_ms, used_at_ms } }

/// How many tokens of an account hold.
pub(in crate::domains::user) fn count_tokens(
    view: &View<'_, Owner>,
    user_id: &UserId,
) -> Reply<u64> {
    let sql = "SELECT COUNT(*) FROM api_tokens WHERE user_id = $1 AND revoked_at_ms = 0";
    Ok(view.value(sql, values![user_id])?.unwrap_or_default())
}

pub(in crate::domains::user) fn insert_token(tx: &Tx<'_, Owner>, token: &Token) -> Reply<()> {
    let Token { token_id, token_hash, user_id, label, created_at_ms } = token;
    let sql = "INSERT INTO api_tokens \
               (token_id, token_hash, user_id, label, created_at_ms, used_at_ms, revoked_at_ms) \
               VALUES ($1, $2, $3, $4, $5, 0, 0)";
    tx.execute(sql, values![token_id, token_hash, user_id, label, *created_at_ms]).map(drop)
}

/// Revokes a token of an account. True when it is revoked now, be it by an earlier call.
pub(in crate::domains::user) fn revoke_token(
    tx: &Tx<'_, Owner>,
    token_id: &TokenId,
    user_id: &UserId,
) -> Reply<bool> {
    let sql = "UPDATE api_tokens SET revoked_at_ms = $3 \
               WHERE token_id = $1 AND user_id = $2 AND revoked_at_ms = 0";
    if tx.execute(sql, values![token_id, user_id, tx.now_ms()])? == 1 {
        return Ok(true);
    }
    let sql = "SELECT 1 FROM api_tokens WHERE token_id = $1 AND user_id = $2";
    tx.exists(sql, values![token_id, user_id])
}

/// Revokes all tokens of an account but one; says how many held. An empty hash keeps none.
pub(in crate::domains::user) fn revoke_tokens(
    tx: &Tx<'_, Owner>,
    user_id: &UserId,
    kept_token_hash: &str,
) -> Reply<u32> {
    let sql = "UPDATE api_tokens SET revoked_at_ms = $2 \
               WHERE user_id = $1 AND revoked_at_ms = 0 AND token_hash <> $3";
    let revoked = tx.execute(sql, values![user_id, tx.now_ms(), kept_token_hash])?;
    Ok(u32::try_from(revoked).unwrap_or(u32::MAX))
}

/// The tokens of an account that hold, newest first. Bounded by the number one may have.
pub(in crate::domains::user) fn list_tokens(
    view: &View<'_, Owner>,
    user_id: &UserId,
) -> Reply<Vec<Listed>> {
    let sql = "SELECT token_id, label, created_at_ms, used_at_ms FROM api_tokens \
               WHERE user_id = $1 AND revoked_at_ms = 0 \
               ORDER BY created_at_ms DESC, token_id LIMIT 1000";
    view.rows(sql, values![user_id])
}

/// Forgets one batch of the tokens that were revoked before a time; says how many.
pub(in crate::domains::user) fn sweep_tokens(
    tx: &Tx<'_, Owner>,
    before_ms: i64,
    batch_rows: u32,
) -> Reply<usize> {
    let sql = "DELETE FROM api_tokens WHERE token_id IN (SELECT token_id FROM api_tokens \
               WHERE revoked_at_ms > 0 AND revoked_at_ms < $1 ORDER BY revoked_at_ms LIMIT $2)";
    tx.execute(sql, values![before_ms, batch_rows])
}
