//! What a domain is given, and all it is given: its database, its peers, its blobs, time, ids and
//! tasks. It has no public constructor: only the host starts a domain.

use crate::kernel::blobs::{BlobStore, Blobs};
use crate::kernel::bus::Contract;
use crate::kernel::clock::Clock;
use crate::kernel::db::Db;
use crate::kernel::id::Ids;
use crate::kernel::meter::DomainMeter;
use crate::kernel::tasks::Tasks;
use std::sync::Arc;

/// What is given to domain `D`.
pub(crate) struct DomainContext<D: Contract> {
    pub(crate) db: Db<D>,
    pub(crate) peers: D::Peers,
    pub(crate) blobs: Blobs<D>,
    pub(crate) clock: Clock,
    pub(crate) ids: Ids,
    pub(crate) tasks: Tasks,
    pub(crate) meter: Arc<DomainMeter>,
}

/// What the host gives of its own.
pub(in crate::kernel) struct Parts<D> {
    pub(in crate::kernel) db: Db<D>,
    pub(in crate::kernel) blobs: Arc<dyn BlobStore>,
    pub(in crate::kernel) clock: Clock,
    pub(in crate::kernel) ids: Ids,
    pub(in crate::kernel) meter: Arc<DomainMeter>,
}

impl<D: Contract> DomainContext<D> {
    pub(in crate::kernel) fn new(parts: Parts<D>, peers: D::Peers, tasks: Tasks) -> Self {
        let Parts { db, blobs, clock, ids, meter } = parts;
        Self { db, peers, blobs: Blobs::new(blobs), clock, ids, tasks, meter }
    }
}
