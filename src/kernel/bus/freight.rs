//! What generated code does with a call at the two ends of a wire: ship it, or make it from bytes.
//! It must not decide anything about the call; `epoch` says what becomes of a refused one.

#![expect(clippy::disallowed_methods, reason = "sockets live on the I/O runtime")]

use super::cargo::{Cargo, Load};
use super::epoch::{Next, after_moved};
use super::remote::Remote;
use super::{Call as _, Contract};
use super::{Line, Slot};
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
pub(crate) struct Freight<D: Contract> {
    pub(super) line: Line<D>,
    pub(super) remote: Arc<Remote>,
    pub(super) cx: Context,
    pub(super) rpc: &'static Rpc,
}

impl<D: Contract> Freight<D> {
    /// Sends the request and fills the slot with what comes back.
    pub(crate) fn ship<Q: Cargo, A: Cargo>(self, request: Q, mut slot: Slot<A>) {
        let io = self.remote.io.clone();
        io.spawn(async move {
            // Whoever does not wait any more cancels; a command that has started runs to its end
            // where it is served.
            tokio::select! {
                biased;
                reply = self.send(request.pack()) => slot.fill(reply.and_then(A::unpack)),
                () = slot.abandoned() => {},
            }
        });
    }

    /// Sends the call, and again while its domain moves: whoever refuses it does nothing for it.
    async fn send(mut self, load: Load) -> Reply<Load> {
        let again = match &load {
            Load::One(bytes) => Some(bytes.clone()),
            Load::Many(_) => {
                // A stream can be sent only once, so its route has to be right at once.
                self.ask_epoch().await?;
                None
            },
        };
        let until = clock::instant() + PATIENCE;
        let until = self.cx.deadline.map_or(until, |deadline| deadline.min(until));
        let mut pause = FIRST_PAUSE;
        let mut reply = self.remote.call(&self.cx, self.rpc, load).await;
        while let Err(Error::Fault(Fault::Moved(told))) = &reply {
            let (used, known) = (self.cx.epoch, self.line.learn(self.cx.epoch, *told));
            let Some(bytes) = &again else { break };
            if after_moved(used, known) == Next::Await {
                if clock::instant() + pause >= until {
                    break;
                }
                sleep(pause).await;
                pause = (pause * 2).min(PAUSE_MAX);
                if let Ok(hosted) = self.remote.epoch_of(&self.cx, D::NAME).await {
                    self.line.relearn(used, hosted);
                }
            }
            self.cx.epoch = self.line.epoch();
            let load = Load::One(bytes.clone());
            match self.line.remote() {
                Some(remote) => {
                    self.remote = remote;
                    reply = self.remote.call(&self.cx, self.rpc, load).await;
                },
                // It has come home.
                None => {
                    let landing = Landing { line: self.line.clone(), cx: self.cx };
                    return D::Call::land(self.rpc.index, landing, load).await;
                },
            }
        }
        reply
    }

    /// Asks the other process for the epoch of the domain, if nobody here has learnt it yet.
    async fn ask_epoch(&mut self) -> Reply<()> {
        if self.cx.epoch == 0 {
            let told = self.remote.epoch_of(&self.cx, D::NAME).await?;
            self.line.learn(0, told);
            self.cx.epoch = self.line.epoch();
        }
        Ok(())
    }
}

/// A call that came in.
pub(crate) struct Landing<D: Contract> {
    pub(in crate::kernel) line: Line<D>,
    pub(in crate::kernel) cx: Context,
}

impl<D: Contract> Landing<D> {
    /// Makes the call from its bytes, and bytes from its reply.
    pub(crate) async fn make<Q: Cargo, A: Cargo>(
        self,
        load: Load,
        call: impl FnOnce(Q, Slot<A>) -> D::Call,
    ) -> Reply<Load> {
        let request = Q::unpack(load)?;
        let reply: A = self.line.ask_here(self.cx, |slot| call(request, slot)).await?;
        Ok(reply.pack())
    }
}

/// A wire asked for an rpc by a number that the contract does not have.
pub(crate) fn no_such_rpc() -> Error {
    Fault::Internal("the contract has no such rpc".to_owned()).into()
}
