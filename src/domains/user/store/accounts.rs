//! Rows of `accounts`. It must not hand out a password hash to anything but the check of one.

use crate::contract::user::{Owner, Refusal, Role};
use crate::domains::user::model::{Account, Keeping, Listing, Locked, Overseen, Suspension};
use crate::kernel::db::{Tx, View, columns, values};
use crate::kernel::fault::{RefusalCode as _, Reply};
use crate::kernel::id::UserId;
use crate::kernel::page::Span;

columns! {
    Account { user_id, name, role, created_at_ms, avatar }
    Suspension { suspended_at_ms, suspension_reason }
    Locked { account: [Account], password_hash, suspension: [Suspension] }
    Overseen { account: [Account], has_password, suspension: [Suspension] }
}

/// Adds an account.
///
/// # Errors
/// `NAME_TAKEN`, decided by the unique key.
pub(in crate::domains::user) fn insert(tx: &Tx<'_, Owner>, keeping: &Keeping) -> Reply<()> {
    let Keeping { account, name, name_hash, password_hash } = keeping;
    let taken = || {
        let reason = format!("the name {} is taken; choose another", name.shown);
        Refusal::NameTaken.because(reason)
    };
    // Somebody had it until a short while ago.
    let sql = "SELECT 1 FROM freed_names WHERE name_hash = $1 AND free_from_ms > $2";
    if tx.exists(sql, values![name_hash, tx.now_ms()])? {
        return Err(taken().into());
    }
    let sql = "INSERT INTO accounts (user_id, name, name_key, role, password_hash, created_at_ms, \
               suspended_at_ms, suspension_reason) \
               VALUES ($1, $2, $3, $4, $5, $6, 0, '') ON CONFLICT (name_key) DO NOTHING";
    let Account { user_id, name: shown, role, created_at_ms, .. } = account;
    let values = values![user_id, shown, &name.key, *role, password_hash, *created_at_ms];
    if tx.execute(sql, values)? == 0 {
        return Err(taken().into());
    }
    Ok(())
}

/// Locks an account for the rest of the unit, so that a count of what it has stays true.
/// False when there is no such account, or it was erased.
pub(in crate::domains::user) fn lock(tx: &Tx<'_, Owner>, user_id: &UserId) -> Reply<bool> {
    let sql = "UPDATE accounts SET user_id = user_id WHERE user_id = $1 AND erased_at_ms = 0";
    Ok(tx.execute(sql, values![user_id])? == 1)
}

/// The account of an id; nothing for one that was not let in yet, or was erased.
pub(in crate::domains::user) fn by_id(
    view: &View<'_, Owner>,
    user_id: &UserId,
) -> Reply<Option<Account>> {
    let sql = "SELECT user_id, name, role, created_at_ms, avatar FROM accounts WHERE user_id = $1 \
               AND erased_at_ms = 0 AND NOT EXISTS (SELECT 1 FROM sign_up_requests r \
               WHERE r.user_id = accounts.user_id)";
    view.row(sql, values![user_id])
}

/// The account of a name; nothing for one that was not let in yet.
pub(in crate::domains::user) fn by_key(
    view: &View<'_, Owner>,
    name_key: &str,
) -> Reply<Option<Account>> {
    let sql = "SELECT user_id, name, role, created_at_ms, avatar FROM accounts WHERE name_key = $1 \
               AND erased_at_ms = 0 AND NOT EXISTS (SELECT 1 FROM sign_up_requests r \
               WHERE r.user_id = accounts.user_id)";
    view.row(sql, values![name_key])
}

/// The account of a name with its password hash; nothing for one without a password.
pub(in crate::domains::user) fn to_sign_in(
    view: &View<'_, Owner>,
    name_key: &str,
) -> Reply<Option<Locked>> {
    let sql = "SELECT user_id, name, role, created_at_ms, avatar, password_hash, \
               suspended_at_ms, suspension_reason FROM accounts \
               WHERE name_key = $1 AND password_hash <> ''";
    view.row(sql, values![name_key])
}

/// The account with its password hash as they are now, locked for the rest of the unit.
pub(in crate::domains::user) fn lock_password(
    tx: &Tx<'_, Owner>,
    user_id: &UserId,
) -> Reply<Option<Locked>> {
    lock(tx, user_id)?;
    let sql = "SELECT user_id, name, role, created_at_ms, avatar, password_hash, \
               suspended_at_ms, suspension_reason FROM accounts WHERE user_id = $1";
    tx.row(sql, values![user_id])
}

/// An account as administrators see it, locked for the rest of the unit together with every
/// administrator who may come in, so that their number stays true.
pub(in crate::domains::user) fn lock_overseen(
    tx: &Tx<'_, Owner>,
    user_id: &UserId,
) -> Reply<Option<Overseen>> {
    let sql = "UPDATE accounts SET user_id = user_id WHERE role = $1 AND suspended_at_ms = 0";
    tx.execute(sql, values![Role::Admin])?;
    lock(tx, user_id)?;
    let sql = "SELECT user_id, name, role, created_at_ms, avatar, \
               CASE WHEN password_hash = '' THEN 0 ELSE 1 END AS has_password, suspended_at_ms, \
               suspension_reason FROM accounts WHERE user_id = $1 \
               AND erased_at_ms = 0 AND NOT EXISTS (SELECT 1 FROM sign_up_requests r \
               WHERE r.user_id = accounts.user_id)";
    tx.row(sql, values![user_id])
}

/// How many administrators may come in.
pub(in crate::domains::user) fn count_administrators(view: &View<'_, Owner>) -> Reply<u64> {
    let sql = "SELECT COUNT(*) FROM accounts WHERE role = $1 AND suspended_at_ms = 0";
    Ok(view.value(sql, values![Role::Admin])?.unwrap_or_default())
}

/// How many accounts have a role and were let in.
pub(in crate::domains::user) fn count_of_role(view: &View<'_, Owner>, role: Role) -> Reply<u64> {
    let sql = "SELECT COUNT(*) FROM accounts WHERE role = $1 \
               AND erased_at_ms = 0 AND NOT EXISTS (SELECT 1 FROM sign_up_requests r \
               WHERE r.user_id = accounts.user_id)";
    Ok(view.value(sql, values![role])?.unwrap_or_default())
}

/// How many accounts of a role are suspended.
pub(in crate::domains::user) fn count_suspended(view: &View<'_, Owner>, role: Role) -> Reply<u64> {
    let sql = "SELECT COUNT(*) FROM accounts WHERE role = $1 AND suspended_at_ms > 0";
    Ok(view.value(sql, values![role])?.unwrap_or_default())
}

pub(in crate::domains::user) fn set_role(
    tx: &Tx<'_, Owner>,
    user_id: &UserId,
    role: Role,
) -> Reply<()> {
    let sql = "UPDATE accounts SET role = $2 WHERE user_id = $1";
    tx.execute(sql, values![user_id, role]).map(drop)
}

/// Suspends an account, or restores it.
pub(in crate::domains::user) fn set_suspension(
    tx: &Tx<'_, Owner>,
    user_id: &UserId,
    suspension: &Suspension,
) -> Reply<()> {
    let sql = "UPDATE accounts SET suspended_at_ms = $2, suspension_reason = $3 \
               WHERE user_id = $1";
    let Suspension { suspended_at_ms, suspension_reason } = suspension;
    tx.execute(sql, values![user_id, *suspended_at_ms, suspension_reason]).map(drop)
}

/// Accounts that were let in, newest first: one more than asked, to see whether it goes on.
pub(in crate::domains::user) fn list_accounts(
    view: &View<'_, Owner>,
    listing: &Listing,
    span: &Span,
) -> Reply<Vec<Overseen>> {
    let sql = "SELECT user_id, name, role, created_at_ms, avatar, \
               CASE WHEN password_hash = '' THEN 0 ELSE 1 END AS has_password, suspended_at_ms, \
               suspension_reason FROM accounts \
               WHERE (created_at_ms, user_id) < ($1, $2) AND name_key LIKE $3 ESCAPE '!' \
               AND role >= $4 AND role <= $5 AND suspended_at_ms >= $6 \
               AND erased_at_ms = 0 AND NOT EXISTS (SELECT 1 FROM sign_up_requests r \
               WHERE r.user_id = accounts.user_id) \
               ORDER BY created_at_ms DESC, user_id DESC LIMIT $7";
    let Listing { pattern, role_min, role_max, suspended_at_ms_min } = listing;
    let Span { before_ms, before_id, .. } = span;
    let values = values![
        *before_ms,
        before_id,
        pattern,
        *role_min,
        *role_max,
        *suspended_at_ms_min,
        span.rows()
    ];
    view.rows(sql, values)
}

/// Who has at least a role and may come in, the oldest first.
pub(in crate::domains::user) fn list_staff(
    view: &View<'_, Owner>,
    role: Role,
    limit: u32,
) -> Reply<Vec<String>> {
    let sql = "SELECT user_id FROM accounts WHERE role >= $1 AND suspended_at_ms = 0 \
               AND erased_at_ms = 0 AND NOT EXISTS (SELECT 1 FROM sign_up_requests r \
               WHERE r.user_id = accounts.user_id) ORDER BY created_at_ms, user_id LIMIT $2";
    view.column(sql, values![role, limit])
}

pub(in crate::domains::user) fn set_password(
    tx: &Tx<'_, Owner>,
    user_id: &UserId,
    password_hash: &str,
) -> Reply<()> {
    let sql = "UPDATE accounts SET password_hash = $2 WHERE user_id = $1";
    tx.execute(sql, values![user_id, password_hash]).map(drop)
}

/// Whether there is an administrator.
pub(in crate::domains::user) fn any_admin(view: &View<'_, Owner>) -> Reply<bool> {
    Ok(first_administrator(view)?.is_some())
}

/// The oldest administrator who may come in. The id only decides between two of the same
/// millisecond.
pub(in crate::domains::user) fn first_administrator(
    view: &View<'_, Owner>,
) -> Reply<Option<Account>> {
    let sql = "SELECT user_id, name, role, created_at_ms, avatar FROM accounts \
               WHERE role = $1 AND suspended_at_ms = 0 \
               ORDER BY created_at_ms, user_id LIMIT 1";
    view.row(sql, values![Role::Admin])
}
