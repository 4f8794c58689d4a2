//! Who may do what with accounts, links and tokens, and how it is said that somebody may not.
//! It must not look anything up.

use crate::contract::user::Refusal;
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
        (true, _) => Err(refuse_setup_done()),
        (false, false) => Err(refuse_setup_link()),
        (false, true) => Ok(()),
    }
}

/// There is an administrator already.
pub(in crate::domains::user) fn refuse_setup_done() -> Refused {
    let reason = "this site has its administrator already; sign in, or ask them for an account";
    Refusal::SetupDone.because(reason)
}

/// The link is wrong, used or too old.
pub(in crate::domains::user) fn refuse_setup_link() -> Refused {
    let reason = "this setup link was used, replaced or is too old; restart the server for another";
    Refusal::SetupLinkInvalid.because(reason)
}

/// Whoever makes an account for themselves needs a password.
pub(in crate::domains::user) fn refuse_no_password() -> Refused {
    Refusal::PasswordTooWeak.because("choose a password; without one you could not come back")
}

/// The caller has no such token.
pub(in crate::domains::user) fn refuse_token() -> Refused {
    Refusal::TokenUnknown.because("you have no such API token; look at the list of those you have")
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
}
