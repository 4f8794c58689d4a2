//! Who may make an account, and who has to wait for it. It must not say whether a name is taken.

use super::Options;
use super::account::make_role;
use super::options::SignUp;
use crate::contract::user::{Refusal, Role, SignUpEntry, SignUpMode, SignUpRequest};
use crate::kernel::fault::{RefusalCode as _, Refused};
use crate::kernel::id::UserId;

/// How somebody comes in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::domains::user) enum Admission {
    /// At once, in this role.
    AtOnce(Role),
    /// In this role, once an administrator has approved it.
    OnceApproved(Role),
}

impl Admission {
    pub(in crate::domains::user) fn role(self) -> Role {
        match self {
            Self::AtOnce(role) | Self::OnceApproved(role) => role,
        }
    }
}

/// A sign-up that was not approved yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::domains::user) struct Asking {
    pub(in crate::domains::user) answer: String,
    pub(in crate::domains::user) asked_at_ms: i64,
    pub(in crate::domains::user) ends_at_ms: i64,
    pub(in crate::domains::user) dismissal: Dismissal,
}

/// Whether and why a sign-up was refused.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(in crate::domains::user) struct Dismissal {
    /// 0 while it waits.
    pub(in crate::domains::user) refused_at_ms: i64,
    pub(in crate::domains::user) refusal_reason: String,
}

/// A sign-up in the list of those that wait.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::domains::user) struct InQueue {
    pub(in crate::domains::user) user_id: UserId,
    pub(in crate::domains::user) name: String,
    pub(in crate::domains::user) answer: String,
    pub(in crate::domains::user) asked_at_ms: i64,
    pub(in crate::domains::user) ends_at_ms: i64,
}

impl From<InQueue> for SignUpEntry {
    fn from(one: InQueue) -> Self {
        let InQueue { user_id, name, answer, asked_at_ms, ends_at_ms } = one;
        Self { user_id: user_id.into(), name, answer, asked_at_ms, ends_at_ms }
    }
}

/// Whether somebody may sign up now, and as what. `invited` is the role of an invitation that holds
/// and that they came by.
///
/// # Errors
/// `SIGN_UP_CLOSED`, `INVITATION_NEEDED`.
pub(in crate::domains::user) fn decide_sign_up(
    options: &Options,
    invited: Option<Role>,
) -> Result<Admission, Refused> {
    match (options.sign_up, invited) {
        (SignUp::Closed, _) => {
            let reason = "this site is not open for new accounts; ask its administrator for one";
            Err(Refusal::SignUpClosed.because(reason))
        },
        (_, Some(role)) => Ok(Admission::AtOnce(role)),
        (SignUp::Open, None) => Ok(Admission::AtOnce(make_role(options))),
        (SignUp::Approval, None) => Ok(Admission::OnceApproved(make_role(options))),
        (SignUp::Invitation, None) => {
            let reason = "this site takes new accounts by invitation only; ask somebody for one";
            Err(Refusal::InvitationNeeded.because(reason))
        },
    }
}

/// How sign-up goes, as the contract says it.
pub(in crate::domains::user) fn show_mode(options: &Options) -> SignUpMode {
    match options.sign_up {
        SignUp::Open => SignUpMode::Open,
        SignUp::Approval => SignUpMode::Approval,
        SignUp::Invitation => SignUpMode::Invitation,
        SignUp::Closed => SignUpMode::Closed,
    }
}

/// Judges the answer of whoever has to wait; gives it without blanks around it.
///
/// # Errors
/// `ANSWER_INVALID`.
pub(in crate::domains::user) fn decide_answer(answer: &str) -> Result<String, Refused> {
    let answer = answer.trim();
    let limits = SignUpRequest::ANSWER;
    let is_strange = |letter: char| letter.is_control() && letter != '\n';
    if limits.fit(answer) && !answer.chars().any(is_strange) {
        return Ok(answer.to_owned());
    }
    Err(Refusal::AnswerInvalid.because(format!(
        "answer the question in {} to {} characters; an administrator reads it",
        limits.min_chars, limits.max_chars
    )))
}

/// Whether one more sign-up may wait where so many do. How many there are is not for strangers.
///
/// # Errors
/// `SIGN_UPS_FULL`.
pub(in crate::domains::user) fn check_room(waiting: u64, options: &Options) -> Result<(), Refused> {
    if waiting < options.sign_ups_waiting_max {
        return Ok(());
    }
    let reason = "too many sign-ups wait for approval already; try again in a few days";
    Err(Refusal::SignUpsFull.because(reason))
}

/// Whether somebody with a right password is let in, as far as their sign-up goes.
///
/// # Errors
/// `ACCOUNT_PENDING`, or `SIGN_UP_REFUSED` with the reason.
pub(in crate::domains::user) fn check_approved(asking: Option<&Asking>) -> Result<(), Refused> {
    let Some(Asking { dismissal, .. }) = asking else { return Ok(()) };
    if dismissal.refused_at_ms == 0 {
        let reason = "an administrator has not approved this account yet; try again later";
        return Err(Refusal::AccountPending.because(reason));
    }
    let reason = &dismissal.refusal_reason;
    let told = format!("this sign-up was refused: {reason}");
    Err(Refusal::SignUpRefused.because(told).with("reason", reason.as_str()))
}

/// Nobody of that id waits.
pub(in crate::domains::user) fn refuse_sign_up_id() -> Refused {
    let reason = "no such sign-up waits; somebody else may have decided already";
    Refusal::SignUpUnknown.because(reason)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::fault::Error;

    #[test]
    fn who_comes_in_and_how() {
        use Admission::{AtOnce, OnceApproved};
        let told = |sign_up, invited| {
            let options = Options { sign_up, ..Options::default() };
            decide_sign_up(&options, invited)
        };
        let invited = Some(Role::Moderator);
        assert_eq!(told(SignUp::Open, None).unwrap(), AtOnce(Role::Creator));
        assert_eq!(told(SignUp::Open, invited).unwrap(), AtOnce(Role::Moderator));
        assert_eq!(told(SignUp::Approval, None).unwrap(), OnceApproved(Role::Creator));
        assert_eq!(told(SignUp::Approval, invited).unwrap(), AtOnce(Role::Moderator));
        assert_eq!(told(SignUp::Invitation, invited).unwrap(), AtOnce(Role::Moderator));
        let needed = told(SignUp::Invitation, None).unwrap_err();
        assert!(Error::from(needed).is(Refusal::InvitationNeeded));
        for invited in [None, invited] {
            let closed = told(SignUp::Closed, invited).unwrap_err();
            assert!(Error::from(closed).is(Refusal::SignUpClosed));
        }
    }

    #[test]
    fn an_answer_is_given_and_is_short() {
        assert_eq!(decide_answer(" I film\nfish ").unwrap(), "I film\nfish");
        assert!(decide_answer(&"鱼".repeat(1_000)).is_ok());
        for answer in ["", " \n ", "a\u{7}b", &"x".repeat(1_001)] {
            assert!(decide_answer(answer).is_err(), "{answer:?}");
        }
    }

    #[test]
    fn the_last_place_in_the_queue_is_given_and_no_further_one() {
        let options = Options { sign_ups_waiting_max: 2, ..Options::default() };
        assert!(check_room(1, &options).is_ok());
        assert!(check_room(2, &options).is_err());
    }

    #[test]
    fn who_waits_or_was_refused_is_not_let_in() {
        let asking = |refused_at_ms| Asking {
            answer: "fish".to_owned(),
            asked_at_ms: 1,
            ends_at_ms: 9,
            dismissal: Dismissal { refused_at_ms, refusal_reason: "a robot".to_owned() },
        };
        assert!(check_approved(None).is_ok());
        let waiting = check_approved(Some(&asking(0))).unwrap_err();
        assert!(Error::from(waiting).is(Refusal::AccountPending));
        let refused = check_approved(Some(&asking(5))).unwrap_err();
        assert_eq!(refused.details, [crate::kernel::wire::Detail::new("reason", "a robot")]);
    }
}
