//! How wrong passwords slow an account down: the pause doubles up to a bound and never locks out.
//! It must not know whether the account exists: unknown names are slowed down alike.

use super::Options;
use crate::contract::user::Refusal;
use crate::kernel::fault::{RefusalCode as _, Refused};

/// The tries to sign in to one account since the last success.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(in crate::domains::user) struct Tries {
    pub(in crate::domains::user) tries: u32,
    /// No try counts before this time.
    pub(in crate::domains::user) retry_at_ms: i64,
}

/// Books a try before its password is looked at, so that many at once cannot slip through together:
/// beyond the few that may be under way, each booking alone makes the next one wait.
///
/// # Errors
/// `TRY_LATER` with the time to wait.
pub(in crate::domains::user) fn book(
    known: Tries,
    now_ms: i64,
    options: &Options,
) -> Result<Tries, Refused> {
    if now_ms < known.retry_at_ms {
        let wait_ms = known.retry_at_ms - now_ms;
        let seconds = (wait_ms + 999) / 1000;
        let reason =
            format!("there were too many wrong passwords for this name; try again in {seconds} s");
        return Err(Refusal::TryLater.because(reason).with("retry_after_ms", wait_ms));
    }
    let tries = known.tries.saturating_add(1);
    let crowded = tries > options.tries_at_once_max;
    let retry_at_ms = if crowded { now_ms + pause_ms(tries, options) } else { known.retry_at_ms };
    Ok(Tries { tries, retry_at_ms })
}

/// Takes a booking back whose password nobody could look at: that was our fault, not a wrong try.
pub(in crate::domains::user) fn take_back(booked: Tries) -> Tries {
    Tries { tries: booked.tries.saturating_sub(1), retry_at_ms: booked.retry_at_ms }
}

/// What a wrong password makes of the tries that are booked now.
pub(in crate::domains::user) fn after_failure(
    booked: Tries,
    now_ms: i64,
    options: &Options,
) -> Tries {
    let tries = booked.tries.max(1);
    let retry_at_ms = booked.retry_at_ms.max(now_ms + pause_ms(tries, options));
    Tries { tries, retry_at_ms }
}

/// 1, 2, 4, … times the first pause.
fn pause_ms(tries: u32, options: &Options) -> i64 {
    let doublings = tries.saturating_sub(1).min(40);
    options.try_pause_ms.saturating_mul(1 << doublings).min(options.try_pause_ms_max)
}

/// The one answer to a wrong name and a wrong password.
pub(in crate::domains::user) fn wrong() -> Refused {
    Refusal::CredentialsWrong.because("the name or the password is wrong; check both and try again")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::fault::Error;

    #[test]
    fn the_pause_doubles_to_a_minute_and_stays() {
        let options = Options::default();
        let mut now_ms = 1_000_000;
        let mut known = Tries::default();
        for want_ms in [1_000, 2_000, 4_000, 8_000, 16_000, 32_000, 60_000, 60_000, 60_000] {
            let booked = book(known, now_ms, &options).unwrap();
            known = after_failure(booked, now_ms, &options);
            assert_eq!(known.retry_at_ms - now_ms, want_ms);
            now_ms = known.retry_at_ms;
        }
    }

    #[test]
    fn who_comes_too_early_is_told_how_long_to_wait() {
        let options = Options::default();
        let known = Tries { tries: 3, retry_at_ms: 5_000 };
        let refused = book(known, 3_500, &options).unwrap_err();
        assert_eq!(refused.metadata, [("retry_after_ms".to_owned(), "1500".to_owned())]);
        assert!(refused.reason.contains("in 2 s"), "{}", refused.reason);
        assert!(Error::from(refused).is(Refusal::TryLater));
        assert!(book(known, 5_000, &options).is_ok());
    }

    #[test]
    fn only_a_few_may_try_at_once() {
        let options = Options::default();
        let mut known = Tries::default();
        let mut passed = 0;
        for _ in 0..100 {
            if let Ok(booked) = book(known, 7_000, &options) {
                known = booked;
                passed += 1;
            }
        }
        assert_eq!(passed, options.tries_at_once_max + 1);
    }

    #[test]
    fn no_count_overflows() {
        let options = Options { try_pause_ms_max: i64::MAX / 2, ..Options::default() };
        let known = Tries { tries: u32::MAX, retry_at_ms: 0 };
        assert!(book(known, 1, &options).unwrap().retry_at_ms > 0);
    }
}
