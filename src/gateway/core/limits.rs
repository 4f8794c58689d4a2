//! How many requests one address may make, in bounded memory: governor counts, and keeps for each
//! address when its bucket is full again. It must not decide which requests count.

use super::settings::Settings;
use crate::kernel::clock;
use arc_swap::ArcSwapOption;
use governor::clock::Clock;
use governor::middleware::NoOpMiddleware;
use governor::nanos::Nanos;
use governor::state::StateStore;
use governor::{Quota, RateLimiter};
use std::collections::HashMap;
use std::net::IpAddr;
use std::num::NonZeroU32;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

/// Parts of the table, so that threads seldom wait for each other.
const SHARDS: usize = 16;

/// The rate that is allowed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::gateway) struct Rate {
    pub(in crate::gateway) per_minute: u32,
    pub(in crate::gateway) burst: u32,
    pub(in crate::gateway) addresses_max: usize,
}

impl Rate {
    /// The rate of the settings, `share` times as often.
    pub(in crate::gateway) fn of(settings: &Settings, share: u32) -> Self {
        Self {
            per_minute: settings.qps_per_ip.saturating_mul(share).saturating_mul(60),
            burst: settings.burst.saturating_mul(share),
            addresses_max: settings.addresses_max,
        }
    }

    /// That of texts that people write. Several may live at one address, and a minute's worth may
    /// come at once.
    pub(in crate::gateway) fn of_texts(settings: &Settings) -> Self {
        let per_minute = settings.texts_per_ip;
        Self { per_minute, burst: per_minute, addresses_max: settings.addresses_max }
    }
}

/// The monotonic clock of the kernel, as governor asks for one.
#[derive(Debug, Clone, Default)]
pub(in crate::gateway) struct Monotonic;

impl Clock for Monotonic {
    type Instant = Instant;

    fn now(&self) -> Instant {
        clock::instant()
    }
}

/// The limits of all addresses. All who take from one name the same rate; when the settings change
/// it, everybody begins anew.
pub(in crate::gateway) struct Limits<C: Clock = Monotonic> {
    clock: C,
    now: ArcSwapOption<Limiter<C>>,
}

struct Limiter<C: Clock> {
    rate: Rate,
    limiter: RateLimiter<u64, Buckets, C, NoOpMiddleware<C::Instant>>,
}

impl Limits {
    pub(in crate::gateway) fn new() -> Self {
        Self::by(Monotonic)
    }
}

impl<C: Clock + Clone> Limits<C> {
    fn by(clock: C) -> Self {
        Self { clock, now: ArcSwapOption::empty() }
    }

    /// Takes one request of an address.
    ///
    /// # Errors
    /// How long it is until the next one fits.
    pub(in crate::gateway) fn take(&self, ip: IpAddr, rate: Rate) -> Result<(), Duration> {
        let taken = self.limiter(rate).limiter.check_key(&customer(ip));
        taken.map_err(|until| until.wait_time_from(self.clock.now()))
    }

    fn limiter(&self, rate: Rate) -> Arc<Limiter<C>> {
        if let Some(known) = self.now.load_full().filter(|known| known.rate == rate) {
            return known;
        }
        let at_least_one = |number| NonZeroU32::new(number).unwrap_or(NonZeroU32::MIN);
        let quota = Quota::per_minute(at_least_one(rate.per_minute));
        let quota = quota.allow_burst(at_least_one(rate.burst));
        let limiter = RateLimiter::new(quota, Buckets::new(rate.addresses_max), self.clock.clone());
        let fresh = Arc::new(Limiter { rate, limiter });
        self.now.store(Some(Arc::clone(&fresh)));
        fresh
    }
}

/// When the bucket of each address is full again, in bounded memory.
struct Buckets {
    shards: [Mutex<HashMap<u64, Nanos>>; SHARDS],
    shard_max: usize,
}

impl Buckets {
    fn new(addresses_max: usize) -> Self {
        let shards = std::array::from_fn(|_| Mutex::new(HashMap::new()));
        Self { shards, shard_max: (addresses_max / SHARDS).max(1) }
    }
}

impl StateStore for Buckets {
    type Key = u64;

    fn measure_and_replace<T, F, E>(&self, key: &u64, measure: F) -> Result<T, E>
    where
        F: Fn(Option<Nanos>) -> Result<(T, Nanos), E>,
    {
        let shard = usize::try_from(mixed(*key) % 16).unwrap_or(0) % SHARDS;
        let mut buckets = self.shards[shard].lock().unwrap_or_else(PoisonError::into_inner);
        let known = buckets.get(key).copied();
        let (taken, full_at) = measure(known)?;
        if known.is_none() && buckets.len() >= self.shard_max {
            make_room(&mut buckets);
        }
        buckets.insert(*key, full_at);
        Ok(taken)
    }
}

/// Forgets the address whose bucket is full first: it loses least by it.
fn make_room(buckets: &mut HashMap<u64, Nanos>) {
    let first = buckets.iter().min_by_key(|(_, full_at)| **full_at).map(|(key, _)| *key);
    if let Some(first) = first {
        buckets.remove(&first);
    }
}

/// One customer: an IPv4 address, or the /64 that one line of IPv6 is.
pub(in crate::gateway) fn customer(ip: IpAddr) -> u64 {
    match ip.to_canonical() {
        IpAddr::V4(ip) => u64::from(ip.to_bits()),
        IpAddr::V6(ip) => u64::try_from(ip.to_bits() >> 64).unwrap_or(u64::MAX) | 1 << 63,
    }
}

/// An address without its last part, as its own person may read it: `203.0.113.x`, `2001:db8:7:x`.
pub(in crate::gateway) fn short_network(ip: IpAddr) -> String {
    match ip.to_canonical() {
        IpAddr::V4(ip) => {
            let [a, b, c, _] = ip.octets();
            format!("{a}.{b}.{c}.x")
        },
        IpAddr::V6(ip) => {
            let [a, b, c, ..] = ip.segments();
            format!("{a:x}:{b:x}:{c:x}:x")
        },
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
    use governor::clock::FakeRelativeClock;

    const RATE: Rate = Rate { per_minute: 120, burst: 3, addresses_max: 64 };

    fn ip(text: &str) -> IpAddr {
        text.parse().expect("a test address")
    }

    #[test]
    fn a_burst_is_taken_and_refills_with_time() {
        let clock = FakeRelativeClock::default();
        let limits = Limits::by(clock.clone());
        let one = ip("203.0.113.1");
        for _ in 0..3 {
            assert_eq!(limits.take(one, RATE), Ok(()));
        }
        assert_eq!(limits.take(one, RATE), Err(Duration::from_millis(500)));
        assert_eq!(limits.take(ip("203.0.113.2"), RATE), Ok(()));
        clock.advance(Duration::from_millis(500));
        assert_eq!(limits.take(one, RATE), Ok(()));
        assert!(limits.take(one, RATE).is_err());
        clock.advance(Duration::from_secs(60));
        assert_eq!(
            (0..9).filter(|_| limits.take(one, RATE).is_ok()).count(),
            3,
            "no more than that"
        );
    }

    #[test]
    fn a_changed_rate_is_in_force_at_once() {
        let limits = Limits::by(FakeRelativeClock::default());
        let taken = |rate| (0..20).filter(|_| limits.take(ip("203.0.113.1"), rate).is_ok()).count();
        assert_eq!(taken(RATE), 3);
        assert_eq!(taken(Rate { burst: 7, ..RATE }), 7);
        assert_eq!(taken(Rate { burst: 1, ..RATE }), 1);
    }

    #[test]
    fn one_line_of_ipv6_is_one_customer() {
        let limits = Limits::by(FakeRelativeClock::default());
        for last in 1..=3 {
            assert_eq!(limits.take(ip(&format!("2001:db8::{last}")), RATE), Ok(()));
        }
        assert!(limits.take(ip("2001:db8::99"), RATE).is_err());
        assert_eq!(limits.take(ip("2001:db8:0:1::1"), RATE), Ok(()));
    }

    #[test]
    fn memory_is_bounded_whoever_comes_and_who_asked_most_is_remembered() {
        let limits = Limits::by(FakeRelativeClock::default());
        let busy = ip("203.0.113.1");
        assert_eq!((0..9).filter(|_| limits.take(busy, RATE).is_ok()).count(), 3);
        for host in 0..10_000_u32 {
            limits.take(IpAddr::V4(host.into()), RATE).expect("each is new");
        }
        assert!(limits.take(busy, RATE).is_err(), "a crowd made it forget who asks too often");
        let limiter = limits.limiter(RATE);
        drop(limits);
        let limiter = Arc::into_inner(limiter).expect("nobody else holds it").limiter;
        let shards = limiter.into_state_store().shards;
        let held: usize = shards.iter().map(|shard| shard.lock().map_or(0, |s| s.len())).sum();
        assert!(held <= 64, "{held}");
    }
}
