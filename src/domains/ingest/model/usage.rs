//! How much an account has uploaded, against how much it may. It must not count anything itself.

use crate::contract::ingest::Refusal;
use crate::contract::user::GetQuotaResponse;
use crate::kernel::fault::{RefusalCode as _, Refused};

/// Over how long the daily quota looks back.
pub(in crate::domains::ingest) const DAY_MS: i64 = 86_400_000;
const MIB: u64 = 1 << 20;

/// What an account has brought.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(in crate::domains::ingest) struct Usage {
    /// Bytes of its files that are kept, or on their way.
    pub(in crate::domains::ingest) total_bytes: u64,
    /// Bytes that it has brought within 24 hours, kept or not.
    pub(in crate::domains::ingest) day_bytes: u64,
}

/// Whether an account has room for one more file.
///
/// # Errors
/// `QUOTA_REACHED` or `DAY_QUOTA_REACHED`, with what is left and what may be in MiB.
pub(in crate::domains::ingest) fn check_usage(
    usage: Usage,
    quota: &GetQuotaResponse,
    size_bytes: u64,
) -> Result<(), Refused> {
    let told = |refusal: Refusal, used: u64, most: u64, what: &str| {
        let left = most.saturating_sub(used);
        let reason = format!("this file has {size_bytes} bytes, and {what} has room for {left}");
        let told = refusal.because(reason).with("left_mib", left / MIB);
        told.with("most_mib", most / MIB)
    };
    let held = usage.total_bytes.saturating_add(size_bytes);
    if held > quota.total_bytes_max {
        let (used, most) = (usage.total_bytes, quota.total_bytes_max);
        return Err(told(Refusal::QuotaReached, used, most, "the account"));
    }
    let brought = usage.day_bytes.saturating_add(size_bytes);
    if brought > quota.day_bytes_max {
        let (used, most) = (usage.day_bytes, quota.day_bytes_max);
        return Err(told(Refusal::DayQuotaReached, used, most, "this day"));
    }
    Ok(())
}

/// Whether an account comes to nine tenths of its room with one more file.
pub(in crate::domains::ingest) fn is_nearly_used(
    usage: Usage,
    quota: &GetQuotaResponse,
    size_bytes: u64,
) -> bool {
    let most = quota.total_bytes_max;
    let mark = most - most / 10;
    usage.total_bytes < mark && usage.total_bytes.saturating_add(size_bytes) >= mark
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::fault::Error;
    use crate::kernel::wire::Detail;

    #[test]
    fn the_last_byte_is_taken_and_no_further_one() {
        let quota = GetQuotaResponse {
            total_bytes_max: 100 * MIB,
            day_bytes_max: 10 * MIB,
            ..GetQuotaResponse::default()
        };
        let ask = |total_mib: u64, day_mib: u64, size_bytes| {
            let usage = Usage { total_bytes: total_mib * MIB, day_bytes: day_mib * MIB };
            check_usage(usage, &quota, size_bytes)
        };
        assert!(ask(0, 0, 10 * MIB).is_ok());
        assert!(ask(95, 5, 5 * MIB).is_ok());
        let full = ask(95, 5, 5 * MIB + 1).unwrap_err();
        assert_eq!(
            full.details,
            [Detail::new("left_mib", 5_u64), Detail::new("most_mib", 100_u64)]
        );
        assert!(Error::from(full).is(Refusal::QuotaReached));
        let day = ask(0, 5, 5 * MIB + 1).unwrap_err();
        assert_eq!(day.details, [Detail::new("left_mib", 5_u64), Detail::new("most_mib", 10_u64)]);
        assert!(Error::from(day).is(Refusal::DayQuotaReached));
        assert!(ask(500, 0, 1).is_err(), "a quota may have become smaller");
        let near = |total_mib: u64, size_mib: u64| {
            let usage = Usage { total_bytes: total_mib * MIB, ..Usage::default() };
            is_nearly_used(usage, &quota, size_mib * MIB)
        };
        assert!(near(80, 10) && near(0, 100) && !near(80, 9));
        assert!(!near(90, 5), "it was told before");
        assert!(ask(0, 0, u64::MAX).is_err());
    }
}
