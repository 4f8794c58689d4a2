//! One line per contract: the route behind it is read with every call and re-pointed at run time.
//! It must not retry, and it must not know the messages.

use super::slot::lost;
use super::{Envelope, Flow, Slot, Work};
use crate::kernel::clock;
use crate::kernel::context::Context;
use crate::kernel::fault::{Fault, Reply};
use crate::kernel::rpc::{Call as _, Domain};
use crate::kernel::wire::EventRecord;
use actix::dev::SendError;
use arc_swap::ArcSwap;
use std::sync::Arc;
use std::time::Duration;

/// Where the calls of one contract go.
pub(crate) enum Route<D: Domain> {
    /// Nobody answers: not started yet, restarting or stopped. Says which.
    Down(&'static str),
    /// The mailbox of this process.
    Local(actix::Recipient<Envelope<D>>),
    /// A plain function in place of a domain, for tests.
    #[cfg(test)]
    Fake(Arc<dyn Fn(Context, D::Call) + Send + Sync>),
}

/// A route with the count of re-pointings before it.
struct Pointed<D: Domain> {
    epoch: u64,
    route: Route<D>,
}

/// The callers' end of a contract. Cheap to clone; all clones are re-pointed together.
pub(crate) struct Line<D: Domain> {
    pointed: Arc<ArcSwap<Pointed<D>>>,
}

impl<D: Domain> Clone for Line<D> {
    fn clone(&self) -> Self {
        Self { pointed: Arc::clone(&self.pointed) }
    }
}

impl<D: Domain> Line<D> {
    /// A line that leads nowhere yet.
    pub(in crate::kernel) fn new() -> Self {
        let pointed = Pointed { epoch: 0, route: Route::Down("it has not started yet") };
        Self { pointed: Arc::new(ArcSwap::from_pointee(pointed)) }
    }

    /// Re-points the line and all its clones; calls under way keep the old route.
    pub(in crate::kernel) fn point(&self, build: impl FnOnce(u64) -> Route<D>) -> u64 {
        let epoch = self.pointed.load().epoch + 1;
        self.pointed.store(Arc::new(Pointed { epoch, route: build(epoch) }));
        epoch
    }

    /// Makes one call and waits for its answer, for at most what the caller or the contract allows.
    pub(crate) async fn ask<A>(
        &self,
        cx: &Context,
        call: impl FnOnce(Slot<A>) -> D::Call,
    ) -> Reply<A> {
        let (slot, pending) = Slot::new();
        let call = call(slot);
        let rpc = call.rpc();
        let cx = self.leave(cx).within(Duration::from_millis(rpc.timeout_ms));
        if cx.expired() {
            return Err(Fault::Timeout.into());
        }
        let deadline = cx.deadline;
        self.post(cx, Work::Call(call))?;
        let Some(deadline) = deadline else { return pending.await.unwrap_or_else(|_| Err(lost())) };
        match tokio::time::timeout_at(deadline.into(), pending).await {
            Ok(Ok(reply)) => reply,
            // A host drops what comes too late unread.
            Ok(Err(_)) if deadline <= clock::instant() => Err(Fault::Timeout.into()),
            Ok(Err(_)) => Err(lost()),
            Err(_) => Err(Fault::Timeout.into()),
        }
    }

    /// Asks for every event of this domain after a position.
    pub(crate) async fn tail(&self, cx: &Context, after: u64) -> Reply<Flow<EventRecord>> {
        let (slot, pending) = Slot::new();
        self.post(self.leave(cx), Work::Tail { after, slot })?;
        pending.await.unwrap_or_else(|_| Err(lost()))
    }

    /// What the kernel keeps for one hop stays behind when the next begins.
    fn leave(&self, cx: &Context) -> Context {
        Context { rpc: None, repeated: None, cause: None, ..cx.clone() }
    }

    fn post(&self, mut cx: Context, work: Work<D>) -> Reply<()> {
        let pointed = self.pointed.load();
        cx.epoch = pointed.epoch;
        match &pointed.route {
            Route::Down(why) => Err(Fault::Unavailable(format!("{}: {why}", D::NAME)).into()),
            Route::Local(mailbox) => {
                let envelope = Envelope { cx, at: clock::instant(), work };
                mailbox.try_send(envelope).map_err(|error| match error {
                    SendError::Full(_) => Fault::Overloaded.into(),
                    SendError::Closed(_) => {
                        Fault::Unavailable(format!("{} is stopping", D::NAME)).into()
                    },
                })
            },
            #[cfg(test)]
            Route::Fake(answer) => {
                if let Work::Call(call) = work {
                    answer(cx, call);
                }
                Ok(())
            },
        }
    }
}
