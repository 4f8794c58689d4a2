//! Coins: how many an account may give, and to what. They must not be had for anything but being
//! there.

use super::options::Options;
use super::thread::ThreadEntry;
use crate::contract::community::{GivenCoins, Refusal, Wallet};
use crate::kernel::context::Caller;
use crate::kernel::fault::{RefusalCode as _, Refused};

const DAY_MS: i64 = 24 * 60 * 60 * 1000;

/// The coins of an account, as they are stored.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(in crate::domains::community) struct WalletRow {
    pub(in crate::domains::community) coins: u64,
    /// The last day whose coins it has got.
    pub(in crate::domains::community) claimed_day: i64,
}

impl WalletRow {
    pub(in crate::domains::community) fn show(self, now_ms: i64, options: &Options) -> Wallet {
        Wallet {
            coins: self.coins,
            is_claimed: self.claimed_day >= make_day(now_ms),
            video_coins_max: options.video_coins_max.into(),
        }
    }
}

/// What an account has given to a video, as it is stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::domains::community) struct GivenRow {
    pub(in crate::domains::community) video_id: String,
    pub(in crate::domains::community) coins: u64,
}

impl From<GivenRow> for GivenCoins {
    fn from(GivenRow { video_id, coins }: GivenRow) -> Self {
        Self { video_id, coins }
    }
}

/// The day of a moment, counted from 1970 in UTC.
pub(in crate::domains::community) fn make_day(now_ms: i64) -> i64 {
    now_ms.div_euclid(DAY_MS)
}

/// How many coins a request wants to have given.
///
/// # Errors
/// `COINS_INVALID`
pub(in crate::domains::community) fn decide_coins(asked: u32, most: u32) -> Result<u64, Refused> {
    if (1..=most).contains(&asked) {
        return Ok(asked.into());
    }
    let reason = format!("you can give 1 to {most} coins to a video");
    Err(Refusal::CoinsInvalid.because(reason).with("most", u64::from(most)))
}

/// How many coins more somebody gives who gives as many as they can.
pub(in crate::domains::community) fn decide_support(
    given: u64,
    wallet: WalletRow,
    most: u32,
    is_owner: bool,
) -> u64 {
    let allowed = u64::from(most).saturating_sub(given);
    if is_owner { 0 } else { allowed.min(wallet.coins) }
}

/// Whether a caller may give coins to a video.
///
/// # Errors
/// `VIDEO_OWN`
pub(in crate::domains::community) fn check_giver(
    caller: &Caller,
    entry: &ThreadEntry,
) -> Result<(), Refused> {
    if entry.is_owner(caller) {
        return Err(Refusal::VideoOwn.because("you cannot give coins to your own video"));
    }
    Ok(())
}

/// Somebody has not got as many coins as they want to give.
pub(in crate::domains::community) fn refuse_coins(wallet: WalletRow) -> Refused {
    let reason = format!("you have {} coins; you get more each day you come back", wallet.coins);
    Refusal::CoinsShort.because(reason).with("count", wallet.coins)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_begins_at_midnight_in_utc() {
        assert_eq!(
            (make_day(0), make_day(DAY_MS - 1), make_day(DAY_MS), make_day(-1)),
            (0, 0, 1, -1)
        );
    }

    #[test]
    fn nobody_gives_more_than_they_have_or_may() {
        let wallet = |coins| WalletRow { coins, claimed_day: 0 };
        assert_eq!(decide_support(0, wallet(9), 2, false), 2);
        assert_eq!(decide_support(1, wallet(9), 2, false), 1);
        assert_eq!(decide_support(3, wallet(9), 2, false), 0, "the limit was higher before");
        assert_eq!(decide_support(0, wallet(1), 2, false), 1);
        assert_eq!(decide_support(0, wallet(9), 2, true), 0);
        assert!(decide_coins(0, 2).is_err() && decide_coins(3, 2).is_err());
        assert_eq!(decide_coins(2, 2), Ok(2));
    }
}
