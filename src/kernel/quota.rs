//! Soft limits: how much of something one caller may have, and how many things it may ask for at
//! once, each limit with one shape of refusal. It must not count anything itself.

use crate::kernel::fault::{RefusalCode, Refused, Shared};
use crate::kernel::limits::Limits;

/// Whether one more fits where a caller has `count` already and may have `most`. The name of
/// `refusal` begins with `TOO_MANY_`; its sentence has `$count` and `$most`.
///
/// # Errors
/// `refusal` when there is no room.
pub(crate) fn check_quota(refusal: impl RefusalCode, count: u64, most: u64) -> Result<(), Refused> {
    if count < most {
        return Ok(());
    }
    let reason = format!("you have {count} of these already, and may have {most}");
    Err(refusal.because(reason).with("count", count).with("most", most))
}

/// Whether so many things may be asked for at once.
///
/// # Errors
/// `TOO_MANY_IDS`
pub(crate) fn check_ids(limits: Limits, count: usize) -> Result<(), Refused> {
    if limits.take_items(count) {
        return Ok(());
    }
    let most = limits.max_items;
    Err(Shared::TooManyIds.because(format!("ask for at most {most} at once")).with("most", most))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::wire::Detail;

    #[test]
    fn the_last_place_is_given_and_no_further_one() {
        let ask = |count| check_quota(Shared::NotAllowed, count, 3);
        assert!(ask(0).is_ok() && ask(2).is_ok());
        for count in [3, 4] {
            let refused = ask(count).expect_err("it is full");
            assert_eq!(refused.details, [Detail::new("count", count), Detail::new("most", 3_u64)]);
        }
        assert!(check_quota(Shared::NotAllowed, 0, 0).is_err(), "nobody may have any");
    }

    #[test]
    fn as_many_ids_are_taken_as_the_contract_says() {
        let limits = Limits { min_chars: 0, max_chars: 0, max_items: 2, max: 0 };
        assert!(check_ids(limits, 2).is_ok());
        let refused = check_ids(limits, 3).expect_err("it is one too many");
        assert_eq!((&*refused.name, refused.http), ("TOO_MANY_IDS", 400));
        assert_eq!(refused.details, [Detail::new("most", 2_u64)]);
    }
}
