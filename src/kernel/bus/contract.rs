//! What generated code tells the bus of a contract: its calls, and the clients of those that it
//! calls itself. It must not name a domain.

use super::{Body, InboundCall, OutboundCall, RouteTable};
use crate::kernel::capability::Key;
use crate::kernel::fault::{Error, Reply};
use crate::kernel::rpc::{Domain, Rpc};
use futures_util::future::BoxFuture;

/// The calls of one contract: what lies in a mailbox.
pub(crate) trait Call: Send + 'static {
    type Owner: Contract<Call = Self>;
    fn rpc(&self) -> &'static Rpc;
    /// The entity that the call is about; empty when it names none.
    fn entity_key(&self) -> &str;
    /// Answers with an error instead of doing the work.
    fn fail(self, error: Error);
    /// Sends the call over a wire.
    fn ship(self, outbound: OutboundCall<Self::Owner>);
    /// Makes the call that came over a wire, and gives its reply as bytes.
    fn land(
        index: usize,
        inbound: InboundCall<Self::Owner>,
        body: Body,
    ) -> BoxFuture<'static, Reply<Body>>;
}

/// The clients of exactly the domains that `calls` names.
pub(crate) trait Peers: Clone + Send + 'static {
    fn dial(route_table: &RouteTable, key: &Key) -> Self;
}

/// One contract with its calls.
pub(crate) trait Contract: Domain {
    type Call: Call<Owner = Self>;
    type Peers: Peers;
}
