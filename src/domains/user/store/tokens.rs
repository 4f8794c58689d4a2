//! Rows of `api_tokens`. It must not see a token, only its hash.

use crate::contract::user::{ApiToken, Owner};
use crate::domains::user::model::Token;
use crate::kernel::db::{Tx, View, values};
use crate::kernel::fault::Reply;

/// How many tokens of an account hold.
pub(in crate::domains::user) fn count_tokens(view: &View<'_, Owner>, user_id: &str) -> Reply<u64> {
    let sql = "SELECT COUNT(*) FROM api_tokens WHERE user_id = $1 AND revoked_at_ms = 0";
    view.one(sql, values![user_id])?.map_or(Ok(0), |row| row.count(0))
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
    token_id: &str,
    user_id: &str,
) -> Reply<bool> {
    let sql = "UPDATE api_tokens SET revoked_at_ms = $3 \
               WHERE token_id = $1 AND user_id = $2 AND revoked_at_ms = 0";
    if tx.execute(sql, values![token_id, user_id, tx.now_ms()])? == 1 {
        return Ok(true);
    }
    let sql = "SELECT 1 FROM api_tokens WHERE token_id = $1 AND user_id = $2";
    Ok(tx.one(sql, values![token_id, user_id])?.is_some())
}

/// The tokens of an account that hold, newest first. Bounded by the number one may have.
pub(in crate::domains::user) fn list_tokens(
    view: &View<'_, Owner>,
    user_id: &str,
) -> Reply<Vec<ApiToken>> {
    let sql = "SELECT token_id, label, created_at_ms, used_at_ms FROM api_tokens \
               WHERE user_id = $1 AND revoked_at_ms = 0 \
               ORDER BY created_at_ms DESC, token_id LIMIT 1000";
    let rows = view.query(sql, values![user_id])?;
    let token = |row: &crate::kernel::db::Row| -> Reply<ApiToken> {
        let (token_id, label) = (row.text(0)?, row.text(1)?);
        Ok(ApiToken {
            token_id,
            label,
            created_at_ms: row.integer(2)?,
            used_at_ms: row.integer(3)?,
        })
    };
    rows.iter().map(token).collect()
}

/// Forgets one bite of the tokens that were revoked before a time; says how many.
pub(in crate::domains::user) fn sweep_tokens(
    tx: &Tx<'_, Owner>,
    before_ms: i64,
    bite_rows: u32,
) -> Reply<usize> {
    let sql = "DELETE FROM api_tokens WHERE token_id IN (SELECT token_id FROM api_tokens \
               WHERE revoked_at_ms > 0 AND revoked_at_ms < $1 ORDER BY revoked_at_ms LIMIT $2)";
    tx.execute(sql, values![before_ms, bite_rows])
}
