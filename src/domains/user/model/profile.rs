//! What people say about themselves. It must not make markup: a page finds the links in it.

use crate::contract::user::{Refusal, UpdateProfileRequest};
use crate::kernel::fault::{RefusalCode as _, Refused};
use crate::kernel::quota::check_quota;

const HOUR_MS: i64 = 3_600_000;
/// Changes are counted over so long.
pub(in crate::domains::user) const PROFILE_CHANGES_COUNTED_MS: i64 = 24 * HOUR_MS;

/// Judges what somebody says about themselves; gives it without blanks around it.
///
/// # Errors
/// `BIO_INVALID`.
pub(in crate::domains::user) fn decide_bio(bio: &str) -> Result<String, Refused> {
    let bio = bio.trim();
    let limits = UpdateProfileRequest::BIO;
    let is_strange = |letter: char| letter.is_control() && letter != '\n';
    if limits.fit(bio) && !bio.chars().any(is_strange) {
        return Ok(bio.to_owned());
    }
    Err(Refusal::BioInvalid.because(format!(
        "a text about yourself has up to {} characters, and no control characters; shorten it",
        limits.max_chars
    )))
}

/// Whether an account may set something of itself once more. `nth_at_ms` is when it did so the last
/// time but as many as it may.
///
/// # Errors
/// `TOO_MANY_PROFILE_CHANGES`, with when it may be tried again.
pub(in crate::domains::user) fn check_profile_changes(
    (count, nth_at_ms): (u64, Option<i64>),
    most: u64,
    now_ms: i64,
) -> Result<(), Refused> {
    let free_at_ms = nth_at_ms.unwrap_or(now_ms).saturating_add(PROFILE_CHANGES_COUNTED_MS);
    let wait_ms = free_at_ms.saturating_sub(now_ms).clamp(1, PROFILE_CHANGES_COUNTED_MS);
    let hours = (wait_ms + HOUR_MS - 1) / HOUR_MS;
    let checked = check_quota(Refusal::TooManyProfileChanges, count, most);
    checked.map_err(|refused| refused.with("hours", hours).with("retry_after_ms", wait_ms))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::wire::Detail;

    #[test]
    fn who_has_changed_too_much_hears_when_they_may_again() {
        let day_ms = PROFILE_CHANGES_COUNTED_MS;
        assert!(check_profile_changes((2, None), 3, 9).is_ok());
        for (nth_at_ms, hours, wait_ms) in
            [(100, 24_i64, day_ms), (100 - HOUR_MS, 23, 23 * HOUR_MS), (101 - day_ms, 1, 1)]
        {
            let refused = check_profile_changes((3, Some(nth_at_ms)), 3, 100).unwrap_err();
            let told =
                refused.details.iter().filter(|one| !["count", "most"].contains(&&*one.name));
            let expected = [Detail::new("hours", hours), Detail::new("retry_after_ms", wait_ms)];
            assert!(told.eq(&expected), "{refused:?}");
        }
    }

    #[test]
    fn a_bio_is_short_and_may_be_empty() {
        assert_eq!(decide_bio(" I film\nfish. \n").unwrap(), "I film\nfish.");
        assert_eq!(decide_bio("  ").unwrap(), "");
        assert!(decide_bio(&"鱼".repeat(500)).is_ok());
        for bio in ["a\u{7}b", "a\tb", &"x".repeat(501)] {
            assert!(decide_bio(bio).is_err(), "{bio:?}");
        }
    }
}
