//! What generated code does with a call at the two ends of a wire: ship it, or make it from bytes.
//! It must not decide anything about the call; `epoch` says what becomes of a refused one.

#![expect(clippy::disallowed_methods, reason = "sockets live on the I/O runtime")]

use super::epoch::{Next, after_moved};
use super::payload::{Body, Payload};
use super::remote::Remote;
use super::{Call as _, Contract};
use super::{Channel, ReplySender};
use crate::kernel::clock;
use crate::kernel::context::Context;
use crate::kernel::fault::{Error, Fault, Reply};
use crate::kernel::rpc::Rpc;
use crate::kernel::tasks::sleep;
use std::sync::Arc;
use std::time::Duration;

/// How long a call waits for a domain that moves, within its own time.
const PATIENCE: Duration = Duration::from_secs(5);
const FIRST_PAUSE: Duration = Duration::from_millis(5);
const PAUSE_MAX: Duration = Duration::from_millis(100);

/// A call on its way out.
pub(crate) struct OutboundCall<D: Contract> {
    pub(super) channel: Channel<D>,
    pub(super) remote: Arc<Remote>,
    pub(super) cx: Context,
    pub(super) rpc: &'static Rpc,
}

impl<D: Contract> OutboundCall<D> {
    /// Sends the request and sends back what comes.
    pub(crate) fn ship<Q: Payload, A: Payload>(self, request: Q, mut reply_to: ReplySender<A>) {
        let io = self.remote.io.clone();
        io.spawn(async move {
            // Whoever does not wait any more cancels; a command that has started runs to its end
            // where it is served.
            tokio::select! {
                biased;
                reply = self.send(request.pack()) => reply_to.send(reply.and_then(A::unpack)),
                () = reply_to.abandoned() => {},
            }
        });
    }

    /// Sends the call, and again while its domain moves: whoever refuses it does nothing for it.
    async fn send(mut self, body: Body) -> Reply<Body> {
        let again = match &body {
            Body::One(bytes) => Some(bytes.clone()),
            Body::Many(_) => {
                // A stream can be sent only once, so its route has to be right at once.
                self.ask_epoch().await?;
                None
            },
        };
        let until = clock::instant() + PATIENCE;
        let until = self.cx.deadline.map_or(until, |deadline| deadline.min(until));
        let mut pause = FIRST_PAUSE;
        let mut reply = self.remote.call(&self.cx, self.rpc, body).await;
        while let Err(Error::Fault(Fault::Moved(told))) = &reply {
            let (used, known) = (self.cx.epoch, self.channel.learn(self.cx.epoch, *told));
            let Some(bytes) = &again else { break };
            if after_moved(used, known) == Next::Await {
                if clock::instant() + pause >= until {
                    break;
                }
                sleep(pause).await;
                pause = (pause * 2).min(PAUSE_MAX);
                if let Ok(hosted) = self.remote.epoch_of(&self.cx, D::NAME).await {
                    self.channel.relearn(used, hosted);
                }
            }
            self.cx.epoch = self.channel.epoch();
            let body = Body::One(bytes.clone());
            match self.channel.remote() {
                Some(remote) => {
                    self.remote = remote;
                    reply = self.remote.call(&self.cx, self.rpc, body).await;
                },
                // It has come home.
                None => {
                    let inbound = InboundCall { channel: self.channel.clone(), cx: self.cx };
                    return D::Call::land(self.rpc.index, inbound, body).await;
                },
            }
        }
        reply
    }

    /// Asks the other process for the epoch of the domain, if nobody here has learnt it yet.
    async fn ask_epoch(&mut self) -> Reply<()> {
        if self.cx.epoch == 0 {
            let told = self.remote.epoch_of(&self.cx, D::NAME).await?;
            self.channel.learn(0, told);
            self.cx.epoch = self.channel.epoch();
        }
        Ok(())
    }
}

/// A call that came in.
pub(crate) struct InboundCall<D: Contract> {
    pub(in crate::kernel) channel: Channel<D>,
    pub(in crate::kernel) cx: Context,
}

impl<D: Contract> InboundCall<D> {
    /// Makes the call from its bytes, and bytes from its reply.
    pub(crate) async fn make<Q: Payload, A: Payload>(
        self,
        body: Body,
        call: impl FnOnce(Q, ReplySender<A>) -> D::Call,
    ) -> Reply<Body> {
        let request = Q::unpack(body)?;
        let reply: A = self.channel.ask_here(self.cx, |reply_to| call(request, reply_to)).await?;
        Ok(reply.pack())
    }
}

/// A wire asked for an rpc by a number that the contract does not have.
pub(crate) fn no_such_rpc() -> Error {
    Fault::Internal("the contract has no such rpc".to_owned()).into()
}
