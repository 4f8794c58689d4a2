//! Rows of `portraits`, what others see of them, and the pictures that are to be removed. It must
//! not keep a row of whoever has set nothing, nor forget a picture that nobody needs.

use super::{bio_of, put_bio};
use crate::contract::user::{AvatarId, Owner, ProfilePart};
use crate::domains::user::model::{
    Account, Portrait, Shown, decide_shown, make_portrait, make_told,
};
use crate::kernel::db::{Tx, View, columns, kept_messages, values};
use crate::kernel::fault::Reply;
use crate::kernel::id::UserId;

columns! { Portrait { version, bio, bio_part, avatar, avatar_part } }
kept_messages! { ProfilePart }

/// What others see of an account.
fn shown_of(view: &View<'_, Owner>, user_id: &UserId) -> Reply<Shown> {
    let sql = "SELECT avatar FROM accounts WHERE user_id = $1";
    let avatar = view.value(sql, values![user_id])?.unwrap_or_default();
    Ok(Shown { bio: bio_of(view, user_id)?, avatar })
}

/// What an account has set last.
pub(in crate::domains::user) fn portrait_of(
    view: &View<'_, Owner>,
    user_id: &UserId,
) -> Reply<Portrait> {
    let sql = "SELECT version, bio, bio_part, avatar, avatar_part FROM portraits \
               WHERE user_id = $1";
    match view.row(sql, values![user_id])? {
        Some(kept) => Ok(kept),
        None => Ok(make_portrait(shown_of(view, user_id)?)),
    }
}

/// Keeps what an account has set or how it stands; what others see follows from it, and what nobody
/// needs any more is removed.
pub(in crate::domains::user) fn put_portrait(
    tx: &Tx<'_, Owner>,
    user_id: &UserId,
    portrait: &Portrait,
) -> Reply<()> {
    let before = portrait_of(tx, user_id)?;
    let was_shown = shown_of(tx, user_id)?;
    let shown = decide_shown(was_shown.clone(), portrait);
    let sql = "INSERT INTO portraits (user_id, version, bio, bio_part, avatar, avatar_part) \
               VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (user_id) DO UPDATE SET \
               version = $2, bio = $3, bio_part = $4, avatar = $5, avatar_part = $6";
    let Portrait { version, bio, bio_part, avatar, avatar_part } = portrait;
    tx.execute(sql, values![user_id, *version, bio, bio_part, avatar, avatar_part])?;
    if shown.bio != was_shown.bio {
        put_bio(tx, user_id, &shown.bio)?;
    }
    let sql = "UPDATE accounts SET avatar = $2 WHERE user_id = $1";
    tx.execute(sql, values![user_id, &shown.avatar])?;
    for gone in [&before.avatar, &was_shown.avatar] {
        if *gone != portrait.avatar && *gone != shown.avatar {
            remove_avatar(tx, gone)?;
        }
    }
    Ok(())
}

/// Has moderation judge what an account shows of itself.
pub(in crate::domains::user) fn tell_profile(
    tx: &Tx<'_, Owner>,
    user_id: &UserId,
    portrait: &Portrait,
) -> Reply<()> {
    let sql = "SELECT name FROM accounts WHERE user_id = $1";
    let name: String = tx.value(sql, values![user_id])?.unwrap_or_default();
    tx.publish(&make_told((user_id, &name), portrait))
}

/// Has moderation judge the name of an account that has come in.
pub(in crate::domains::user) fn introduce(tx: &Tx<'_, Owner>, account: &Account) -> Reply<()> {
    tx.publish(&make_told((&account.user_id, &account.name), &make_portrait(Shown::default())))
}

/// A picture is to be removed now; without one nothing is.
fn remove_avatar(tx: &Tx<'_, Owner>, avatar: &str) -> Reply<()> {
    match avatar.parse() {
        Ok(avatar_id) => plan_removal(tx, &avatar_id, tx.now_ms()),
        Err(_) => Ok(()),
    }
}

/// A picture is to be removed at a time, unless it is needed before.
pub(in crate::domains::user) fn plan_removal(
    tx: &Tx<'_, Owner>,
    avatar_id: &AvatarId,
    due_at_ms: i64,
) -> Reply<()> {
    let sql = "INSERT INTO avatar_removals (avatar_id, due_at_ms) VALUES ($1, $2) \
               ON CONFLICT (avatar_id) DO UPDATE SET due_at_ms = $2";
    tx.execute(sql, values![avatar_id, due_at_ms]).map(drop)
}

/// A picture is needed, or is gone. False when it was not to be removed.
pub(in crate::domains::user) fn strike_removal(
    tx: &Tx<'_, Owner>,
    avatar_id: &AvatarId,
) -> Reply<bool> {
    let sql = "DELETE FROM avatar_removals WHERE avatar_id = $1";
    Ok(tx.execute(sql, values![avatar_id])? == 1)
}

/// The pictures that are to be removed by now.
pub(in crate::domains::user) fn due_removals(
    view: &View<'_, Owner>,
    now_ms: i64,
    limit: u32,
) -> Reply<Vec<AvatarId>> {
    let sql = "SELECT avatar_id FROM avatar_removals WHERE due_at_ms <= $1 \
               ORDER BY due_at_ms, avatar_id LIMIT $2";
    view.column(sql, values![now_ms, limit])
}

/// Removes all pictures of an account that is erased.
pub(in crate::domains::user) fn strike_portrait(tx: &Tx<'_, Owner>, user_id: &UserId) -> Reply<()> {
    let newest = portrait_of(tx, user_id)?.avatar;
    remove_avatar(tx, &newest)?;
    remove_avatar(tx, &shown_of(tx, user_id)?.avatar)?;
    tx.execute("DELETE FROM portraits WHERE user_id = $1", values![user_id]).map(drop)
}

/// Whose picture it is that others see.
pub(in crate::domains::user) fn is_shown(
    view: &View<'_, Owner>,
    avatar_id: &AvatarId,
) -> Reply<bool> {
    view.exists("SELECT 1 FROM accounts WHERE avatar = $1 AND erased_at_ms = 0", values![avatar_id])
}

/// Whose newest picture it is.
pub(in crate::domains::user) fn owner_of_avatar(
    view: &View<'_, Owner>,
    avatar_id: &AvatarId,
) -> Reply<Option<UserId>> {
    view.value("SELECT user_id FROM portraits WHERE avatar = $1", values![avatar_id])
}
