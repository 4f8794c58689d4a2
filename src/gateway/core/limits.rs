//! How many requests one address may make: a token bucket for each, in bounded memory. It must not
//! decide which requests count.

use super::settings::Settings;
use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// Parts of the table, so that threads seldom wait for each other.
const SHARDS: usize = 16;

#[derive(Debug, Clone, Copy)]
struct Bucket {
    tokens: f64,
    at: Instant,
}

/// The rate that is allowed.
#[derive(Debug, Clone, Copy)]
pub(in crate::gateway) struct Rate {
    pub(in crate::gateway) per_s: u32,
    pub(in crate::gateway) burst: u32,
    pub(in crate::gateway) addresses_max: usize,
}

impl Rate {
    /// The rate of the settings, `share` times as often.
    pub(in crate::gateway) fn of(settings: &Settings, share: u32) -> Self {
        Self {
            per_s: settings.qps_per_ip.saturating_mul(share),
            burst: settings.burst.saturating_mul(share),
            addresses_max: settings.addresses_max,
        }
    }
}

/// The buckets of all addresses.
pub(in crate::gateway) struct Limits {
    shards: [Mutex<HashMap<u64, Bucket>>; SHARDS],
}

impl Limits {
    pub(in crate::gateway) fn new() -> Self {
        Self { shards: std::array::from_fn(|_| Mutex::new(HashMap::new())) }
    }

    /// Takes one request from the bucket of an address.
    ///
    /// # Errors
    /// How long it is until the next one fits.
    pub(in crate::gateway) fn take(
        &self,
        ip: IpAddr,
        rate: Rate,
        now: Instant,
    ) -> Result<(), Duration> {
        let key = customer(ip);
        let shard = usize::try_from(mixed(key) % 16).unwrap_or(0) % SHARDS;
        let mut buckets = self.shards[shard].lock().unwrap_or_else(PoisonError::into_inner);
        if buckets.len() >= (rate.addresses_max / SHARDS).max(1) && !buckets.contains_key(&key) {
            make_room(&mut buckets, rate, now);
        }
        let full = f64::from(rate.burst);
        let bucket = buckets.entry(key).or_insert(Bucket { tokens: full, at: now });
        bucket.tokens = refilled(*bucket, rate, now);
        bucket.at = now;
        if bucket.tokens >= 1.0 {
            bucket.tokens -= 1.0;
            return Ok(());
        }
        let missing = 1.0 - bucket.tokens;
        Err(Duration::from_secs_f64(missing / f64::from(rate.per_s.max(1))))
    }
}

fn refilled(bucket: Bucket, rate: Rate, now: Instant) -> f64 {
    let passed = now.saturating_duration_since(bucket.at).as_secs_f64();
    (bucket.tokens + passed * f64::from(rate.per_s)).min(f64::from(rate.burst))
}

/// Forgets the addresses whose buckets are full again; if there are none, any one.
fn make_room(buckets: &mut HashMap<u64, Bucket>, rate: Rate, now: Instant) {
    let before = buckets.len();
    buckets.retain(|_, bucket| refilled(*bucket, rate, now) < f64::from(rate.burst));
    if buckets.len() == before
        && let Some(any) = buckets.keys().next().copied()
    {
        buckets.remove(&any);
    }
}

/// One customer: an IPv4 address, or the /64 that one line of IPv6 is.
pub(in crate::gateway) fn customer(ip: IpAddr) -> u64 {
    match ip.to_canonical() {
        IpAddr::V4(ip) => u64::from(ip.to_bits()),
        IpAddr::V6(ip) => u64::try_from(ip.to_bits() >> 64).unwrap_or(u64::MAX) | 1 << 63,
    }
}

/// Spreads neighbouring addresses (the finaliser of splitmix64).
fn mixed(key: u64) -> u64 {
    let key = (key ^ (key >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let key = (key ^ (key >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    key ^ (key >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::clock;

    const RATE: Rate = Rate { per_s: 2, burst: 3, addresses_max: 64 };

    fn ip(text: &str) -> IpAddr {
        text.parse().expect("a test address")
    }

    #[test]
    fn a_burst_is_taken_and_refills_with_time() {
        let (limits, now) = (Limits::new(), clock::instant());
        let one = ip("203.0.113.1");
        for _ in 0..3 {
            assert_eq!(limits.take(one, RATE, now), Ok(()));
        }
        assert_eq!(limits.take(one, RATE, now), Err(Duration::from_millis(500)));
        assert_eq!(limits.take(ip("203.0.113.2"), RATE, now), Ok(()));
        let later = now + Duration::from_millis(500);
        assert_eq!(limits.take(one, RATE, later), Ok(()));
        assert!(limits.take(one, RATE, later).is_err());
    }

    #[test]
    fn one_line_of_ipv6_is_one_customer() {
        let (limits, now) = (Limits::new(), clock::instant());
        for last in 1..=3 {
            assert_eq!(limits.take(ip(&format!("2001:db8::{last}")), RATE, now), Ok(()));
        }
        assert!(limits.take(ip("2001:db8::99"), RATE, now).is_err());
        assert_eq!(limits.take(ip("2001:db8:0:1::1"), RATE, now), Ok(()));
    }

    #[test]
    fn memory_is_bounded_whoever_comes() {
        let (limits, now) = (Limits::new(), clock::instant());
        for host in 0..10_000_u32 {
            limits.take(IpAddr::V4(host.into()), RATE, now).expect("each is new");
        }
        let held: usize =
            limits.shards.iter().map(|shard| shard.lock().map_or(0, |s| s.len())).sum();
        assert!(held <= 64, "{held}");
    }
}
