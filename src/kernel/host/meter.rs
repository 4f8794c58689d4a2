//! The account of one domain: calls, waits, store time, tasks, panics, CPU of its threads.

use crate::kernel::fault::Error;
use crate::kernel::meter::{CallLabels, DomainLabels, Meters, RpcLabels};
use crate::kernel::rpc::Rpc;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::Histogram;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

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
}

/// The part of the account that the store's threads keep.
#[derive(Clone)]
pub(crate) struct StoreMeter {
    wait: Histogram,
    work: Histogram,
    conflicts: Counter,
    threads: Arc<Mutex<Vec<i32>>>,
}

impl StoreMeter {
    pub(crate) fn waited(&self, time: Duration) {
        self.wait.observe(time.as_secs_f64());
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
        self.in_flight.inc();
    }

    pub(crate) fn left(&self) {
        self.in_flight.dec();
    }

    pub(crate) fn finished(&self, rpc: &Rpc, error: Option<&Error>, took: Duration) {
        let Some(meter) = self.rpcs.get(rpc.index) else { return };
        meter.seconds.observe(took.as_secs_f64());
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

    pub(crate) fn parked(&self, events: i64) {
        self.meters.parked.get_or_create(&DomainLabels { domain: self.word }).set(events);
    }

    /// The transcode speed of this domain's latest job, in media seconds per second.
    pub(crate) fn transcode_speed(&self, ratio: f64) {
        self.meters.transcode_speed.get_or_create(&DomainLabels { domain: self.word }).set(ratio);
    }

    /// Reads the CPU time of the domain's threads into the registry.
    pub(crate) fn read_cpu(&self) {
        let threads = self.store.threads.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let nanoseconds: u64 = threads.iter().filter_map(|thread| cpu_ns(*thread)).sum();
        let of = DomainLabels { domain: self.word };
        let seconds = Duration::from_nanos(nanoseconds).as_secs_f64();
        self.meters.cpu_seconds.get_or_create(&of).set(seconds);
    }
}

/// CPU time of a thread of this process: the first number of its `schedstat`.
fn cpu_ns(thread: i32) -> Option<u64> {
    let text = std::fs::read_to_string(format!("/proc/self/task/{thread}/schedstat")).ok()?;
    text.split_ascii_whitespace().next()?.parse().ok()
}
