//! What a domain is given, and all it is given: its database, its peers, its blobs, time, ids and
//! tasks. It has no public constructor: only the host seats a domain.

use crate::kernel::blobs::Blobs;
use crate::kernel::clock::Clock;
use crate::kernel::db::Db;
use crate::kernel::host::{DomainMeter, Plan};
use crate::kernel::id::Ids;
use crate::kernel::rpc::Domain;
use crate::kernel::tasks::Tasks;
use std::sync::Arc;

/// The seat of domain `D`.
pub(crate) struct Seat<D: Domain> {
    pub(crate) db: Db<D>,
    pub(crate) peers: D::Peers,
    pub(crate) blobs: Blobs<D>,
    pub(crate) clock: Clock,
    pub(crate) ids: Ids,
    pub(crate) tasks: Tasks,
    pub(crate) meter: Arc<DomainMeter>,
}

impl<D: Domain> Seat<D> {
    pub(in crate::kernel) fn new(plan: &Plan<D>, peers: D::Peers, tasks: Tasks) -> Self {
        Self {
            db: plan.db.clone(),
            peers,
            blobs: Blobs::new(Arc::clone(&plan.blobs)),
            clock: plan.clock.clone(),
            ids: plan.ids.clone(),
            tasks,
            meter: Arc::clone(&plan.meter),
        }
    }
}
