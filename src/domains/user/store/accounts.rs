//! Rows of `accounts`. It must not hand out a password hash to anything but the check of one.

use crate::contract::user::{Owner, Refusal, Role};
use crate::domains::user::model::{Account, Name};
use crate::kernel::db::{Row, Tx, View, values};
use crate::kernel::fault::{Fault, RefusalCode as _, Reply};

/// A new account with what is kept beside its card.
#[derive(Clone)]
pub(in crate::domains::user) struct Keeping {
    pub(in crate::domains::user) account: Account,
    pub(in crate::domains::user) name: Name,
    /// Empty when it has no password.
    pub(in crate::domains::user) password_hash: String,
}

/// Reads `user_id, name, role, created_at_ms` from the first columns of a row.
pub(super) fn account(row: &Row) -> Reply<Account> {
    let number = i32::try_from(row.integer(2)?).map_err(Fault::internal)?;
    let role = Role::try_from(number).map_err(Fault::internal)?;
    let (user_id, name, created_at_ms) = (row.text(0)?, row.text(1)?, row.integer(3)?);
    Ok(Account { user_id, name, role, created_at_ms })
}

/// Adds an account.
///
/// # Errors
/// `NAME_TAKEN`, decided by the unique key.
pub(in crate::domains::user) fn insert(tx: &Tx<'_, Owner>, keeping: &Keeping) -> Reply<()> {
    let Keeping { account, name, password_hash } = keeping;
    let sql = "INSERT INTO accounts (user_id, name, name_key, role, password_hash, created_at_ms) \
               VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (name_key) DO NOTHING";
    let (role, at_ms) = (i32::from(account.role), account.created_at_ms);
    let values = values![&account.user_id, &account.name, &name.key, role, password_hash, at_ms];
    if tx.execute(sql, values)? == 0 {
        let reason = format!("the name {} is taken; choose another", name.shown);
        return Err(Refusal::NameTaken.because(reason).into());
    }
    Ok(())
}

/// Locks an account for the rest of the unit, so that a count of what it has stays true.
/// False when there is no such account.
pub(in crate::domains::user) fn lock(tx: &Tx<'_, Owner>, user_id: &str) -> Reply<bool> {
    let sql = "UPDATE accounts SET user_id = user_id WHERE user_id = $1";
    Ok(tx.execute(sql, values![user_id])? == 1)
}

pub(in crate::domains::user) fn by_id(
    view: &View<'_, Owner>,
    user_id: &str,
) -> Reply<Option<Account>> {
    let sql = "SELECT user_id, name, role, created_at_ms FROM accounts WHERE user_id = $1";
    view.one(sql, values![user_id])?.as_ref().map(account).transpose()
}

pub(in crate::domains::user) fn by_key(
    view: &View<'_, Owner>,
    name_key: &str,
) -> Reply<Option<Account>> {
    let sql = "SELECT user_id, name, role, created_at_ms FROM accounts WHERE name_key = $1";
    view.one(sql, values![name_key])?.as_ref().map(account).transpose()
}

/// The account of a name with its password hash; nothing for one without a password.
pub(in crate::domains::user) fn to_sign_in(
    view: &View<'_, Owner>,
    name_key: &str,
) -> Reply<Option<(Account, String)>> {
    let sql = "SELECT user_id, name, role, created_at_ms, password_hash FROM accounts \
               WHERE name_key = $1 AND password_hash <> ''";
    let Some(row) = view.one(sql, values![name_key])? else { return Ok(None) };
    Ok(Some((account(&row)?, row.text(4)?)))
}

/// Whether the password of an account still is the one that was checked.
pub(in crate::domains::user) fn kept_password(
    tx: &Tx<'_, Owner>,
    user_id: &str,
    password_hash: &str,
) -> Reply<bool> {
    let sql = "SELECT 1 FROM accounts WHERE user_id = $1 AND password_hash = $2";
    Ok(tx.one(sql, values![user_id, password_hash])?.is_some())
}

pub(in crate::domains::user) fn set_password(
    tx: &Tx<'_, Owner>,
    user_id: &str,
    password_hash: &str,
) -> Reply<()> {
    let sql = "UPDATE accounts SET password_hash = $2 WHERE user_id = $1";
    tx.execute(sql, values![user_id, password_hash]).map(drop)
}

/// Whether there is an administrator.
pub(in crate::domains::user) fn any_admin(view: &View<'_, Owner>) -> Reply<bool> {
    Ok(steward(view)?.is_some())
}

/// The oldest administrator. The id only decides between two of the same millisecond.
pub(in crate::domains::user) fn steward(view: &View<'_, Owner>) -> Reply<Option<Account>> {
    let sql = "SELECT user_id, name, role, created_at_ms FROM accounts WHERE role = $1 \
               ORDER BY created_at_ms, user_id LIMIT 1";
    let admin = i32::from(Role::Admin);
    view.one(sql, values![admin])?.as_ref().map(account).transpose()
}
