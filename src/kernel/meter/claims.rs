//! The account of the claims on one kind of work: how many are held, and what became of them. It
//! must not know what is worked on.

use crate::kernel::meter::{ClaimLabels, Meters, WorkLabels};
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::gauge::Gauge;

/// Handles to the metrics, looked up once.
#[derive(Clone)]
pub(crate) struct ClaimMeter {
    taken: Counter,
    lost: Counter,
    recovered: Counter,
    held: Gauge,
}

impl ClaimMeter {
    pub(in crate::kernel) fn new(
        meters: &Meters,
        domain: &'static str,
        work: &'static str,
    ) -> Self {
        let count = |outcome| {
            let labels = ClaimLabels { domain, work, outcome };
            meters.claims.get_or_create(&labels).clone()
        };
        let held = meters.claims_held.get_or_create(&WorkLabels { domain, work }).clone();
        Self { taken: count("taken"), lost: count("lost"), recovered: count("recovered"), held }
    }

    /// A worker begins.
    pub(in crate::kernel) fn entered(&self) {
        self.taken.inc();
        self.held.inc();
    }

    /// A worker has ended, however.
    pub(in crate::kernel) fn left(&self) {
        self.held.dec();
    }

    /// A worker found its work in other hands.
    pub(in crate::kernel) fn lost(&self) {
        self.lost.inc();
    }

    /// Work was taken back from a worker that is gone.
    pub(in crate::kernel) fn recovered(&self) {
        self.recovered.inc();
    }
}
