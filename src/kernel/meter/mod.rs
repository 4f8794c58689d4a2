//! The registry of a process: what `/metrics` prints. It must not decide what is measured.

mod claims;
mod domain;
mod front;
pub(in crate::kernel) mod pulse;

pub(crate) use claims::ClaimMeter;
pub(in crate::kernel) use domain::Reading;
pub(crate) use domain::{ChannelMeter, DomainMeter, State, StoreMeter};
pub(crate) use front::FrontMeter;

use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::encoding::text::encode;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::{Histogram, exponential_buckets};
use prometheus_client::registry::Registry;
use std::sync::atomic::AtomicU64;
use std::sync::{Arc, Mutex, PoisonError};

/// Labels of one rpc and how it ended.
#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
pub(crate) struct CallLabels {
    pub(crate) domain: &'static str,
    pub(crate) rpc: &'static str,
    pub(crate) outcome: &'static str,
}

/// Labels of one rpc.
#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
pub(crate) struct RpcLabels {
    pub(crate) domain: &'static str,
    pub(crate) rpc: &'static str,
}

/// Labels of one domain.
#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
pub(crate) struct DomainLabels {
    pub(crate) domain: &'static str,
}

/// Labels of one sweep of a domain.
#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
pub(crate) struct SweepLabels {
    pub(crate) domain: &'static str,
    pub(crate) sweep: &'static str,
}

/// Labels of one kind of work of a domain.
#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
pub(crate) struct WorkLabels {
    pub(crate) domain: &'static str,
    pub(crate) work: &'static str,
}

/// The same, and what became of a claim on it.
#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
pub(crate) struct ClaimLabels {
    pub(crate) domain: &'static str,
    pub(crate) work: &'static str,
    pub(crate) outcome: &'static str,
}

/// Labels of log lines that were not written.
#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
pub(crate) struct LostLabels {
    pub(crate) cause: &'static str,
}

/// What became of exports of accounts.
#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
pub(crate) struct ExportLabels {
    pub(crate) outcome: &'static str,
}

/// Labels of one kind of media.
#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
pub(crate) struct MediaLabels {
    pub(crate) kind: &'static str,
}

/// Labels of one HTTP route.
#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
pub(crate) struct RouteLabels {
    pub(crate) route: String,
    pub(crate) status: u16,
}

type Seconds = Gauge<f64, AtomicU64>;
type Make = fn() -> Histogram;

/// All metric families. Cheap to clone.
#[derive(Clone)]
pub(crate) struct Meters {
    registry: Arc<Mutex<Registry>>,
    pub(crate) calls: Family<CallLabels, Counter>,
    pub(crate) call_seconds: Family<RpcLabels, Histogram, Make>,
    pub(crate) mailbox_wait_seconds: Family<DomainLabels, Histogram, Make>,
    pub(crate) store_wait_seconds: Family<DomainLabels, Histogram, Make>,
    pub(crate) store_seconds: Family<DomainLabels, Histogram, Make>,
    pub(crate) store_conflicts: Family<DomainLabels, Counter>,
    pub(crate) tasks: Family<DomainLabels, Gauge>,
    pub(crate) in_flight: Family<DomainLabels, Gauge>,
    pub(crate) panics: Family<DomainLabels, Counter>,
    pub(crate) restarts: Family<DomainLabels, Counter>,
    pub(crate) parked: Family<DomainLabels, Gauge>,
    pub(crate) reacted: Family<DomainLabels, Counter>,
    pub(crate) tails_compacted: Family<DomainLabels, Counter>,
    pub(crate) swept_rows: Family<SweepLabels, Counter>,
    pub(crate) claims: Family<ClaimLabels, Counter>,
    pub(crate) claims_held: Family<WorkLabels, Gauge>,
    pub(crate) cpu_seconds: Family<DomainLabels, Seconds>,
    pub(crate) requests: Family<RouteLabels, Counter>,
    pub(crate) request_seconds: Family<DomainLabels, Histogram, Make>,
    pub(crate) work_speed: Family<DomainLabels, Seconds>,
    pub(crate) config_version: Gauge,
    pub(crate) config_aside: Gauge,
    pub(crate) config_refused: Counter,
    /// What the page of the domains shows of HTTP.
    pub(crate) front: Arc<FrontMeter>,
    pub(crate) backup_at_ms: Gauge,
    pub(crate) backup_barrier_us: Gauge,
    pub(crate) backups_failed: Counter,
    pub(crate) log_lines_lost: Family<LostLabels, Counter>,
    pub(crate) exports: Family<ExportLabels, Counter>,
    pub(crate) media_bytes: Family<MediaLabels, Counter>,
    pub(crate) media_bytes_uncounted: Counter,
}

/// 1 µs to about 67 s.
fn time_buckets() -> Histogram {
    Histogram::new(exponential_buckets(1e-6, 4.0, 14))
}

impl Meters {
    pub(crate) fn new() -> Self {
        let meters = Self {
            registry: Arc::new(Mutex::new(Registry::with_prefix("shoal"))),
            calls: Family::default(),
            call_seconds: Family::new_with_constructor(time_buckets),
            mailbox_wait_seconds: Family::new_with_constructor(time_buckets),
            store_wait_seconds: Family::new_with_constructor(time_buckets),
            store_seconds: Family::new_with_constructor(time_buckets),
            store_conflicts: Family::default(),
            tasks: Family::default(),
            in_flight: Family::default(),
            panics: Family::default(),
            restarts: Family::default(),
            parked: Family::default(),
            reacted: Family::default(),
            tails_compacted: Family::default(),
            swept_rows: Family::default(),
            claims: Family::default(),
            claims_held: Family::default(),
            cpu_seconds: Family::default(),
            requests: Family::default(),
            request_seconds: Family::new_with_constructor(time_buckets),
            work_speed: Family::default(),
            config_version: Gauge::default(),
            config_aside: Gauge::default(),
            config_refused: Counter::default(),
            front: Arc::default(),
            backup_at_ms: Gauge::default(),
            backup_barrier_us: Gauge::default(),
            backups_failed: Counter::default(),
            log_lines_lost: Family::default(),
            exports: Family::default(),
            media_bytes: Family::default(),
            media_bytes_uncounted: Counter::default(),
        };
        meters.register();
        meters
    }

    fn register(&self) {
        let mut to = self.registry.lock().unwrap_or_else(PoisonError::into_inner);
        let lost = self.log_lines_lost.clone();
        to.register("log_lines_lost", "Log lines that were not written", lost);
        to.register("calls", "Calls by domain, rpc and outcome", self.calls.clone());
        to.register("call_seconds", "Time in the handler", self.call_seconds.clone());
        let wait = self.mailbox_wait_seconds.clone();
        to.register("mailbox_wait_seconds", "Time between a call and its handler", wait);
        let wait = self.store_wait_seconds.clone();
        to.register("store_wait_seconds", "Time a write unit waited", wait);
        to.register("store_seconds", "Time of a write group", self.store_seconds.clone());
        let conflicts = self.store_conflicts.clone();
        to.register("store_conflicts", "Units run again behind another", conflicts);
        to.register("tasks", "Background tasks alive", self.tasks.clone());
        to.register("in_flight", "Calls being handled", self.in_flight.clone());
        to.register("panics", "Panics caught", self.panics.clone());
        to.register("restarts", "Domains started again", self.restarts.clone());
        to.register("parked_events", "Events set aside", self.parked.clone());
        to.register("events_reacted", "Events applied", self.reacted.clone());
        let tails = self.tails_compacted.clone();
        to.register("tails_compacted", "Readers that got compacted history", tails);
        to.register("swept_rows", "Rows that sweeps cleared away", self.swept_rows.clone());
        to.register("claims", "Claims on work by what became of them", self.claims.clone());
        to.register("claims_held", "Work that is attended now", self.claims_held.clone());
        to.register("cpu_seconds", "CPU time of a domain's threads", self.cpu_seconds.clone());
        to.register("requests", "HTTP requests by route", self.requests.clone());
        let seconds = self.request_seconds.clone();
        to.register("request_seconds", "Time of an HTTP request by area", seconds);
        let speed = self.work_speed.clone();
        to.register("work_speed_ratio", "Media seconds per second of work", speed);
        let version = self.config_version.clone();
        to.register("config_version", "Version of the live settings in force", version);
        let aside = self.config_aside.clone();
        to.register("config_aside", "Live settings that cannot be in force", aside);
        let refused = self.config_refused.clone();
        to.register("config_refused", "Changes of live settings that were refused", refused);
        let moment = self.backup_at_ms.clone();
        to.register("backup_at_ms", "Moment of the newest backup since the start", moment);
        let barrier = self.backup_barrier_us.clone();
        to.register("backup_barrier_us", "How long it held all writers", barrier);
        to.register("backups_failed", "Backups that failed", self.backups_failed.clone());
        to.register(
            "media_bytes",
            "Bytes of media that were sent, by kind",
            self.media_bytes.clone(),
        );
        let uncounted = self.media_bytes_uncounted.clone();
        to.register("media_bytes_uncounted", "Sent bytes that no domain heard of", uncounted);
        to.register("exports", "Exports of accounts by outcome", self.exports.clone());
    }

    /// The text that Prometheus reads.
    pub(crate) fn print(&self) -> String {
        let mut text = String::new();
        let registry = self.registry.lock().unwrap_or_else(PoisonError::into_inner);
        if encode(&mut text, &registry).is_err() {
            tracing::error!("the metrics could not be printed");
        }
        text
    }
}
