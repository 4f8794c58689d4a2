//! Looks at the account of every domain again and again, and says what the last moments were like:
//! rates, times, shares. It must not change what it watches, or keep more than its window.

use crate::kernel::bus::RouteTable;
use crate::kernel::clock;
use crate::kernel::meter::pulse::Counts;
use crate::kernel::meter::{DomainMeter, FrontMeter, Reading, State};
use crate::kernel::rpc::TopologyRow;
use std::collections::VecDeque;
use std::sync::atomic::Ordering;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};
use tokio::sync::watch;

/// Between two looks.
pub(crate) const LOOK_EVERY: Duration = Duration::from_secs(1);
/// Looks that are kept: rates and times are over this many seconds.
const LOOKS_KEPT: usize = 10;

/// What is watched: all lines of the process, and the accounts of the domains that it hosts.
pub(crate) struct Watched {
    pub(crate) route_table: RouteTable,
    pub(crate) accounts: Vec<Arc<DomainMeter>>,
}

/// What one part of the site was like over the window.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct CallStats {
    pub(crate) calls_per_s: f64,
    pub(crate) refused_per_s: f64,
    pub(crate) faulted_per_s: f64,
    /// Events of others that it applied.
    pub(crate) reacted_per_s: f64,
    /// Time in the handler, in microseconds; `None` when nothing was called.
    pub(crate) p50_us: Option<u64>,
    pub(crate) p99_us: Option<u64>,
    pub(crate) mailbox_p50_us: Option<u64>,
    pub(crate) mailbox_p99_us: Option<u64>,
    pub(crate) store_p50_us: Option<u64>,
    pub(crate) store_p99_us: Option<u64>,
    /// Of one processor; 2.0 are two.
    pub(crate) cpu_share: f64,
    pub(crate) in_flight: i64,
    pub(crate) tasks: i64,
    pub(crate) parked: i64,
    /// Since the process began.
    pub(crate) restarts: u64,
    pub(crate) panics: u64,
}

/// One domain at one moment.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct DomainStats {
    pub(crate) word: &'static str,
    /// `local`, the address of the process that hosts it, or why nobody answers.
    pub(crate) place: String,
    /// `mailbox`, `grpc-tcp`, `grpc-unix`, `grpc-tls` or `none`.
    pub(crate) wire: &'static str,
    pub(crate) state: State,
    /// Of a domain elsewhere only what its callers here saw is known: rate, times, errors.
    pub(crate) is_here: bool,
    pub(crate) beat: CallStats,
}

/// The whole site at one moment.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct SiteStats {
    /// Rates and times are over so long; shorter at first.
    pub(crate) window_ms: u64,
    pub(crate) front: CallStats,
    pub(crate) domains: Vec<DomainStats>,
}

struct Sample {
    at: Instant,
    front: (Counts, u64, u64),
    domains: Vec<Reading>,
}

/// Watches the domains that a process hosts or calls.
pub(crate) struct Watch {
    topology: &'static [TopologyRow],
    watched: Watched,
    front: Arc<FrontMeter>,
    looks: Mutex<VecDeque<Sample>>,
    picture: watch::Sender<Arc<SiteStats>>,
}

impl Watch {
    pub(crate) fn new(
        topology: &'static [TopologyRow],
        watched: Watched,
        front: Arc<FrontMeter>,
    ) -> Self {
        let (picture, _) = watch::channel(Arc::default());
        let made = Self { topology, watched, front, looks: Mutex::default(), picture };
        made.look();
        made
    }

    /// The newest picture, now and whenever there is another.
    pub(crate) fn pictures(&self) -> watch::Receiver<Arc<SiteStats>> {
        self.picture.subscribe()
    }

    /// Looks once, and drops what has left the window.
    pub(crate) fn look(&self) {
        let front = &self.front;
        let ends = [&front.refused, &front.faulted].map(|count| count.load(Ordering::Relaxed));
        let look = Sample {
            at: clock::instant(),
            front: (front.times.counts(), ends[0], ends[1]),
            domains: self.topology.iter().map(|row| self.read(row.word)).collect(),
        };
        let mut looks = self.looks.lock().unwrap_or_else(PoisonError::into_inner);
        looks.push_back(look);
        while looks.len() > LOOKS_KEPT + 1 {
            looks.pop_front();
        }
        if let (Some(first), Some(last)) = (looks.front(), looks.back()) {
            self.picture.send_replace(Arc::new(self.draw(first, last)));
        }
    }

    /// Looks again and again.
    pub(crate) async fn run(&self) {
        loop {
            crate::kernel::tasks::sleep(LOOK_EVERY).await;
            self.look();
        }
    }

    /// The account of a domain here, or what its callers here saw of one elsewhere.
    fn read(&self, word: &'static str) -> Reading {
        if let Some(account) = self.account(word) {
            return account.reading();
        }
        let Some(remote) = self.watched.route_table.remote(word) else { return Reading::default() };
        let state = if remote.is_broken() { State::Unreached } else { State::Running };
        remote.account().reading(state)
    }

    fn account(&self, word: &str) -> Option<&Arc<DomainMeter>> {
        self.watched.accounts.iter().find(|account| account.word() == word)
    }

    fn draw(&self, first: &Sample, last: &Sample) -> SiteStats {
        let window = last.at.saturating_duration_since(first.at);
        let times = last.front.0.since(&first.front.0);
        let front = CallStats {
            calls_per_s: rate(times.total(), window),
            refused_per_s: rate(last.front.1 - first.front.1, window),
            faulted_per_s: rate(last.front.2 - first.front.2, window),
            p50_us: times.percentile_us(50),
            p99_us: times.percentile_us(99),
            ..CallStats::default()
        };
        let pairs = first.domains.iter().zip(&last.domains).zip(self.topology);
        let domains = pairs.map(|((before, now), row)| {
            let placed = self.watched.route_table.placed(row.word);
            let nowhere = || ("not asked from here".to_owned(), "none");
            let (place, wire) = placed.map_or_else(nowhere, |at| (at.place, at.wire));
            let is_here = self.account(row.word).is_some();
            let beat = beat(before, now, window);
            DomainStats { word: row.word, place, wire, state: now.state, is_here, beat }
        });
        let window_ms = u64::try_from(window.as_millis()).unwrap_or(u64::MAX);
        SiteStats { window_ms, front, domains: domains.collect() }
    }
}

fn beat(before: &Reading, now: &Reading, window: Duration) -> CallStats {
    let [ok, refused, faulted] = [
        now.ok.saturating_sub(before.ok),
        now.refused.saturating_sub(before.refused),
        now.faulted.saturating_sub(before.faulted),
    ];
    let handler = now.handler.since(&before.handler);
    let mailbox = now.mailbox.since(&before.mailbox);
    let store = now.store.since(&before.store);
    CallStats {
        calls_per_s: rate(ok + refused + faulted, window),
        refused_per_s: rate(refused, window),
        faulted_per_s: rate(faulted, window),
        reacted_per_s: rate(now.reacted.saturating_sub(before.reacted), window),
        p50_us: handler.percentile_us(50),
        p99_us: handler.percentile_us(99),
        mailbox_p50_us: mailbox.percentile_us(50),
        mailbox_p99_us: mailbox.percentile_us(99),
        store_p50_us: store.percentile_us(50),
        store_p99_us: store.percentile_us(99),
        cpu_share: rate(now.cpu_ns.saturating_sub(before.cpu_ns), window) / 1e9,
        in_flight: now.in_flight,
        tasks: now.tasks,
        parked: now.parked,
        restarts: now.restarts,
        panics: now.panics,
    }
}

#[expect(clippy::cast_precision_loss, reason = "a rate needs no more than 52 bits")]
fn rate(count: u64, window: Duration) -> f64 {
    if window.is_zero() { 0.0 } else { count as f64 / window.as_secs_f64() }
}
