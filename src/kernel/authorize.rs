//! Who may ask: what every domain demands of its callers, each demand with its refusal. It must not
//! know what is asked for.

use crate::kernel::context::{Caller, Role};
use crate::kernel::fault::{RefusalCode as _, Refused, Shared};
use crate::kernel::id::UserId;

impl Caller {
    /// The account that asks.
    ///
    /// # Errors
    /// `SIGN_IN_FIRST` when none does.
    pub(crate) fn authorize_account(&self) -> Result<&UserId, Refused> {
        self.user_id().ok_or_else(sign_in_first)
    }

    /// Whether the caller may bring something to the site.
    ///
    /// # Errors
    /// `SIGN_IN_FIRST` without an account, `CREATORS_ONLY` with one that only watches.
    pub(crate) fn authorize_creator(&self) -> Result<(), Refused> {
        match self {
            Self::Operator => Ok(()),
            Self::User { role, .. } if *role >= Role::Creator => Ok(()),
            Self::User { .. } => Err(Shared::CreatorsOnly.because(
                "this account may watch but not upload; ask an administrator for the role",
            )),
            Self::Anonymous { .. } | Self::Domain(_) => Err(sign_in_first()),
        }
    }

    /// Whether the caller may change what belongs to `owner_id`, and may know of it.
    ///
    /// # Errors
    /// `SIGN_IN_FIRST` without an account, `NOT_OWNER` with another one.
    pub(crate) fn authorize_owner(&self, owner_id: &UserId) -> Result<(), Refused> {
        if self.may_act_for(owner_id) {
            return Ok(());
        }
        match self {
            Self::Anonymous { .. } => Err(sign_in_first()),
            _ => Err(Shared::NotOwner.because("only its owner may change this")),
        }
    }

    /// Whether the caller may act for the whole site.
    ///
    /// # Errors
    /// `NOT_ALLOWED`
    pub(crate) fn authorize_admin(&self) -> Result<(), Refused> {
        if self.is_admin() {
            return Ok(());
        }
        Err(Shared::NotAllowed.because("only administrators may do this"))
    }

    /// Whether the caller decides about what others bring to the site.
    ///
    /// # Errors
    /// `NOT_ALLOWED`
    pub(crate) fn authorize_moderator(&self) -> Result<(), Refused> {
        if self.is_moderator() {
            return Ok(());
        }
        Err(Shared::NotAllowed.because("only moderators may do this"))
    }

    /// Whether the caller is the owner of the machine.
    ///
    /// # Errors
    /// `NOT_ALLOWED`
    pub(crate) fn authorize_operator(&self) -> Result<(), Refused> {
        if *self == Self::Operator {
            return Ok(());
        }
        Err(Shared::NotAllowed.because("only the operator of this machine may do this"))
    }
}

/// Nobody is signed in.
fn sign_in_first() -> Refused {
    Shared::SignInFirst.because("sign in first")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_demand_has_its_refusal() {
        let user = |id: &str, role| Caller::User { user_id: id.into(), role };
        let callers = [
            Caller::Anonymous { visitor: "v".into() },
            user("ada", Role::Viewer),
            user("ada", Role::Creator),
            user("bob", Role::Moderator),
            user("root", Role::Admin),
            Caller::Operator,
            Caller::Domain("video"),
        ];
        let told = |asked: Result<(), Refused>| {
            asked.err().map_or("", |refused| match refused {
                Refused { name, .. } if name == "SIGN_IN_FIRST" => "sign in",
                Refused { name, .. } if name == "CREATORS_ONLY" => "creators",
                Refused { name, .. } if name == "NOT_OWNER" => "owner",
                Refused { name, .. } if name == "NOT_ALLOWED" => "no",
                _ => "another refusal",
            })
        };
        let of =
            |ask: fn(&Caller) -> Result<(), Refused>| callers.each_ref().map(|one| told(ask(one)));
        let account = of(|caller| caller.authorize_account().map(drop));
        assert_eq!(account, ["sign in", "", "", "", "", "sign in", "sign in"]);
        let creator = of(Caller::authorize_creator);
        assert_eq!(creator, ["sign in", "creators", "", "", "", "", "sign in"]);
        let owner = of(|caller| caller.authorize_owner(&"ada".into()));
        assert_eq!(owner, ["sign in", "", "", "owner", "", "", "owner"]);
        let admin = of(Caller::authorize_admin);
        assert_eq!(admin, ["no", "no", "no", "no", "", "", "no"]);
        let moderator = of(Caller::authorize_moderator);
        assert_eq!(moderator, ["no", "no", "no", "", "", "", "no"]);
        let operator = of(Caller::authorize_operator);
        assert_eq!(operator, ["no", "no", "no", "no", "no", "", "no"]);
    }
}
