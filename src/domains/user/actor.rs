//! The service of accounts: its state, its rpcs, and the one way in which a new account is
//! prepared. It must not write; handlers do.

use super::engine::memory::Memory;
use super::engine::password::{self, Cost, HashFault};
use super::engine::{spelling, token};
use super::live::{Asker, Hashers, Uses};
use super::model::{self, Account, Keeping, Name, Options, Places};
use crate::contract::user::{Owner, Place, Role, service};
use crate::kernel::context::Context;
use crate::kernel::domain_context::DomainContext;
use crate::kernel::fault::{Fault, Reply};
use crate::kernel::live::LiveSettings;
use std::rc::Rc;

/// The state of the domain.
pub(crate) struct User {
    pub(super) domain: DomainContext<Owner>,
    pub(super) options: LiveSettings<Options>,
    pub(super) uses: Rc<Uses>,
    hashers: Hashers,
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
);

/// A token on its way to its owner, with what is kept of it.
pub(super) struct Fresh {
    pub(super) token: String,
    pub(super) digest: String,
}

impl User {
    pub(super) fn new(domain: DomainContext<Owner>, options: LiveSettings<Options>) -> Self {
        Self { domain, options, uses: Rc::default(), hashers: Hashers::new() }
    }

    /// Runs password work off this thread.
    ///
    /// # Errors
    /// `Overloaded` when too many wait already, `Timeout` when its turn came too late.
    pub(super) async fn hashing<T: Send + 'static>(
        &self,
        cx: &Context,
        asker: Asker,
        work: impl FnOnce(Cost, &mut Memory) -> Result<T, HashFault> + Send + 'static,
    ) -> Reply<T> {
        let options = self.options.get();
        let _waiting = self.hashers.queue(options.hashes_waiting_max, asker)?;
        let cost = Cost {
            memory_kib: options.hash_memory_kib,
            passes: options.hash_passes,
            lanes: options.hash_lanes,
        };
        let (cx, mut held) = (cx.clone(), self.hashers.hold().await?);
        let hashing = self.domain.tasks.blocking(move || {
            let done = (!cx.expired()).then(|| work(cost, held.memory()));
            (done, held)
        });
        let (done, held) = hashing.await?;
        self.hashers.keep(held);
        Ok(done.ok_or(Fault::Timeout)?.map_err(Fault::internal)?)
    }

    /// Prepares an account: judges name and password, and hashes the password if there is one.
    ///
    /// # Errors
    /// `NAME_INVALID`, `PASSWORD_TOO_WEAK`.
    pub(super) async fn prepare(
        &self,
        cx: &Context,
        asker: Asker,
        (typed, password): (&str, String),
        role: Role,
    ) -> Reply<Keeping> {
        let name = read_name(typed)?;
        let user_id = self.domain.ids.fresh();
        let created_at_ms = self.domain.clock.now_ms();
        let account = Account { user_id, name: name.shown.clone(), role, created_at_ms };
        let mut password_hash = String::new();
        if !password.is_empty() {
            let key = spelling::spell(&password, Name::LETTERS_MAX).key;
            model::check_password(&password, &key, &name)?;
            let salt = self.domain.ids.bytes();
            let work = move |cost, memory: &mut _| password::hash(&password, salt, cost, memory);
            password_hash = self.hashing(cx, asker, work).await?;
        }
        Ok(Keeping { account, name, password_hash })
    }

    /// A new session or setup token.
    pub(super) fn fresh_token(&self) -> Reply<Fresh> {
        fresh(token::plain(self.domain.ids.bytes()))
    }

    /// A new API token.
    pub(super) fn fresh_api_token(&self) -> Reply<Fresh> {
        fresh(token::api(self.domain.ids.bytes()))
    }
}

fn fresh(token: String) -> Reply<Fresh> {
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
    let Place { network, device_token } = place.unwrap_or_default();
    let device = Some(device_token).filter(|token| !token.is_empty());
    Places {
        network: token::place(&name.key, "network", &network),
        device: device.map(|device| token::place(&name.key, "device", &device)),
    }
}
