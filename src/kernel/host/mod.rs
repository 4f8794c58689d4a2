//! One generic actix actor hosts any domain, on a thread named after it. It closes the holes of the
//! framework: panics are contained, mailboxes bounded, late messages dropped, everything counted.

mod actor;
mod meter;
mod pulse;
pub(crate) mod run;
mod start;
mod watch;

pub(crate) use meter::{DomainMeter, LineMeter, State, StoreMeter};
#[cfg(all(test, feature = "schedules"))]
pub(in crate::kernel) use pulse::Times;
pub(crate) use start::{Plan, Running, Settings, start};
pub(crate) use watch::{Beat, FrontMeter, Picture, Sight, Watch, Watched};

use crate::kernel::bus::{Fence, Line};
use crate::kernel::db::Db;
use crate::kernel::events::Nudges;
use crate::kernel::rpc::Domain;
use std::sync::Arc;
use std::time::Duration;

/// What the kernel itself needs to serve a domain's calls.
pub(crate) struct Core<D: Domain> {
    pub(in crate::kernel) db: Db<D>,
    pub(in crate::kernel) meter: Arc<DomainMeter>,
    /// How often parked events are tried again.
    pub(in crate::kernel) parked_retry: Duration,
    pub(in crate::kernel) nudges: Nudges,
    pub(in crate::kernel) line: Line<D>,
    pub(in crate::kernel) fence: Fence,
}

impl<D: Domain> Clone for Core<D> {
    fn clone(&self) -> Self {
        Self {
            db: self.db.clone(),
            meter: Arc::clone(&self.meter),
            parked_retry: self.parked_retry,
            nudges: self.nudges.clone(),
            line: self.line.clone(),
            fence: self.fence.clone(),
        }
    }
}
