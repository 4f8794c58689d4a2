//! Events: recorded with the row that they tell of, tailed by position, applied once.
//! The kernel carries them; it must not understand any.

mod consumers;
mod feed;
pub(in crate::kernel) mod follow;
mod keep;
mod offsets;
mod parked;
mod relay;
mod remote;

pub(in crate::kernel) use consumers::Consumers;
pub(in crate::kernel) use consumers::Nudges;
pub(crate) use consumers::{ConsumerAdmin, SourceReading};
pub(in crate::kernel) use feed::feed;
pub(in crate::kernel) use keep::keep;
#[cfg(test)]
pub(crate) use keep::remove_old;
pub(crate) use parked::Parked;
pub(in crate::kernel) use relay::listen;
pub(in crate::kernel) use remote::answer;
pub(crate) use remote::consumers;

use crate::kernel::context::Context;
use crate::kernel::db::Db;
use crate::kernel::fault::Reply;
use crate::kernel::meter::DomainMeter;
use crate::kernel::wire::EventRecord;
use std::sync::Arc;
use std::time::Duration;

/// Whoever reacts to what a domain hears.
pub(crate) trait Reacts<D> {
    fn react(&self, cx: Context, record: &EventRecord) -> impl Future<Output = Reply<()>>;
}

/// What tells and hears events for one domain.
pub(in crate::kernel) struct Endpoint<D> {
    pub(in crate::kernel) db: Db<D>,
    pub(in crate::kernel) meter: Arc<DomainMeter>,
    /// How often parked events are tried again.
    pub(in crate::kernel) parked_retry: Duration,
    pub(in crate::kernel) nudges: Nudges,
}

impl<D> Clone for Endpoint<D> {
    fn clone(&self) -> Self {
        Self {
            db: self.db.clone(),
            meter: Arc::clone(&self.meter),
            parked_retry: self.parked_retry,
            nudges: self.nudges.clone(),
        }
    }
}
