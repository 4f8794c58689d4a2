//! The service of accounts: its state, its rpcs, and what they make of names, places and tokens.
//! It must not write; handlers do.

use super::engine::{spelling, token};
use super::live::{Hashers, Scribe, Uses};
use super::model::{self, Name, Options, Places};
use crate::contract::user::{Owner, Place, service};
use crate::kernel::domain_context::DomainContext;
use crate::kernel::fault::{Fault, Reply};
use crate::kernel::live::LiveSettings;
use crate::kernel::ports::Ports;
use crate::kernel::ports::mail::Mailer;
use std::rc::Rc;
use std::sync::Arc;
use tokio::sync::Notify;

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
    get_first_administrator,
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

/// Reads and judges a name as somebody typed it.
///
/// # Errors
/// `NAME_INVALID`.
pub(super) fn read_name(typed: &str) -> Reply<Name> {
    let spelled = spelling::spell(typed, Name::LETTERS_MAX);
    Ok(model::decide_name(&spelled.shown, &spelled.key, &spelled.bare)?)
}

/// Where somebody comes from, as it is stored for a name.
pub(super) fn places_of(name: &Name, place: Option<Place>) -> Places {
    let Place { network, device_token, .. } = place.unwrap_or_default();
    let device = Some(device_token).filter(|token| !token.is_empty());
    Places {
        network: token::place(&name.key, "network", &network),
        device: device.map(|device| token::place(&name.key, "device", &device)),
    }
}
