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

/// What a role gives, beyond watching. Whoever shows rights asks these, which ask what every domain
/// asks: what is shown cannot differ from what is checked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Right {
    /// Have sessions, API tokens, and whatever else is one's own.
    Account,
    /// Bring videos to the site.
    Upload,
    /// Decide about what others bring.
    Moderate,
    /// Change what belongs to others.
    ActForOthers,
    /// Act for the whole site.
    Administer,
}

impl Right {
    pub(crate) const ALL: [Self; 5] =
        [Self::Account, Self::Upload, Self::Moderate, Self::ActForOthers, Self::Administer];

    /// Whether a caller has it. `other` is an account that is not theirs.
    pub(crate) fn is_given_to(self, caller: &Caller, other: &UserId) -> bool {
        match self {
            Self::Account => caller.authorize_account().is_ok(),
            Self::Upload => caller.authorize_creator().is_ok(),
            Self::Moderate => caller.authorize_moderator().is_ok(),
            Self::ActForOthers => caller.authorize_owner(other).is_ok(),
            Self::Administer => caller.authorize_admin().is_ok(),
        }
    }
}

/// The account that asks was erased while its call was on the way.
pub(crate) fn refuse_erased() -> Refused {
    Shared::SignInFirst.because("this account was deleted; sign in with another one")
}

/// Nobody is signed in.
fn sign_in_first() -> Refused {
    Shared::SignInFirst.because("sign in first")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_each_role_gives() {
        let rights = |role| {
            let caller = Caller::User { user_id: "ada".into(), role };
            let given = |right: &Right| right.is_given_to(&caller, &"bob".into());
            Right::ALL.into_iter().filter(given).count()
        };
        let roles = [Role::Viewer, Role::Creator, Role::Moderator, Role::Admin];
        assert_eq!(roles.map(rights), [1, 2, 3, 5]);
        let nobody = Caller::Anonymous { visitor: "v".into() };
        assert!(Right::ALL.iter().all(|right| !right.is_given_to(&nobody, &"bob".into())));
    }

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
