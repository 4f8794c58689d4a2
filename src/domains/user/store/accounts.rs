//! Rows of `accounts`. It must not hand out a password hash to anything but the check of one.

use crate::contract::user::{Owner, Refusal, Role};
use crate::domains::user::model::{Account, Keeping, Locked};
use crate::kernel::db::{Tx, View, columns, values};
use crate::kernel::fault::{RefusalCode as _, Reply};
use crate::kernel::id::UserId;

columns! {
    Account { user_id, name, role, created_at_ms }
    Locked { account: [Account], password_hash }
}

/// Adds an account.
///
/// # Errors
/// `NAME_TAKEN`, decided by the unique key.
pub(in crate::domains::user) fn insert(tx: &Tx<'_, Owner>, keeping: &Keeping) -> Reply<()> {
    let Keeping { account, name, password_hash } = keeping;
    let sql = "INSERT INTO accounts (user_id, name, name_key, role, password_hash, created_at_ms) \
               VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (name_key) DO NOTHING";
    let Account { user_id, name: shown, role, created_at_ms } = account;
    let values = values![user_id, shown, &name.key, *role, password_hash, *created_at_ms];
    if tx.execute(sql, values)? == 0 {
        let reason = format!("the name {} is taken; choose another", name.shown);
        return Err(Refusal::NameTaken.because(reason).into());
    }
    Ok(())
}

/// Locks an account for the rest of the unit, so that a count of what it has stays true.
/// False when there is no such account.
pub(in crate::domains::user) fn lock(tx: &Tx<'_, Owner>, user_id: &UserId) -> Reply<bool> {
    let sql = "UPDATE accounts SET user_id = user_id WHERE user_id = $1";
    Ok(tx.execute(sql, values![user_id])? == 1)
}

pub(in crate::domains::user) fn by_id(
    view: &View<'_, Owner>,
    user_id: &UserId,
) -> Reply<Option<Account>> {
    let sql = "SELECT user_id, name, role, created_at_ms FROM accounts WHERE user_id = $1";
    view.row(sql, values![user_id])
}

pub(in crate::domains::user) fn by_key(
    view: &View<'_, Owner>,
    name_key: &str,
) -> Reply<Option<Account>> {
    let sql = "SELECT user_id, name, role, created_at_ms FROM accounts WHERE name_key = $1";
    view.row(sql, values![name_key])
}

/// The account of a name with its password hash; nothing for one without a password.
pub(in crate::domains::user) fn to_sign_in(
    view: &View<'_, Owner>,
    name_key: &str,
) -> Reply<Option<Locked>> {
    let sql = "SELECT user_id, name, role, created_at_ms, password_hash FROM accounts \
               WHERE name_key = $1 AND password_hash <> ''";
    view.row(sql, values![name_key])
}

/// Whether the password of an account still is the one that was checked.
pub(in crate::domains::user) fn kept_password(
    tx: &Tx<'_, Owner>,
    user_id: &UserId,
    password_hash: &str,
) -> Reply<bool> {
    let sql = "SELECT 1 FROM accounts WHERE user_id = $1 AND password_hash = $2";
    tx.exists(sql, values![user_id, password_hash])
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

/// The oldest administrator. The id only decides between two of the same millisecond.
pub(in crate::domains::user) fn first_administrator(
    view: &View<'_, Owner>,
) -> Reply<Option<Account>> {
    let sql = "SELECT user_id, name, role, created_at_ms FROM accounts WHERE role = $1 \
               ORDER BY created_at_ms, user_id LIMIT 1";
    view.row(sql, values![Role::Admin])
}
