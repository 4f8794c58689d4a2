//! What is asked at sign-in beyond the password, and what asks for the password once more. It must
//! not see a ticket or a recovery code, only what is kept of them.

use super::Options;
use super::tries::decide_paced;
use crate::contract::user::{GetSecondFactorResponse, Refusal};
use crate::domains::user::engine::totp;
use crate::kernel::context::Caller;
use crate::kernel::fault::{RefusalCode as _, Refused};
use crate::kernel::id::UserId;

/// Recovery codes that are given at once.
pub(in crate::domains::user) const RECOVERY_CODES: usize = 10;
/// Sign-ins of one account that may wait for their second factor; one more, and the oldest ends.
pub(in crate::domains::user) const TICKETS_MAX: u32 = 10;

/// The codes of an account by its app, as they are kept.
#[derive(Clone, PartialEq, Eq)]
pub(in crate::domains::user) struct Totp {
    pub(in crate::domains::user) secret: String,
    pub(in crate::domains::user) begun_at_ms: i64,
    /// 0 until the first code was typed.
    pub(in crate::domains::user) confirmed_at_ms: i64,
    /// The last step of which a code was taken.
    pub(in crate::domains::user) last_step: u64,
    /// When the next wrong code from an unknown place would come if all came evenly.
    pub(in crate::domains::user) strangers_at_ms: i64,
}

impl Totp {
    /// A code is asked for at sign-in.
    pub(in crate::domains::user) fn is_on(&self) -> bool {
        self.confirmed_at_ms > 0
    }
}

/// A sign-in that waits for its second factor.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::domains::user) struct Ticket {
    pub(in crate::domains::user) user_id: UserId,
    /// Wrong codes so far.
    pub(in crate::domains::user) tries: u32,
}

/// Until when a session may do what asks for a proof.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::domains::user) struct ProvenSession {
    pub(in crate::domains::user) user_id: UserId,
    pub(in crate::domains::user) proven_until_ms: i64,
}

/// Whether a caller may do what asks for a proof; `proven` is of the session that asks.
///
/// # Errors
/// `PROOF_NEEDED`; for an API token always, which is no session.
pub(in crate::domains::user) fn check_proof(
    caller: &Caller,
    proven: Option<&ProvenSession>,
    now_ms: i64,
) -> Result<(), Refused> {
    // Who owns the machine has no password here.
    if *caller == Caller::Operator {
        return Ok(());
    }
    let is_own = |one: &&ProvenSession| caller.user_id() == Some(&one.user_id);
    let holds = proven.filter(is_own).is_some_and(|one| one.proven_until_ms > now_ms);
    if holds { Ok(()) } else { Err(refuse_proof()) }
}

/// The password has to be typed once more.
pub(in crate::domains::user) fn refuse_proof() -> Refused {
    let reason = "prove your password first, in a session: an API token may not do this";
    Refusal::ProofNeeded.because(reason)
}

/// The codes that wait for their first one: those begun lately, or others with a new secret.
///
/// # Errors
/// `SECOND_FACTOR_ON` when there are some already.
pub(in crate::domains::user) fn decide_secret(
    found: Option<Totp>,
    secret: String,
    (now_ms, options): (i64, &Options),
) -> Result<Totp, Refused> {
    if found.as_ref().is_some_and(Totp::is_on) {
        return Err(refuse_on());
    }
    let begun = found.filter(|one| now_ms - one.begun_at_ms < options.totp_setup_ms);
    Ok(begun.unwrap_or(Totp {
        secret,
        begun_at_ms: now_ms,
        confirmed_at_ms: 0,
        last_step: 0,
        strangers_at_ms: 0,
    }))
}

/// The codes after the first one was typed.
///
/// # Errors
/// `SECOND_FACTOR_OFF` when none were begun lately, `SECOND_FACTOR_ON`, `CODE_WRONG`.
pub(in crate::domains::user) fn decide_confirmed(
    found: Option<Totp>,
    typed: &str,
    (now_ms, options): (i64, &Options),
) -> Result<Totp, Refused> {
    if found.as_ref().is_some_and(Totp::is_on) {
        return Err(refuse_on());
    }
    let begun = found.filter(|one| now_ms - one.begun_at_ms < options.totp_setup_ms);
    let begun = begun.ok_or_else(refuse_off)?;
    let last_step = decide_step(&begun, typed, now_ms).ok_or_else(refuse_code)?;
    Ok(Totp { confirmed_at_ms: now_ms, last_step, ..begun })
}

/// The step whose code was typed, if it is right and was not taken before.
pub(in crate::domains::user) fn decide_step(totp: &Totp, typed: &str, now_ms: i64) -> Option<u64> {
    totp::step_of(&totp.secret, typed, (now_ms, totp.last_step))
}

/// Whether a code from a place may be looked at from which the account was never entered: they
/// share a pace, since a million codes are few for whoever has the password and many places. Gives
/// when the next one would come if this one is wrong.
///
/// # Errors
/// `TRY_LATER` with the time to wait.
pub(in crate::domains::user) fn decide_stranger_code(
    at_ms: i64,
    now_ms: i64,
    options: &Options,
) -> Result<i64, Refused> {
    let pace = (options.stranger_code_every_ms, options.stranger_codes_at_once_max);
    decide_paced(at_ms, now_ms, pace)
}

/// The password has to be typed again: the ticket is unknown, used up or too old.
pub(in crate::domains::user) fn refuse_ticket() -> Refused {
    let reason = "this sign-in took too long or was finished; begin again with the password";
    Refusal::TicketInvalid.because(reason)
}

/// The code is wrong, too old, or was used before.
pub(in crate::domains::user) fn refuse_code() -> Refused {
    let reason = "the code is wrong or was used before; type the one that is shown now";
    Refusal::CodeWrong.because(reason)
}

fn refuse_on() -> Refused {
    let reason = "two-step sign-in is on already; turn it off to set it up anew";
    Refusal::SecondFactorOn.because(reason)
}

/// There are no codes, or none that were begun lately.
pub(in crate::domains::user) fn refuse_off() -> Refused {
    Refusal::SecondFactorOff.because("two-step sign-in is not set up; begin with its secret")
}

/// What its account may see.
pub(in crate::domains::user) fn show_second_factor(
    totp: Option<&Totp>,
    codes_left: u64,
    proven: Option<&ProvenSession>,
) -> GetSecondFactorResponse {
    let on = totp.filter(|one| one.is_on());
    GetSecondFactorResponse {
        has_totp: on.is_some(),
        totp_since_ms: on.map_or(0, |one| one.confirmed_at_ms),
        recovery_codes_left: u32::try_from(codes_left).unwrap_or(u32::MAX),
        proven_until_ms: proven.map_or(0, |one| one.proven_until_ms),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::context::Role;

    fn user(id: &str) -> Caller {
        Caller::User { user_id: id.into(), role: Role::Admin }
    }

    #[test]
    fn only_a_session_of_the_caller_that_was_proven_lately_is_a_proof() {
        let proven = ProvenSession { user_id: "ada".into(), proven_until_ms: 100 };
        assert!(check_proof(&user("ada"), Some(&proven), 99).is_ok());
        assert!(check_proof(&user("ada"), Some(&proven), 100).is_err());
        assert!(check_proof(&user("bob"), Some(&proven), 99).is_err());
        assert!(check_proof(&user("ada"), None, 99).is_err());
        assert!(check_proof(&Caller::Domain("video"), Some(&proven), 99).is_err());
        assert!(check_proof(&Caller::Operator, None, 99).is_ok());
    }

    #[test]
    fn a_secret_stays_while_it_is_typed_in_and_no_longer() {
        let options = Options::default();
        let decide = |found, now_ms| decide_secret(found, "NEW".to_owned(), (now_ms, &options));
        let first = decide(None, 1_000).ok().unwrap();
        assert_eq!((first.secret.as_str(), first.is_on()), ("NEW", false));
        let old = Totp { secret: "OLD".to_owned(), ..first };
        let end_ms = 1_000 + options.totp_setup_ms;
        assert_eq!(decide(Some(old.clone()), end_ms - 1).ok().unwrap().secret, "OLD");
        assert_eq!(decide(Some(old.clone()), end_ms).ok().unwrap().secret, "NEW");
        let on = Totp { confirmed_at_ms: 2_000, ..old };
        assert!(decide(Some(on), 3_000).is_err());
    }

    #[test]
    fn strangers_have_a_few_codes_and_then_one_in_a_while() {
        let options = Options::default();
        let (mut at_ms, now_ms) = (0, 1_000_000);
        for _ in 0..options.stranger_codes_at_once_max {
            at_ms = decide_stranger_code(at_ms, now_ms, &options).unwrap();
        }
        assert!(decide_stranger_code(at_ms, now_ms, &options).is_err());
        let later_ms = now_ms + options.stranger_code_every_ms;
        assert!(decide_stranger_code(at_ms, later_ms, &options).is_ok());
    }
}
