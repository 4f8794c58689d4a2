//! Rows of `mail_addresses`, `mail_claims` and `reset_requests`. It must not see a link's token,
//! only its hash.

use crate::contract::user::Owner;
use crate::domains::user::model::{AddressClaim, AskedReset, Recipient, refuse_address_taken};
use crate::kernel::db::{Tx, View, columns, values};
use crate::kernel::fault::Reply;
use crate::kernel::id::UserId;
use crate::kernel::ports::mail::MailId;

columns! {
    AskedReset { asked_id, name_key, address_key }
    Recipient { user_id, name, address, language, confirmed_at_ms }
    AddressClaim {
        user_id, address, address_key, language, new_token_hash, old_token_hash, is_new_waiting,
        is_old_waiting, expires_at_ms
    }
}

/// Whom messages to an account reach.
pub(in crate::domains::user) fn recipient(
    view: &View<'_, Owner>,
    user_id: &UserId,
) -> Reply<Option<Recipient>> {
    let sql = "SELECT a.user_id, a.name, m.address, m.language, m.confirmed_at_ms \
               FROM mail_addresses m JOIN accounts a ON a.user_id = m.user_id \
               WHERE m.user_id = $1";
    view.row(sql, values![user_id])
}

/// The same by the key of a name or of an address.
pub(in crate::domains::user) fn recipient_by_key(
    view: &View<'_, Owner>,
    name_key: &str,
    address_key: &str,
) -> Reply<Option<Recipient>> {
    let sql = "SELECT a.user_id, a.name, m.address, m.language, m.confirmed_at_ms \
               FROM mail_addresses m JOIN accounts a ON a.user_id = m.user_id \
               WHERE a.name_key = $1 OR m.address_key = $2 \
               ORDER BY m.address_key = $2 DESC LIMIT 1";
    view.row(sql, values![name_key, address_key])
}

/// Gives an account its address.
///
/// # Errors
/// `ADDRESS_TAKEN`, decided by the unique key.
pub(in crate::domains::user) fn put_address(tx: &Tx<'_, Owner>, claim: &AddressClaim) -> Reply<()> {
    let AddressClaim { user_id, address, address_key, language, .. } = claim;
    tx.execute("DELETE FROM mail_addresses WHERE user_id = $1", values![user_id])?;
    let sql = "INSERT INTO mail_addresses (user_id, address, address_key, language, \
               confirmed_at_ms) VALUES ($1, $2, $3, $4, $5) ON CONFLICT (address_key) DO NOTHING";
    let values = values![user_id, address, address_key, language, tx.now_ms()];
    if tx.execute(sql, values)? == 0 {
        return Err(refuse_address_taken().into());
    }
    Ok(())
}

/// The address that an account asks for.
pub(in crate::domains::user) fn claim_of(
    view: &View<'_, Owner>,
    user_id: &UserId,
    now_ms: i64,
) -> Reply<Option<AddressClaim>> {
    let sql = "SELECT user_id, address, address_key, language, new_token_hash, old_token_hash, \
               is_new_waiting, is_old_waiting, expires_at_ms FROM mail_claims \
               WHERE user_id = $1 AND expires_at_ms > $2";
    view.row(sql, values![user_id, now_ms])
}

/// What a link is about.
pub(in crate::domains::user) fn claim_of_link(
    view: &View<'_, Owner>,
    token_hash: &str,
    now_ms: i64,
) -> Reply<Option<AddressClaim>> {
    let sql = "SELECT user_id, address, address_key, language, new_token_hash, old_token_hash, \
               is_new_waiting, is_old_waiting, expires_at_ms FROM mail_claims \
               WHERE (new_token_hash = $1 OR old_token_hash = $1) AND expires_at_ms > $2";
    view.row(sql, values![token_hash, now_ms])
}

/// Puts a claim in place of an earlier one of its account.
pub(in crate::domains::user) fn put_claim(tx: &Tx<'_, Owner>, claim: &AddressClaim) -> Reply<()> {
    let sql = "INSERT INTO mail_claims (user_id, address, address_key, language, new_token_hash, \
               old_token_hash, is_new_waiting, is_old_waiting, expires_at_ms) \
               VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT (user_id) DO UPDATE SET \
               address = $2, address_key = $3, language = $4, new_token_hash = $5, \
               old_token_hash = $6, is_new_waiting = $7, is_old_waiting = $8, expires_at_ms = $9";
    let values = values![
        &claim.user_id,
        &claim.address,
        &claim.address_key,
        &claim.language,
        &claim.new_token_hash,
        &claim.old_token_hash,
        claim.is_new_waiting,
        claim.is_old_waiting,
        claim.expires_at_ms
    ];
    tx.execute(sql, values).map(drop)
}

pub(in crate::domains::user) fn strike_claim(tx: &Tx<'_, Owner>, user_id: &UserId) -> Reply<()> {
    tx.execute("DELETE FROM mail_claims WHERE user_id = $1", values![user_id]).map(drop)
}

/// Forgets one batch of the claims that no longer held at a time; says how many.
pub(in crate::domains::user) fn sweep_claims(
    tx: &Tx<'_, Owner>,
    before_ms: i64,
    batch_rows: u32,
) -> Reply<usize> {
    let sql = "DELETE FROM mail_claims WHERE user_id IN (SELECT user_id FROM mail_claims \
               WHERE expires_at_ms <= $1 ORDER BY expires_at_ms LIMIT $2)";
    tx.execute(sql, values![before_ms, batch_rows])
}

/// When the next request for a new password would come from a network, if all came evenly.
pub(in crate::domains::user) fn reset_request(view: &View<'_, Owner>, place: &str) -> Reply<i64> {
    let sql = "SELECT at_ms FROM reset_requests WHERE place = $1";
    Ok(view.value(sql, values![place])?.unwrap_or_default())
}

pub(in crate::domains::user) fn put_reset_request(
    tx: &Tx<'_, Owner>,
    place: &str,
    at_ms: i64,
) -> Reply<()> {
    let sql = "INSERT INTO reset_requests (place, at_ms) VALUES ($1, $2) \
               ON CONFLICT (place) DO UPDATE SET at_ms = $2";
    tx.execute(sql, values![place, at_ms]).map(drop)
}

/// Keeps a request for a new password until it is looked at.
pub(in crate::domains::user) fn put_asked(tx: &Tx<'_, Owner>, asked: &AskedReset) -> Reply<()> {
    let sql = "INSERT INTO asked_resets (asked_id, name_key, address_key, asked_at_ms) \
               VALUES ($1, $2, $3, $4)";
    let AskedReset { asked_id, name_key, address_key } = asked;
    tx.execute(sql, values![asked_id, name_key, address_key, tx.now_ms()]).map(drop)
}

pub(in crate::domains::user) fn count_asked(view: &View<'_, Owner>) -> Reply<u64> {
    Ok(view.value("SELECT COUNT(*) FROM asked_resets", &[])?.unwrap_or_default())
}

/// Those that wait, the first that came first.
pub(in crate::domains::user) fn asked_resets(
    view: &View<'_, Owner>,
    rows_max: u32,
) -> Reply<Vec<AskedReset>> {
    let sql = "SELECT asked_id, name_key, address_key FROM asked_resets \
               ORDER BY asked_at_ms, asked_id LIMIT $1";
    view.rows(sql, values![rows_max])
}

/// Takes one; false when it was taken before.
pub(in crate::domains::user) fn take_asked(tx: &Tx<'_, Owner>, asked_id: &MailId) -> Reply<bool> {
    Ok(tx.execute("DELETE FROM asked_resets WHERE asked_id = $1", values![asked_id])? == 1)
}

/// Forgets one batch of the requests that hold nobody back any more; says how many.
pub(in crate::domains::user) fn sweep_reset_requests(
    tx: &Tx<'_, Owner>,
    before_ms: i64,
    batch_rows: u32,
) -> Reply<usize> {
    let sql = "DELETE FROM reset_requests WHERE place IN (SELECT place FROM reset_requests \
               WHERE at_ms < $1 ORDER BY at_ms LIMIT $2)";
    tx.execute(sql, values![before_ms, batch_rows])
}
