//! Accounts, sessions and API tokens as JSON. It must not say more than the pages do.

pub(in crate::gateway) mod accounts;
pub(in crate::gateway) mod blocks;
pub(in crate::gateway) mod erasure;
pub(in crate::gateway) mod invitations;
pub(in crate::gateway) mod mail;
pub(in crate::gateway) mod passkeys;
pub(in crate::gateway) mod profile;
pub(in crate::gateway) mod quota;
pub(in crate::gateway) mod roles;
pub(in crate::gateway) mod second_factor;
pub(in crate::gateway) mod sessions;
pub(in crate::gateway) mod sign_ups;
pub(in crate::gateway) mod users;

use utoipa::OpenApi;

/// The operations of the document.
#[derive(OpenApi)]
#[openapi(
    paths(
        accounts::me, accounts::add, accounts::tokens, accounts::create_token,
        accounts::revoke_token, sessions::change_password, sessions::list, sessions::end,
        sessions::end_all, users::list, users::set_role, users::suspend, users::restore,
        users::mint_reset_link, mail::address, mail::set_address, mail::ask_reset, mail::status,
        mail::confirm,
        invitations::list, invitations::create, invitations::revoke,
        sign_ups::create, sign_ups::list, sign_ups::approve, sign_ups::refuse, blocks::blocks,
        blocks::mutes, blocks::block, blocks::unblock, blocks::mute, blocks::unmute, profile::get,
        profile::update, roles::list, quota::get, quota::set, second_factor::get,
        second_factor::prove, second_factor::begin, second_factor::confirm, second_factor::remove,
        second_factor::renew, second_factor::reset, passkeys::begin_sign_in, passkeys::begin,
        passkeys::add, passkeys::list, passkeys::rename, passkeys::remove, erasure::erase_own,
        erasure::erase_user, profile::own, profile::set_avatar, profile::remove_avatar,
    ),
    tags((name = "users", description = "Accounts, sessions and API tokens"))
)]
pub(in crate::gateway) struct Operations;
