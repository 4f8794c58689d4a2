//! Rows of `sessions`, and the one look-up that finds whom a credential belongs to.
//! It must not see a token, only its hash.

use crate::contract::user::{Owner, SessionId};
use crate::domains::user::model::{
    Account, Credential, Opened, Opening, Options, Origin, ProvenSession, Resolved, Use,
};
use crate::kernel::db::{Tx, View, columns, values};
use crate::kernel::fault::Reply;
use crate::kernel::id::UserId;

columns! {
    Resolved { account: [Account], used_at_ms }
    Origin { browser, system, short_network }
    Opened { session_id, token_hash, origin: [Origin], created_at_ms, used_at_ms }
    ProvenSession { user_id, proven_until_ms }
}

/// Finds whom a credential belongs to: one look-up by primary or unique key.
pub(in crate::domains::user) fn resolve(
    view: &View<'_, Owner>,
    credential: Credential,
    token_hash: &str,
) -> Reply<Option<Resolved>> {
    let sql = match credential {
        Credential::Session => {
            "SELECT a.user_id, a.name, a.role, a.created_at_ms, a.avatar, c.used_at_ms \
             FROM sessions c JOIN accounts a ON a.user_id = c.user_id \
             WHERE c.token_hash = $1 AND a.suspended_at_ms = 0"
        },
        Credential::ApiToken => {
            "SELECT a.user_id, a.name, a.role, a.created_at_ms, a.avatar, c.used_at_ms \
             FROM api_tokens c JOIN accounts a ON a.user_id = c.user_id \
             WHERE c.token_hash = $1 AND c.revoked_at_ms = 0 AND a.suspended_at_ms = 0"
        },
    };
    view.row(sql, values![token_hash])
}

/// Opens a session, which is proven for a while; the account's longest unused ones end when it has
/// too many.
pub(in crate::domains::user) fn open_session(
    tx: &Tx<'_, Owner>,
    user_id: &UserId,
    opening: &Opening,
    options: &Options,
) -> Reply<()> {
    super::lock(tx, user_id)?;
    let sql = "DELETE FROM sessions WHERE token_hash IN (SELECT token_hash FROM sessions \
               WHERE user_id = $1 ORDER BY used_at_ms DESC LIMIT 1000 OFFSET $2)";
    tx.execute(sql, values![user_id, options.sessions_max.saturating_sub(1)])?;
    let sql = "INSERT INTO sessions (token_hash, session_id, user_id, browser, system, \
               short_network, created_at_ms, used_at_ms, proven_until_ms) \
               VALUES ($1, $2, $3, $4, $5, $6, $7, $7, $8)";
    let Opening { session_id, token_hash, origin } = opening;
    let Origin { browser, system, short_network } = origin;
    let now_ms = tx.now_ms();
    let values = values![
        token_hash,
        session_id,
        user_id,
        browser,
        system,
        short_network,
        now_ms,
        now_ms.saturating_add(options.proof_ms)
    ];
    tx.execute(sql, values).map(drop)
}

/// Until when a session is proven, and whose it is.
pub(in crate::domains::user) fn proven_session(
    view: &View<'_, Owner>,
    token_hash: &str,
) -> Reply<Option<ProvenSession>> {
    let sql = "SELECT user_id, proven_until_ms FROM sessions WHERE token_hash = $1";
    view.row(sql, values![token_hash])
}

/// Notes that a session of an account is proven until a time. False when it has no such session.
pub(in crate::domains::user) fn prove_session(
    tx: &Tx<'_, Owner>,
    user_id: &UserId,
    token_hash: &str,
    proven_until_ms: i64,
) -> Reply<bool> {
    let sql = "UPDATE sessions SET proven_until_ms = $3 WHERE token_hash = $1 AND user_id = $2";
    Ok(tx.execute(sql, values![token_hash, user_id, proven_until_ms])? == 1)
}

/// Ends a session, if there is one.
pub(in crate::domains::user) fn end_session(tx: &Tx<'_, Owner>, token_hash: &str) -> Reply<()> {
    tx.execute("DELETE FROM sessions WHERE token_hash = $1", values![token_hash]).map(drop)
}

/// Ends a session of an account by its id, if there is one.
pub(in crate::domains::user) fn end_own_session(
    tx: &Tx<'_, Owner>,
    session_id: &SessionId,
    user_id: &UserId,
) -> Reply<()> {
    let sql = "DELETE FROM sessions WHERE session_id = $1 AND user_id = $2";
    tx.execute(sql, values![session_id, user_id]).map(drop)
}

/// Ends all sessions of an account but one; says how many. An empty hash keeps none.
pub(in crate::domains::user) fn end_sessions(
    tx: &Tx<'_, Owner>,
    user_id: &UserId,
    kept_token_hash: &str,
) -> Reply<u32> {
    let sql = "DELETE FROM sessions WHERE user_id = $1 AND token_hash <> $2";
    let ended = tx.execute(sql, values![user_id, kept_token_hash])?;
    Ok(u32::try_from(ended).unwrap_or(u32::MAX))
}

/// The sessions of an account that were used since a time, the last used first. Bounded by the
/// number one may have.
pub(in crate::domains::user) fn list_sessions(
    view: &View<'_, Owner>,
    user_id: &UserId,
    since_ms: i64,
) -> Reply<Vec<Opened>> {
    let sql = "SELECT session_id, token_hash, browser, system, short_network, created_at_ms, \
               used_at_ms FROM sessions WHERE user_id = $1 AND used_at_ms >= $2 \
               ORDER BY used_at_ms DESC, created_at_ms DESC, session_id LIMIT 1000";
    view.rows(sql, values![user_id, since_ms])
}

/// Notes that credentials were used at a time.
pub(in crate::domains::user) fn note_uses(
    tx: &Tx<'_, Owner>,
    uses: &[Use],
    at_ms: i64,
) -> Reply<()> {
    for Use { credential, token_hash } in uses {
        let sql = match credential {
            Credential::Session => {
                "UPDATE sessions SET used_at_ms = $2 WHERE token_hash = $1 AND used_at_ms < $2"
            },
            Credential::ApiToken => {
                "UPDATE api_tokens SET used_at_ms = $2 WHERE token_hash = $1 AND used_at_ms < $2"
            },
        };
        tx.execute(sql, values![token_hash, at_ms])?;
    }
    Ok(())
}

/// Removes one batch of the sessions that were last used before a time; says how many.
pub(in crate::domains::user) fn sweep_sessions(
    tx: &Tx<'_, Owner>,
    before_ms: i64,
    batch_rows: u32,
) -> Reply<usize> {
    let sql = "DELETE FROM sessions WHERE token_hash IN (SELECT token_hash FROM sessions \
               WHERE used_at_ms < $1 ORDER BY used_at_ms LIMIT $2)";
    tx.execute(sql, values![before_ms, batch_rows])
}
