//! How wrong passwords slow down further ones. For one name from one place the pause doubles up to
//! a bound. All places together from which the account was never entered share a pace besides, so
//! that many of them are no better than a few; places and devices that were right before do not.
//! It must not know whether the account exists: unknown names are slowed down alike.

use super::{Locked, Options};
use crate::contract::user::Refusal;
use crate::kernel::fault::{RefusalCode as _, Refused};

/// The tries to sign in to one account since the last success.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(in crate::domains::user) struct Tries {
    pub(in crate::domains::user) tries: u32,
    /// No try counts before this time.
    pub(in crate::domains::user) retry_at_ms: i64,
}

/// A try that is booked.
#[derive(Debug, Clone)]
pub(in crate::domains::user) struct Booking {
    pub(in crate::domains::user) name_key: String,
    /// The network, or the device that was right before, on which it was booked.
    pub(in crate::domains::user) place: String,
    /// It was booked on all strangers together as well.
    pub(in crate::domains::user) is_stranger: bool,
}

/// A try with the account and the password to compare, if there is such an account.
pub(in crate::domains::user) struct Booked {
    pub(in crate::domains::user) booking: Booking,
    pub(in crate::domains::user) found: Option<Locked>,
}

/// Books a try before its password is looked at, so that many at once cannot slip through together:
/// beyond the few that may be under way, each booking alone makes the next one wait.
///
/// # Errors
/// `TRY_LATER` with the time to wait.
pub(in crate::domains::user) fn decide_try(
    known: Tries,
    now_ms: i64,
    options: &Options,
) -> Result<Tries, Refused> {
    let wait_ms = known.retry_at_ms - now_ms;
    // No pause is longer: else the clock was set back.
    if wait_ms > 0 && wait_ms <= options.try_pause_ms_max {
        return Err(later(wait_ms));
    }
    let tries = known.tries.saturating_add(1);
    let crowded = tries > options.tries_at_once_max;
    let kept_ms = known.retry_at_ms.min(now_ms);
    let retry_at_ms = if crowded { now_ms + pause_ms(tries, options) } else { kept_ms };
    Ok(Tries { tries, retry_at_ms })
}

fn later(wait_ms: i64) -> Refused {
    let seconds = (wait_ms + 999) / 1000;
    let reason = format!("there were too many wrong tries for this name; try again in {seconds} s");
    Refusal::TryLater.because(reason).with("retry_after_ms", wait_ms)
}

/// Books a try from a place that was never right for the account, on what all such places share:
/// a few at once, then one in a while (the generic cell rate algorithm, ITU-T I.371). `at_ms` is
/// when the next one would come if all came evenly.
///
/// # Errors
/// `TRY_LATER` with the time to wait.
pub(in crate::domains::user) fn decide_stranger_try(
    at_ms: i64,
    now_ms: i64,
    options: &Options,
) -> Result<i64, Refused> {
    decide_paced(at_ms, now_ms, (options.stranger_try_every_ms, options.stranger_tries_at_once_max))
}

/// When the one after this would come, of which so many may come at once.
pub(super) fn decide_paced(
    at_ms: i64,
    now_ms: i64,
    (every_ms, at_once_max): (i64, u32),
) -> Result<i64, Refused> {
    let most_ms = every_ms.saturating_mul(i64::from(at_once_max));
    // Farther ahead it cannot be, unless the clock was set back.
    let at_ms = if at_ms > now_ms.saturating_add(most_ms) { now_ms } else { at_ms.max(now_ms) };
    let next_ms = at_ms + every_ms;
    let wait_ms = next_ms - now_ms - most_ms;
    if wait_ms > 0 { Err(later(wait_ms)) } else { Ok(next_ms) }
}

/// Takes a booking back whose password nobody could look at: that was our fault, not a wrong try.
/// The pause that it began goes as well.
pub(in crate::domains::user) fn after_taken_back(
    booked: Tries,
    now_ms: i64,
    options: &Options,
) -> Tries {
    let tries = booked.tries.saturating_sub(1);
    let pause_ms = if tries == 0 { 0 } else { pause_ms(tries, options) };
    Tries { tries, retry_at_ms: booked.retry_at_ms.min(now_ms + pause_ms) }
}

/// The same for the pace of strangers.
pub(in crate::domains::user) fn after_stranger_taken_back(at_ms: i64, options: &Options) -> i64 {
    at_ms.saturating_sub(options.stranger_try_every_ms)
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
pub(in crate::domains::user) fn refuse_wrong() -> Refused {
    Refusal::CredentialsWrong.because("the name or the password is wrong; check both and try again")
}

/// Where somebody comes from, as it is stored.
#[derive(Debug, Clone)]
pub(in crate::domains::user) struct Places {
    pub(in crate::domains::user) network: String,
    /// `None` for a browser that keeps nothing.
    pub(in crate::domains::user) device: Option<String>,
}

impl Places {
    pub(in crate::domains::user) fn all(&self) -> Vec<String> {
        [Some(&self.network), self.device.as_ref()].into_iter().flatten().cloned().collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::fault::Error;
    use crate::kernel::wire::Detail;

    #[test]
    fn the_pause_doubles_to_a_minute_and_stays() {
        let options = Options::default();
        let mut now_ms = 1_000_000;
        let mut known = Tries::default();
        for want_ms in [1_000, 2_000, 4_000, 8_000, 16_000, 32_000, 60_000, 60_000, 60_000] {
            let booked = decide_try(known, now_ms, &options).unwrap();
            known = after_failure(booked, now_ms, &options);
            assert_eq!(known.retry_at_ms - now_ms, want_ms);
            now_ms = known.retry_at_ms;
        }
    }

    #[test]
    fn who_comes_too_early_is_told_how_long_to_wait() {
        let options = Options::default();
        let known = Tries { tries: 3, retry_at_ms: 5_000 };
        let refused = decide_try(known, 3_500, &options).unwrap_err();
        assert_eq!(refused.details, [Detail::new("retry_after_ms", 1_500_u64)]);
        assert!(refused.reason.contains("in 2 s"), "{}", refused.reason);
        assert!(Error::from(refused).is(Refusal::TryLater));
        assert!(decide_try(known, 5_000, &options).is_ok());
    }

    #[test]
    fn only_a_few_may_try_at_once() {
        let options = Options::default();
        let mut known = Tries::default();
        let mut passed = 0;
        for _ in 0..100 {
            if let Ok(booked) = decide_try(known, 7_000, &options) {
                known = booked;
                passed += 1;
            }
        }
        assert_eq!(passed, options.tries_at_once_max + 1);
    }

    #[test]
    fn what_nobody_looked_at_neither_holds_up_nor_lets_in() {
        let options = Options::default();
        let now_ms = 1_000_000;
        let mut known = Tries::default();
        while let Ok(booked) = decide_try(known, now_ms, &options) {
            known = booked;
        }
        let booked = known.tries;
        known = after_failure(known, now_ms, &options);
        for _ in 1..booked {
            known = after_taken_back(known, now_ms, &options);
        }
        assert_eq!(known.retry_at_ms - now_ms, pause_ms(1, &options), "one was refuse_wrong");
        assert!(decide_try(known, now_ms, &options).is_err());
        known = after_taken_back(known, now_ms, &options);
        assert!(decide_try(known, now_ms, &options).is_ok(), "none was looked at");
        let long = Tries { tries: 1, retry_at_ms: now_ms + options.try_pause_ms_max };
        assert!(decide_try(long, now_ms, &options).is_err(), "it may be of tries taken back");
    }

    #[test]
    fn strangers_share_a_pace() {
        let options = Options::default();
        let every_ms = options.stranger_try_every_ms;
        let (mut at_ms, mut passed, now_ms) = (0, 0, 1_000_000);
        while let Ok(next_ms) = decide_stranger_try(at_ms, now_ms, &options) {
            (at_ms, passed) = (next_ms, passed + 1);
        }
        assert_eq!(passed, options.stranger_tries_at_once_max);
        let refused = decide_stranger_try(at_ms, now_ms + 1, &options).unwrap_err();
        assert_eq!(refused.details, [Detail::new("retry_after_ms", every_ms - 1)]);
        assert!(decide_stranger_try(at_ms, now_ms + every_ms, &options).is_ok());
    }

    #[test]
    fn a_clock_that_was_set_back_locks_nobody() {
        let options = Options::default();
        let day_ms = 86_400_000;
        let now_ms = 100 * day_ms;
        let booked = decide_try(Tries { tries: 9, retry_at_ms: 0 }, now_ms, &options).unwrap();
        let known = after_failure(booked, now_ms, &options);
        assert!(decide_try(known, now_ms, &options).is_err());
        let booked = decide_try(known, now_ms - day_ms, &options).unwrap();
        let known = after_failure(booked, now_ms - day_ms, &options);
        assert!(known.retry_at_ms <= now_ms - day_ms + options.try_pause_ms_max);
        let at_ms = (0..30).try_fold(0, |at_ms, _| decide_stranger_try(at_ms, now_ms, &options));
        assert!(decide_stranger_try(at_ms.unwrap_or(now_ms), now_ms - day_ms, &options).is_ok());
    }

    #[test]
    fn no_count_overflows() {
        let options = Options { try_pause_ms_max: i64::MAX / 2, ..Options::default() };
        let known = Tries { tries: u32::MAX, retry_at_ms: 0 };
        assert!(decide_try(known, 1, &options).unwrap().retry_at_ms > 0);
    }
}
