//! Who may erase which account, and what is asked of them. It must not know what is kept of one.

use super::account::Overseen;
use super::oversight::{decide_told_reason, is_last, refuse_last};
use crate::contract::user::Refusal;
use crate::kernel::context::Caller;
use crate::kernel::fault::{RefusalCode as _, Refused};
use crate::kernel::id::UserId;

/// An account that is erased, and what of it is kept in a form that names nobody.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::domains::user) struct Erasure {
    pub(in crate::domains::user) user_id: UserId,
    /// By which its name is known again while nobody else may take it.
    pub(in crate::domains::user) name_hash: String,
    pub(in crate::domains::user) name_kept_ms: i64,
    /// Stands where somebody is only counted.
    pub(in crate::domains::user) stand_in: UserId,
    /// Who has ordered it; nobody where it is its own person.
    pub(in crate::domains::user) ordered_by: Option<String>,
}

/// Under which name it is told who orders something of another account.
pub(in crate::domains::user) fn make_orderer(by: &Caller) -> String {
    by.user_id().map_or_else(|| "operator".to_owned(), ToString::to_string)
}

/// Whether the name was typed of the account that is to be erased: both as names are compared.
///
/// # Errors
/// `NAME_MISTYPED`.
pub(in crate::domains::user) fn check_typed_name(
    name_key: &str,
    typed_key: &str,
) -> Result<(), Refused> {
    if name_key == typed_key {
        return Ok(());
    }
    let reason = "this is not the name of your account; type it as it is shown above the form";
    Err(Refusal::NameMistyped.because(reason))
}

/// Whether an account may be erased where so many administrators may come in. `by` is who asks for
/// that of another account; nobody when its own person does.
///
/// # Errors
/// `ERASE_OWN_ACCOUNT`, `LAST_ADMINISTRATOR`.
pub(in crate::domains::user) fn check_erasing(
    by: Option<&Caller>,
    overseen: &Overseen,
    administrators: u64,
) -> Result<(), Refused> {
    if by.and_then(Caller::user_id) == Some(&overseen.account.user_id) {
        let reason = "this is your own account; erase it on its own page, with your password";
        return Err(Refusal::EraseOwnAccount.because(reason));
    }
    if is_last(overseen, administrators) {
        return Err(refuse_last());
    }
    Ok(())
}

/// Judges why an administrator erases an account; gives it without blanks around it.
///
/// # Errors
/// `ERASURE_REASON_INVALID`.
pub(in crate::domains::user) fn decide_erasure_reason(reason: &str) -> Result<String, Refused> {
    let how = "it is sent to the person by mail";
    decide_told_reason(reason, Refusal::ErasureReasonInvalid, how)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::contract::user::Role;
    use crate::domains::user::model::oversight::tests::overseen;
    use crate::kernel::context::Role as CallerRole;
    use crate::kernel::fault::Error;

    #[test]
    fn who_may_be_erased_by_whom() {
        let ada = Caller::User { user_id: "ada".into(), role: CallerRole::Admin };
        let is = |refused: Result<(), Refused>, code: Refusal| {
            refused.is_err_and(|refused| Error::from(refused).is(code))
        };
        let (own, last) = (Refusal::EraseOwnAccount, Refusal::LastAdministrator);
        let admin = overseen("ada", Role::Admin, 0);
        assert!(is(check_erasing(Some(&ada), &admin, 2), own));
        assert!(check_erasing(None, &admin, 2).is_ok());
        assert!(is(check_erasing(None, &admin, 1), last));
        assert!(is(check_erasing(Some(&Caller::Operator), &admin, 1), last));
        let out = overseen("bob", Role::Admin, 7);
        assert!(check_erasing(Some(&ada), &out, 1).is_ok(), "who is suspended is not the last");
        assert!(check_erasing(Some(&ada), &overseen("bob", Role::Viewer, 0), 1).is_ok());
    }

    #[test]
    fn the_name_is_typed_and_the_reason_is_given() {
        assert!(check_typed_name("mira", "mira").is_ok());
        for typed in ["", "mir", "miras"] {
            let refused = check_typed_name("mira", typed).unwrap_err();
            assert!(Error::from(refused).is(Refusal::NameMistyped), "{typed:?}");
        }
        assert_eq!(decide_erasure_reason(" spam\nagain ").unwrap(), "spam\nagain");
        for reason in ["", "  ", "a\u{7}b", &"x".repeat(301)] {
            assert!(decide_erasure_reason(reason).is_err(), "{reason:?}");
        }
    }
}
