//! The service of accounts: its state, its rpcs, and what they make of names, places and tokens.
//! It must not write; handlers do.

use super::engine::token;
use super::live::{Easel, Hashers, Scribe, Uses};
use super::model::Options;
use crate::contract::user::{Owner, service};
use crate::kernel::domain_context::DomainContext;
use crate::kernel::fault::{Fault, Reply};
use crate::kernel::live::LiveSettings;
use crate::kernel::ports::Ports;
use crate::kernel::ports::mail::Mailer;
use std::rc::Rc;
use std::sync::Arc;
use tokio::sync::Notify;

pub(super) use super::live::{places_of, read_name};

/// The state of the domain.
pub(crate) struct User {
    pub(super) domain: DomainContext<Owner>,
    pub(super) options: LiveSettings<Options>,
    pub(super) uses: Rc<Uses>,
    pub(super) hashers: Hashers,
    pub(super) scribe: Scribe,
    pub(super) mailer: Arc<dyn Mailer>,
    /// Told when a message begins to wait.
    pub(super) mailing: Rc<Notify>,
    pub(super) easel: Easel,
    /// Told when a picture is to be removed.
    pub(super) littering: Rc<Notify>,
}

service!(User:
    sign_up,
    sign_in,
    sign_out,
    mint_setup_link,
    claim_setup,
    add_user,
    create_api_token,
    revoke_api_token,
    resolve_credential,
    get_user,
    get_users,
    find_users,
    get_first_administrator,
    list_staff,
    list_api_tokens,
    change_password,
    list_sessions,
    end_session,
    end_all_sessions,
    list_users,
    set_role,
    suspend_user,
    restore_user,
    mint_reset_link,
    get_reset_link,
    redeem_reset_link,
    get_sign_up_status,
    set_mail_address,
    confirm_mail_address,
    request_password_reset,
    get_mail_address,
    get_mail_link,
    get_mail_status,
    create_invitation,
    get_invitation,
    list_invitations,
    revoke_invitation,
    list_sign_ups,
    approve_sign_up,
    refuse_sign_up,
    block_user,
    unblock_user,
    mute_user,
    unmute_user,
    list_blocks,
    check_relations,
    update_profile,
    count_users,
    set_quota,
    get_quota,
    finish_sign_in,
    prove_password,
    begin_totp,
    confirm_totp,
    remove_totp,
    renew_recovery_codes,
    reset_second_factor,
    get_second_factor,
    begin_passkey,
    add_passkey,
    rename_passkey,
    remove_passkey,
    list_passkeys,
    begin_passkey_sign_in,
    finish_passkey_sign_in,
    erase_account,
    begin_export,
    export_account,
    set_avatar,
    remove_avatar,
    get_profile,
    get_avatar,
);

/// A token on its way to its owner, with what is kept of it.
#[derive(Clone)]
pub(super) struct Fresh {
    pub(super) token: String,
    pub(super) digest: String,
}

impl User {
    pub(super) fn new(
        domain: DomainContext<Owner>,
        options: LiveSettings<Options>,
        ports: &Ports,
    ) -> Self {
        Self {
            scribe: Scribe::new(&domain, &ports.letters),
            domain,
            options,
            uses: Rc::default(),
            hashers: Hashers::new(),
            mailer: Arc::clone(&ports.mailer),
            mailing: Rc::default(),
            easel: Easel::new(&ports.media),
            littering: Rc::default(),
        }
    }

    /// A new session or setup token.
    pub(super) fn fresh_token(&self) -> Reply<Fresh> {
        fresh(token::plain(self.domain.ids.bytes()))
    }
}

/// A token with what is kept of it.
pub(super) fn fresh(token: String) -> Reply<Fresh> {
    let digest = token::digest(&token).ok_or_else(|| Fault::internal("a token without digest"))?;
    Ok(Fresh { token, digest })
}
