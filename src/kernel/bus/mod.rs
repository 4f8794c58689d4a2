//! How a call finds its domain: a line per contract, re-pointed without restart.
//! It must not know what is behind a line; callers never can.

mod calls;
mod channel;
mod contract;
pub(in crate::kernel) mod epoch;
mod fence;
mod flow;
mod guard;
pub(in crate::kernel) mod head;
pub(in crate::kernel) mod paths;
mod payload;
mod remote;
mod reply;
mod route_table;
pub(in crate::kernel) mod switch;
mod transport;

pub(crate) use calls::{InboundCall, OutboundCall, no_such_rpc};
pub(crate) use channel::{Channel, Placed, Route};
pub(crate) use contract::{Call, Contract, Peers};
pub(crate) use epoch::ServingRight;
pub(crate) use fence::Fence;
pub(crate) use flow::{Flow, FlowSender};
pub(crate) use guard::Bounds;
pub(crate) use paths::GATEWAY;
pub(in crate::kernel) use paths::{
    HELLO, LIST_CONSUMERS, READ_BLOB, REPLAY_EVENTS, STAT_BLOB, TAIL,
};
pub(in crate::kernel) use paths::{is_heard, reads};
pub(crate) use payload::{Body, Payload};
pub(crate) use remote::Remote;
pub(crate) use reply::ReplySender;
pub(crate) use route_table::RouteTable;
pub(crate) use transport::{Broken, CallFrame, ClientTransport, Dispatch};

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
        reply_to: ReplySender<()>,
    },
    /// Every event after a position, from now on.
    Tail {
        after: u64,
        reply_to: ReplySender<Flow<EventRecord>>,
    },
}

impl<D: Contract> actix::Message for Envelope<D> {
    type Result = ();
}
