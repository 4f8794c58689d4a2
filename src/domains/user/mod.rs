//! user: accounts, credentials, sessions, roles, API tokens, and mail to their people.
//!
//! Invariants: a name belongs to one account, however it is cased; tokens and passwords are kept as
//! hashes only; an unknown name and a wrong password cannot be told apart; the setup link makes one
//! administrator, and one who may come in always remains; nothing opens an account that is
//! suspended or was not approved yet. It never decides what a role may do elsewhere, and wrong
//! passwords never keep anybody out for good: they only make the next try wait.

mod actor;
mod engine;
mod handlers;
mod jobs;
mod live;
mod model;
mod reactions;
mod store;
#[cfg(test)]
mod tests;

pub(crate) use actor::User;
pub(crate) use model::Options;

use crate::contract::user::Owner;
use crate::kernel::domain_context::DomainContext;
use crate::kernel::live::LiveSettings;
use crate::kernel::ports::Ports;

/// Starts the domain with its sweeps.
pub(crate) fn start(
    domain: DomainContext<Owner>,
    options: LiveSettings<Options>,
    ports: &Ports,
) -> User {
    let user = User::new(domain, options, ports);
    jobs::begin(&user);
    user
}
