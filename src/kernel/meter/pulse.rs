//! Times in buckets that can be read back: what a page shows as p50 and p99 over the last moments.
//! Taking one note is one addition; it must not allocate or lock, since every call passes here.

use crate::kernel::inject::{InjectedFault, injected};
use crate::kernel::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

/// Eight buckets for each power of two, so a reading is at most an eighth too high.
const STEPS_LOG2: u32 = 3;
const STEPS: u64 = 1 << STEPS_LOG2;
/// Up to 2^27 µs, about 134 s; what is longer counts as that.
const BUCKETS: usize = 200;

/// How often which time was noted since the process began.
pub(crate) struct Times {
    buckets: [AtomicU64; BUCKETS],
}

impl Default for Times {
    fn default() -> Self {
        Self { buckets: std::array::from_fn(|_| AtomicU64::new(0)) }
    }
}

impl Times {
    /// Notes one time.
    pub(crate) fn note(&self, time: Duration) {
        let micros = u64::try_from(time.as_micros()).unwrap_or(u64::MAX);
        if let Some(bucket) = self.buckets.get(bucket(micros)) {
            if injected(InjectedFault::CountInTwoSteps) {
                let count = bucket.load(Ordering::Relaxed);
                return bucket.store(count + 1, Ordering::Relaxed);
            }
            bucket.fetch_add(1, Ordering::Relaxed);
        }
    }

    /// The counts now.
    pub(crate) fn counts(&self) -> Counts {
        Counts(self.buckets.iter().map(|bucket| bucket.load(Ordering::Relaxed)).collect())
    }
}

/// Counts at one moment.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Counts(Vec<u64>);

impl Counts {
    /// What was noted between an earlier moment and this one.
    pub(crate) fn since(&self, earlier: &Self) -> Self {
        let before = earlier.0.iter().chain(std::iter::repeat(&0));
        Self(self.0.iter().zip(before).map(|(now, before)| now.saturating_sub(*before)).collect())
    }

    /// How many were noted.
    pub(crate) fn total(&self) -> u64 {
        self.0.iter().sum()
    }

    /// The time in microseconds that so many percent of all did not exceed; `None` of nothing.
    pub(crate) fn percentile_us(&self, percent: u64) -> Option<u64> {
        let total = self.total();
        if total == 0 {
            return None;
        }
        let wanted = (total * percent).div_ceil(100).max(1);
        let mut seen = 0;
        let at = self.0.iter().position(|count| {
            seen += count;
            seen >= wanted
        });
        at.map(upper_us)
    }
}

/// The bucket of a time: exact below eight microseconds, then by power of two and eighth.
fn bucket(micros: u64) -> usize {
    if micros < STEPS {
        return usize::try_from(micros).unwrap_or_default();
    }
    let power = micros.ilog2();
    let eighth = (micros >> (power - STEPS_LOG2)) & (STEPS - 1);
    let at = u64::from(power - STEPS_LOG2 + 1) * STEPS + eighth;
    usize::try_from(at).unwrap_or(usize::MAX).min(BUCKETS - 1)
}

/// The longest time of a bucket.
fn upper_us(bucket: usize) -> u64 {
    let at = u64::try_from(bucket).unwrap_or_default();
    if at < STEPS {
        return at;
    }
    let (power, eighth) = (at / STEPS - 1, at % STEPS);
    ((STEPS + eighth + 1) << power) - 1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_lies_in_a_bucket_that_ends_at_most_an_eighth_later() {
        for micros in (0..5_000).chain([99_999, 1_000_000, 60_000_000, 133_000_000]) {
            let upper = upper_us(bucket(micros));
            assert!(upper >= micros && upper <= micros + micros / 8, "{micros} µs in {upper} µs");
        }
        assert_eq!(bucket(u64::MAX), BUCKETS - 1, "what is too long is counted as the longest");
    }

    #[test]
    fn percentiles_are_of_what_came_in_between() {
        let times = Times::default();
        let note = |micros| times.note(Duration::from_micros(micros));
        (0..50).for_each(|_| note(1_000_000));
        let before = times.counts();
        assert_eq!(before.since(&before).percentile_us(50), None);
        (1..=99).for_each(|_| note(3));
        note(5_000);
        let window = times.counts().since(&before);
        assert_eq!((window.total(), window.percentile_us(50)), (100, Some(3)));
        assert_eq!(window.percentile_us(99), Some(3));
        let slowest = window.percentile_us(100).expect("something was noted");
        assert!((5_000..=5_625).contains(&slowest), "{slowest}");
        assert!(times.counts().since(&Counts::default()).total() == 150, "since the beginning");
    }
}
