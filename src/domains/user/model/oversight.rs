//! What administrators may do with accounts: roles, suspensions, links for a new password, and the
//! list of all. A site never loses its last administrator by it. It must not look anything up.

use super::account::{Account, Overseen, Suspension};
use crate::contract::user::{ListUsersRequest, Refusal, Role, SuspendUserRequest};
use crate::kernel::context::Caller;
use crate::kernel::fault::{RefusalCode as _, Refused};

/// Which accounts a list is to give, as the store asks for them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::domains::user) struct Listing {
    /// Of the name key, for `LIKE … ESCAPE '!'`.
    pub(in crate::domains::user) pattern: String,
    pub(in crate::domains::user) role_min: Role,
    pub(in crate::domains::user) role_max: Role,
    pub(in crate::domains::user) suspended_at_ms_min: i64,
}

/// What a request asks of the list; `key` is the beginning of the name as names are compared.
///
/// # Errors
/// `ROLE_UNKNOWN`.
pub(in crate::domains::user) fn decide_listing(
    request: &ListUsersRequest,
    key: &str,
) -> Result<Listing, Refused> {
    let mut pattern = String::new();
    for letter in key.chars() {
        if matches!(letter, '%' | '_' | '!') {
            pattern.push('!');
        }
        pattern.push(letter);
    }
    pattern.push('%');
    let (role_min, role_max) = match Role::try_from(request.role) {
        Ok(Role::Unspecified) => (Role::Unspecified, Role::Admin),
        Ok(role) => (role, role),
        Err(_) => return Err(refuse_role()),
    };
    let suspended_at_ms_min = i64::from(request.only_suspended);
    Ok(Listing { pattern, role_min, role_max, suspended_at_ms_min })
}

/// The role that an account is to have from now on.
///
/// # Errors
/// `ROLE_UNKNOWN`.
pub(in crate::domains::user) fn decide_new_role(number: i32) -> Result<Role, Refused> {
    match Role::try_from(number) {
        Ok(Role::Unspecified) | Err(_) => Err(refuse_role()),
        Ok(role) => Ok(role),
    }
}

pub(super) fn refuse_role() -> Refused {
    Refusal::RoleUnknown.because("no such role; there are viewer, creator, moderator and admin")
}

/// Whether an account may get a role where so many administrators may come in.
///
/// # Errors
/// `LAST_ADMINISTRATOR`.
pub(in crate::domains::user) fn check_role(
    overseen: &Overseen,
    role: Role,
    administrators: u64,
) -> Result<(), Refused> {
    if role == Role::Admin || !is_last(overseen, administrators) {
        return Ok(());
    }
    Err(refuse_last())
}

/// Whether a caller may suspend an account where so many administrators may come in.
///
/// # Errors
/// `OWN_ACCOUNT`, `LAST_ADMINISTRATOR`.
pub(in crate::domains::user) fn check_suspending(
    caller: &Caller,
    overseen: &Overseen,
    administrators: u64,
) -> Result<(), Refused> {
    if caller.user_id() == Some(&overseen.account.user_id) {
        let reason = "nobody suspends themselves; another administrator can";
        return Err(Refusal::OwnAccount.because(reason));
    }
    if is_last(overseen, administrators) {
        return Err(refuse_last());
    }
    Ok(())
}

pub(super) fn is_last(overseen: &Overseen, administrators: u64) -> bool {
    let Overseen { account: Account { role, .. }, suspension, .. } = overseen;
    *role == Role::Admin && suspension.suspended_at_ms == 0 && administrators <= 1
}

pub(super) fn refuse_last() -> Refused {
    let reason = "this is the last administrator; give the role to somebody else first";
    Refusal::LastAdministrator.because(reason)
}

/// Judges why an account is suspended; gives it without blanks around it.
///
/// # Errors
/// `REASON_INVALID`.
pub(in crate::domains::user) fn decide_reason(reason: &str) -> Result<String, Refused> {
    decide_told_reason(reason, Refusal::ReasonInvalid, "the person reads it at sign-in")
}

/// Judges a reason that somebody is told, `how`; gives it without blanks around it.
///
/// # Errors
/// `refusal`.
pub(super) fn decide_told_reason(
    reason: &str,
    refusal: Refusal,
    how: &str,
) -> Result<String, Refused> {
    let reason = reason.trim();
    let limits = SuspendUserRequest::REASON;
    let is_strange = |letter: char| letter.is_control() && letter != '\n';
    if limits.fit(reason) && !reason.chars().any(is_strange) {
        return Ok(reason.to_owned());
    }
    let (least, most) = (limits.min_chars, limits.max_chars);
    Err(refusal.because(format!("say in {least} to {most} characters why; {how}")))
}

/// Whether an account is let in.
///
/// # Errors
/// `ACCOUNT_SUSPENDED` with the reason.
pub(in crate::domains::user) fn check_suspension(suspension: &Suspension) -> Result<(), Refused> {
    if suspension.suspended_at_ms == 0 {
        return Ok(());
    }
    let reason = &suspension.suspension_reason;
    let told = format!("this account is suspended: {reason}");
    Err(Refusal::AccountSuspended.because(told).with("reason", reason.as_str()))
}

/// The link for a new password is wrong, used or too old.
pub(in crate::domains::user) fn refuse_reset_link() -> Refused {
    let reason = "this link was used, replaced or is too old; ask an administrator for another";
    Refusal::ResetLinkInvalid.because(reason)
}

/// The current password of whoever changes it is another one.
pub(in crate::domains::user) fn refuse_password() -> Refused {
    Refusal::PasswordWrong.because("the current password is another one; type it again")
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::kernel::fault::Error;

    pub(in crate::domains::user::model) fn overseen(
        user_id: &str,
        role: Role,
        suspended_at_ms: i64,
    ) -> Overseen {
        let (name, created_at_ms) = (user_id.to_owned(), 1);
        Overseen {
            account: Account {
                user_id: user_id.into(),
                name,
                role,
                created_at_ms,
                avatar: String::new(),
            },
            has_password: true,
            suspension: Suspension { suspended_at_ms, suspension_reason: String::new() },
        }
    }

    #[test]
    fn the_last_administrator_stays_one_and_stays_in() {
        let by = Caller::Operator;
        for (role, suspended_at_ms, administrators, is_kept) in [
            (Role::Admin, 0, 1, true),
            (Role::Admin, 0, 2, false),
            (Role::Admin, 7, 1, false),
            (Role::Creator, 0, 1, false),
        ] {
            let one = overseen("ada", role, suspended_at_ms);
            let demoted = check_role(&one, Role::Viewer, administrators);
            let suspended = check_suspending(&by, &one, administrators);
            for told in [demoted, suspended] {
                let is_last = |told| Error::from(told).is(Refusal::LastAdministrator);
                let case = format!("{role:?} {suspended_at_ms} {administrators}");
                assert_eq!(told.is_err_and(is_last), is_kept, "{case}");
            }
            assert!(check_role(&one, Role::Admin, administrators).is_ok());
        }
    }

    #[test]
    fn nobody_suspends_themselves() {
        let by = Caller::User { user_id: "ada".into(), role: crate::kernel::context::Role::Admin };
        let own = check_suspending(&by, &overseen("ada", Role::Admin, 0), 2).unwrap_err();
        assert!(Error::from(own).is(Refusal::OwnAccount));
        assert!(check_suspending(&by, &overseen("bob", Role::Admin, 0), 2).is_ok());
    }

    #[test]
    fn a_reason_is_said_and_is_read() {
        assert_eq!(decide_reason(" spam\nagain ").unwrap(), "spam\nagain");
        for reason in ["", "  ", "a\u{7}b", &"x".repeat(301)] {
            assert!(decide_reason(reason).is_err(), "{reason:?}");
        }
        let suspension =
            |suspended_at_ms| Suspension { suspended_at_ms, suspension_reason: "spam".to_owned() };
        assert!(check_suspension(&suspension(0)).is_ok());
        let refused = check_suspension(&suspension(7)).unwrap_err();
        assert_eq!(refused.details, [crate::kernel::wire::Detail::new("reason", "spam")]);
    }

    #[test]
    fn what_is_typed_is_no_pattern() {
        let pattern = |key: &str| {
            let listing = decide_listing(&ListUsersRequest::default(), key).unwrap();
            listing.pattern
        };
        assert_eq!(pattern(""), "%");
        assert_eq!(pattern("a_b%!"), "a!_b!%!!%");
        let role = |role| ListUsersRequest { role, ..ListUsersRequest::default() };
        let admins = decide_listing(&role(4), "").unwrap();
        assert_eq!((admins.role_min, admins.role_max), (Role::Admin, Role::Admin));
        assert!(decide_listing(&role(5), "").is_err());
        assert!(decide_new_role(0).is_err() && decide_new_role(5).is_err());
    }
}
