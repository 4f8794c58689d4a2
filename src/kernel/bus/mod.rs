//! How a call finds its domain: a line per contract, re-pointed without restart.
//! It must not know what is behind a line; callers never can.

mod board;
mod cargo;
mod carrier;
mod contract;
pub(in crate::kernel) mod epoch;
mod fence;
mod flow;
mod freight;
mod guard;
pub(in crate::kernel) mod head;
mod line;
pub(in crate::kernel) mod paths;
mod remote;
mod slot;
pub(in crate::kernel) mod switch;

pub(crate) use board::Board;
pub(crate) use cargo::{Cargo, Load};
pub(crate) use carrier::{Broken, Carrier, Harbor, Parcel};
pub(crate) use contract::{Call, Contract, Peers};
pub(crate) use epoch::Seating;
pub(crate) use fence::Fence;
pub(crate) use flow::{Flow, FlowSender};
pub(crate) use freight::{Freight, Landing, no_such_rpc};
pub(crate) use guard::Bounds;
pub(crate) use line::{Line, Placed, Route};
pub(crate) use paths::GATEWAY;
pub(in crate::kernel) use paths::{HEAR_AGAIN, HELLO, LIST_HEARD, READ_BLOB, STAT_BLOB, TAIL};
pub(in crate::kernel) use paths::{is_heard, reads};
pub(crate) use remote::Remote;
pub(crate) use slot::Slot;

use crate::kernel::context::Context;
use crate::kernel::wire::EventRecord;
use std::time::Instant;

/// What lies in a domain's mailbox.
pub(crate) struct Envelope<D: Contract> {
    pub(crate) cx: Context,
    pub(crate) at: Instant,
    pub(crate) work: Work<D>,
}

/// A call of the contract, or one of the two calls that the kernel answers for every domain.
pub(crate) enum Work<D: Contract> {
    Call(D::Call),
    /// Answered when everything before it has been taken out.
    Mark {
        slot: Slot<()>,
    },
    /// Every event after a position, from now on.
    Tail {
        after: u64,
        slot: Slot<Flow<EventRecord>>,
    },
}

impl<D: Contract> actix::Message for Envelope<D> {
    type Result = ();
}
