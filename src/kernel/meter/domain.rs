//! The account of one domain: calls, waits, store time, tasks, panics, CPU of its threads.

use super::ClaimMeter;
use super::pulse::{Counts, Times};
use crate::kernel::fault::Error;
use crate::kernel::meter::{CallLabels, DomainLabels, Meters, RpcLabels, SweepLabels};
use crate::kernel::rpc::Rpc;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::Histogram;
use std::sync::atomic::{AtomicU8, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

/// Whether a domain answers.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) enum State {
    #[default]
    Starting = 0,
    Running = 1,
    /// After too many panics.
    Restarting = 2,
    Stopped = 3,
    /// In another process that does not answer.
    Unreached = 4,
}

impl State {
    fn of(number: u8) -> Self {
        let all = [Self::Starting, Self::Running, Self::Restarting, Self::Stopped, Self::Unreached];
        all.get(usize::from(number)).copied().unwrap_or(Self::Starting)
    }

    /// The word in the API and on the page.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Starting => "starting",
            Self::Running => "running",
            Self::Restarting => "restarting",
            Self::Stopped => "stopped",
            Self::Unreached => "unreached",
        }
    }
}

/// What callers here see of a domain in another process.
#[derive(Default)]
pub(crate) struct ChannelMeter {
    times: Times,
    ok: AtomicU64,
    refused: AtomicU64,
    faulted: AtomicU64,
}

impl ChannelMeter {
    /// Notes how a call ended and how long it took, with the way there and back.
    pub(crate) fn ended(&self, error: Option<&Error>, took: Duration) {
        self.times.note(took);
        let count = match error {
            None => &self.ok,
            Some(Error::Refused(_)) => &self.refused,
            Some(Error::Fault(_)) => &self.faulted,
        };
        count.fetch_add(1, Ordering::Relaxed);
    }

    /// Everything that is counted, at this moment.
    pub(in crate::kernel) fn reading(&self, state: State) -> Reading {
        Reading {
            state,
            ok: self.ok.load(Ordering::Relaxed),
            refused: self.refused.load(Ordering::Relaxed),
            faulted: self.faulted.load(Ordering::Relaxed),
            handler: self.times.counts(),
            ..Reading::default()
        }
    }
}

/// All counts of a domain at one moment.
#[derive(Debug, Default)]
pub(in crate::kernel) struct Reading {
    pub(in crate::kernel) state: State,
    pub(in crate::kernel) ok: u64,
    pub(in crate::kernel) refused: u64,
    pub(in crate::kernel) faulted: u64,
    pub(in crate::kernel) reacted: u64,
    pub(in crate::kernel) restarts: u64,
    pub(in crate::kernel) panics: u64,
    pub(in crate::kernel) in_flight: i64,
    pub(in crate::kernel) tasks: i64,
    pub(in crate::kernel) parked: i64,
    pub(in crate::kernel) cpu_ns: u64,
    /// Time in the handler.
    pub(in crate::kernel) handler: Counts,
    /// Time between a call and its handler.
    pub(in crate::kernel) mailbox: Counts,
    /// Time that write units waited.
    pub(in crate::kernel) store: Counts,
}

/// Handles to one rpc's metrics, looked up once.
struct RpcMeter {
    ok: Counter,
    refused: Counter,
    faulted: Counter,
    seconds: Histogram,
}

/// The account of one domain.
pub(crate) struct DomainMeter {
    word: &'static str,
    meters: Meters,
    rpcs: Vec<RpcMeter>,
    mailbox_wait: Histogram,
    in_flight: Gauge,
    tasks: Gauge,
    panics: Counter,
    store: StoreMeter,
    state: AtomicU8,
    handler_times: Times,
    mailbox_times: Times,
}

/// The part of the account that the store's threads keep.
#[derive(Clone)]
pub(crate) struct StoreMeter {
    wait: Histogram,
    work: Histogram,
    conflicts: Counter,
    times: Arc<Times>,
    threads: Arc<Mutex<Vec<i32>>>,
}

impl StoreMeter {
    pub(crate) fn waited(&self, time: Duration) {
        self.wait.observe(time.as_secs_f64());
        self.times.note(time);
    }

    pub(crate) fn worked(&self, time: Duration) {
        self.work.observe(time.as_secs_f64());
    }

    /// A unit has to be run again, because another one was in its way.
    pub(crate) fn conflicted(&self) {
        self.conflicts.inc();
    }

    /// Counts the CPU time of the calling thread to this domain.
    pub(crate) fn owns_this_thread(&self) {
        let thread = rustix::thread::gettid().as_raw_nonzero().get();
        self.threads.lock().unwrap_or_else(PoisonError::into_inner).push(thread);
    }
}

impl DomainMeter {
    pub(crate) fn new(word: &'static str, rpcs: &'static [Rpc], meters: &Meters) -> Self {
        let of = DomainLabels { domain: word };
        let one = |rpc: &Rpc| {
            let labels = |outcome| CallLabels { domain: word, rpc: rpc.name, outcome };
            let count = |outcome| meters.calls.get_or_create(&labels(outcome)).clone();
            let rpc_labels = RpcLabels { domain: word, rpc: rpc.name };
            RpcMeter {
                ok: count("ok"),
                refused: count("refused"),
                faulted: count("fault"),
                seconds: meters.call_seconds.get_or_create(&rpc_labels).clone(),
            }
        };
        let store = StoreMeter {
            wait: meters.store_wait_seconds.get_or_create(&of).clone(),
            work: meters.store_seconds.get_or_create(&of).clone(),
            conflicts: meters.store_conflicts.get_or_create(&of).clone(),
            times: Arc::default(),
            threads: Arc::default(),
        };
        Self {
            word,
            meters: meters.clone(),
            rpcs: rpcs.iter().map(one).collect(),
            mailbox_wait: meters.mailbox_wait_seconds.get_or_create(&of).clone(),
            in_flight: meters.in_flight.get_or_create(&of).clone(),
            tasks: meters.tasks.get_or_create(&of).clone(),
            panics: meters.panics.get_or_create(&of).clone(),
            store,
            state: AtomicU8::default(),
            handler_times: Times::default(),
            mailbox_times: Times::default(),
        }
    }

    pub(crate) fn word(&self) -> &'static str {
        self.word
    }

    pub(crate) fn store(&self) -> &StoreMeter {
        &self.store
    }

    pub(crate) fn began(&self, waited: Duration) {
        self.mailbox_wait.observe(waited.as_secs_f64());
        self.mailbox_times.note(waited);
        self.in_flight.inc();
    }

    pub(crate) fn left(&self) {
        self.in_flight.dec();
    }

    pub(crate) fn finished(&self, rpc: &Rpc, error: Option<&Error>, took: Duration) {
        let Some(meter) = self.rpcs.get(rpc.index) else { return };
        meter.seconds.observe(took.as_secs_f64());
        // What was turned away never reached a handler.
        if !took.is_zero() {
            self.handler_times.note(took);
        }
        match error {
            None => meter.ok.inc(),
            Some(Error::Refused(_)) => meter.refused.inc(),
            Some(Error::Fault(fault)) => {
                tracing::warn!(domain = self.word, rpc = rpc.name, %fault, "a call failed");
                meter.faulted.inc()
            },
        };
    }

    pub(crate) fn panicked(&self) {
        self.panics.inc();
    }

    pub(crate) fn restarted(&self) {
        self.meters.restarts.get_or_create(&DomainLabels { domain: self.word }).inc();
    }

    pub(crate) fn task_started(&self) {
        self.tasks.inc();
    }

    pub(crate) fn task_ended(&self) {
        self.tasks.dec();
    }

    pub(crate) fn reacted(&self) {
        self.meters.reacted.get_or_create(&DomainLabels { domain: self.word }).inc();
    }

    /// A reader of this domain's log has begun before what is compacted.
    pub(crate) fn tail_compacted(&self) {
        self.meters.tails_compacted.get_or_create(&DomainLabels { domain: self.word }).inc();
    }

    /// The counter of one sweep's rows.
    pub(crate) fn swept(&self, sweep: &'static str) -> Counter {
        self.meters.swept_rows.get_or_create(&SweepLabels { domain: self.word, sweep }).clone()
    }

    /// The account of the claims on one kind of work.
    pub(crate) fn claims(&self, work: &'static str) -> ClaimMeter {
        ClaimMeter::new(&self.meters, self.word, work)
    }

    pub(crate) fn parked(&self, events: i64) {
        self.meters.parked.get_or_create(&DomainLabels { domain: self.word }).set(events);
    }

    /// How fast this domain's latest piece of work went, against real time.
    pub(crate) fn work_speed(&self, ratio: f64) {
        self.meters.work_speed.get_or_create(&DomainLabels { domain: self.word }).set(ratio);
    }

    /// Reads the CPU time of the domain's threads into the registry.
    pub(crate) fn read_cpu(&self) {
        let of = DomainLabels { domain: self.word };
        let seconds = Duration::from_nanos(self.cpu_ns()).as_secs_f64();
        self.meters.cpu_seconds.get_or_create(&of).set(seconds);
    }

    fn cpu_ns(&self) -> u64 {
        let threads = self.store.threads.lock().unwrap_or_else(PoisonError::into_inner).clone();
        threads.iter().filter_map(|thread| cpu_ns(*thread)).sum()
    }

    /// Says whether the domain answers.
    pub(crate) fn turned(&self, state: State) {
        self.state.store(state as u8, Ordering::Relaxed);
    }

    /// Everything that is counted, at this moment.
    pub(in crate::kernel) fn reading(&self) -> Reading {
        let of = DomainLabels { domain: self.word };
        let sum = |one: fn(&RpcMeter) -> &Counter| self.rpcs.iter().map(|rpc| one(rpc).get()).sum();
        Reading {
            state: State::of(self.state.load(Ordering::Relaxed)),
            ok: sum(|rpc| &rpc.ok),
            refused: sum(|rpc| &rpc.refused),
            faulted: sum(|rpc| &rpc.faulted),
            reacted: self.meters.reacted.get_or_create(&of).get(),
            restarts: self.meters.restarts.get_or_create(&of).get(),
            panics: self.panics.get(),
            in_flight: self.in_flight.get(),
            tasks: self.tasks.get(),
            parked: self.meters.parked.get_or_create(&of).get(),
            cpu_ns: self.cpu_ns(),
            handler: self.handler_times.counts(),
            mailbox: self.mailbox_times.counts(),
            store: self.store.times.counts(),
        }
    }
}

/// CPU time of a thread of this process: the first number of its `schedstat`.
fn cpu_ns(thread: i32) -> Option<u64> {
    let text = std::fs::read_to_string(format!("/proc/self/task/{thread}/schedstat")).ok()?;
    text.split_ascii_whitespace().next()?.parse().ok()
}
