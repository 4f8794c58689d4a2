//! Who may do what with accounts, links and tokens, and how it is said that somebody may not.
//! It must not look anything up.

use crate::contract::user::{GetUsersRequest, Refusal};
use crate::kernel::fault::{RefusalCode as _, Refused};

/// How far a site is with its first administrator.
#[derive(Debug, Clone, Copy)]
pub(in crate::domains::user) struct Setup {
    /// There is an administrator.
    pub(in crate::domains::user) done: bool,
    /// The link that somebody came with holds.
    pub(in crate::domains::user) link_holds: bool,
}

/// Whether the first administrator may be created by a link.
///
/// # Errors
/// `SETUP_DONE` when there is one, `SETUP_LINK_INVALID` when the link does not hold.
pub(in crate::domains::user) fn check_setup(setup: Setup) -> Result<(), Refused> {
    match (setup.done, setup.link_holds) {
        (true, _) => Err(setup_done()),
        (false, false) => Err(setup_link_invalid()),
        (false, true) => Ok(()),
    }
}

/// There is an administrator already.
pub(in crate::domains::user) fn setup_done() -> Refused {
    let reason = "this site has its administrator already; sign in, or ask them for an account";
    Refusal::SetupDone.because(reason)
}

/// The link is wrong, used or too old.
pub(in crate::domains::user) fn setup_link_invalid() -> Refused {
    let reason = "this setup link was used, replaced or is too old; restart the server for another";
    Refusal::SetupLinkInvalid.because(reason)
}

/// Whoever makes an account for themselves needs a password.
pub(in crate::domains::user) fn password_missing() -> Refused {
    Refusal::PasswordTooWeak.because("choose a password; without one you could not come back")
}

/// Whether one more API token may be made.
///
/// # Errors
/// `TOO_MANY_TOKENS`.
pub(in crate::domains::user) fn check_token_count(held: u64, most: u64) -> Result<(), Refused> {
    if held < most {
        return Ok(());
    }
    let reason = format!("an account may have {most} API tokens; revoke one that is not used");
    Err(Refusal::TooManyTokens.because(reason))
}

/// The caller has no such token.
pub(in crate::domains::user) fn token_unknown() -> Refused {
    Refusal::TokenUnknown.because("you have no such API token; look at the list of those you have")
}

/// Whether so many ids may be asked for at once.
///
/// # Errors
/// `TOO_MANY_IDS`.
pub(in crate::domains::user) fn check_ids(count: usize) -> Result<(), Refused> {
    let limits = GetUsersRequest::USER_IDS;
    if limits.take_items(count) {
        return Ok(());
    }
    let most = limits.max_items;
    Err(Refusal::TooManyIds.because(format!("ask for at most {most} accounts at once")))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::fault::Error;

    #[test]
    fn setup() {
        let check = |done, link_holds| check_setup(Setup { done, link_holds });
        assert!(check(false, true).is_ok());
        for (done, link_holds, want) in [
            (true, true, Refusal::SetupDone),
            (true, false, Refusal::SetupDone),
            (false, false, Refusal::SetupLinkInvalid),
        ] {
            assert!(Error::from(check(done, link_holds).unwrap_err()).is(want));
        }
    }

    #[test]
    fn bounds() {
        assert!(check_token_count(19, 20).is_ok());
        assert!(check_token_count(20, 20).is_err());
        assert!(check_ids(100).is_ok());
        assert!(check_ids(101).is_err());
    }
}
