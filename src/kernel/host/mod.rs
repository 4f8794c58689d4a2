//! One generic actix actor hosts any domain, on a thread named after it. It closes the holes of the
//! framework: panics are contained, mailboxes bounded, late messages dropped, everything counted.

mod actor;
pub(crate) mod run;
mod start;
mod watch;

pub(crate) use start::{Plan, Running, Settings, start};
pub(crate) use watch::{CallStats, DomainStats, SiteStats, Watch, Watched};

use crate::kernel::bus::{Channel, Contract, Fence};
use crate::kernel::context::Context;
use crate::kernel::events::{Endpoint, Reacts};

/// Whoever answers the calls of a contract and reacts to what it hears.
pub(crate) trait DomainService<D: Contract>: Reacts<D> + 'static {
    fn serve(&self, core: &Core<D>, cx: Context, call: D::Call) -> impl Future<Output = ()>;
}

/// What the kernel itself needs to serve a domain's calls.
pub(crate) struct Core<D: Contract> {
    pub(in crate::kernel) endpoint: Endpoint<D>,
    pub(in crate::kernel) channel: Channel<D>,
    pub(in crate::kernel) fence: Fence,
}

impl<D: Contract> Clone for Core<D> {
    fn clone(&self) -> Self {
        Self {
            endpoint: self.endpoint.clone(),
            channel: self.channel.clone(),
            fence: self.fence.clone(),
        }
    }
}
