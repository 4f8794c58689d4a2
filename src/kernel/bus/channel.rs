//! One line per contract: the route behind it is read with every call and re-pointed at run time.
//! It must not retry, and it must not know the messages.

use super::epoch::{Next, after_moved};
use super::flow::{Resume, resumed};
use super::reply::{Pending, lost};
use super::switch::Switch;
use super::{Call as _, Contract};
use super::{Envelope, Flow, OutboundCall, Remote, ReplySender, Work};
use crate::kernel::clock;
use crate::kernel::context::Context;
use crate::kernel::fault::{Error, Fault, Reply};
use crate::kernel::tasks::sleep;
use crate::kernel::wire::EventRecord;
use actix::dev::SendError;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// Where the calls of one contract go.
pub(crate) enum Route<D: Contract> {
    /// Nobody answers: not started yet, restarting or stopped. Says which.
    Down(&'static str),
    /// The mailbox of this process.
    Local(actix::Recipient<Envelope<D>>),
    /// Another process.
    Remote(Arc<Remote>),
    /// A plain function in place of a domain, for tests.
    #[cfg(test)]
    Fake(Arc<dyn Fn(Context, D::Call) + Send + Sync>),
}

impl<D: Contract> Route<D> {
    fn remote(&self) -> Option<Arc<Remote>> {
        match self {
            Self::Remote(remote) => Some(Arc::clone(remote)),
            _ => None,
        }
    }
}

/// Where the calls of one contract go, for people.
#[derive(Debug, Clone)]
pub(crate) struct Placed {
    /// `local`, an address, or why nobody answers.
    pub(crate) place: String,
    /// `mailbox`, `grpc-tcp`, `grpc-unix`, `grpc-tls`, `none`.
    pub(crate) wire: &'static str,
    pub(crate) epoch: u64,
}

/// The callers' end of a contract. Cheap to clone; all clones are re-pointed together.
pub(crate) struct Channel<D: Contract> {
    switch: Switch<Route<D>>,
}

impl<D: Contract> Clone for Channel<D> {
    fn clone(&self) -> Self {
        Self { switch: self.switch.clone() }
    }
}

impl<D: Contract> Channel<D> {
    /// A line that leads nowhere yet.
    pub(in crate::kernel) fn new() -> Self {
        Self { switch: Switch::new(0, Route::Down("it has not started yet")) }
    }

    /// Re-points the line and all its clones; calls under way keep the old route.
    pub(in crate::kernel) fn point(&self, epoch: u64, route: Route<D>) {
        self.switch.point(epoch, route);
    }

    /// Keeps the route to another process and takes its word for the epoch: it knows better than we
    /// how often its domain has moved. That it serves at all is judged there, with each call. Gives
    /// the epoch of the line then.
    pub(super) fn learn(&self, used: u64, told: u64) -> u64 {
        if told > used {
            self.relearn(used, told);
        }
        self.epoch()
    }

    /// The same by what the process says of itself: whoever tells a wrong number is believed only
    /// until then.
    pub(super) fn relearn(&self, used: u64, told: u64) {
        self.switch.adopt(used, told, |route| route.remote().map(Route::Remote));
    }

    /// Believes a wrong epoch.
    #[cfg(test)]
    pub(crate) fn mistake(&self, epoch: u64) {
        self.relearn(self.epoch(), epoch);
    }

    /// The epoch for which the route was made.
    pub(super) fn epoch(&self) -> u64 {
        self.switch.epoch()
    }

    /// Makes one call and waits for its answer, for at most what the caller or the contract allows.
    pub(crate) async fn ask<A>(
        &self,
        cx: &Context,
        call: impl FnOnce(ReplySender<A>) -> D::Call,
    ) -> Reply<A> {
        let (reply_to, pending) = ReplySender::new();
        let call = call(reply_to);
        let cx = self.leave(cx).within(Duration::from_millis(call.rpc().timeout_ms));
        if cx.expired() {
            return Err(Fault::Timeout.into());
        }
        let deadline = cx.deadline;
        self.post(cx, Work::Call(call))?;
        wait(pending, deadline).await
    }

    /// The same for a call that came over a wire: it is answered here or nowhere.
    pub(super) async fn ask_here<A>(
        &self,
        cx: Context,
        call: impl FnOnce(ReplySender<A>) -> D::Call,
    ) -> Reply<A> {
        let (reply_to, pending) = ReplySender::new();
        let call = call(reply_to);
        let (epoch, timeout_ms) = (cx.epoch, call.rpc().timeout_ms);
        let mut cx = self.leave(&cx).within(Duration::from_millis(timeout_ms));
        let deadline = cx.deadline;
        // Judged by the route on which it came, not by ours.
        cx.epoch = epoch;
        cx.is_by_wire = true;
        // Read once: a route that changes meanwhile must not carry the call on.
        self.switch.by(|epoch, route| match route {
            Route::Remote(_) => Err(Fault::Moved(epoch).into()),
            route => self.send(route, cx, Work::Call(call)),
        })?;
        wait(pending, deadline).await
    }

    /// Opens a stream of replies to one message, which goes on where it stood when the domain moves
    /// or a connection breaks.
    pub(crate) async fn follow<Q, T>(
        &self,
        cx: &Context,
        request: Q,
        (note, call): (Note<Q, T>, Open<D, Q, T>),
    ) -> Reply<Flow<T>>
    where
        Q: Clone + Send + 'static,
        T: Send + 'static,
    {
        let asked = request.clone();
        let first = self.ask(cx, move |reply_to| call(asked, reply_to)).await?;
        let again = Again { channel: self.clone(), cx: cx.clone(), request, note, call };
        Ok(resumed(first, again))
    }

    /// Asks for every event of this domain after a position.
    pub(crate) async fn tail(&self, cx: &Context, after: u64) -> Reply<Flow<EventRecord>> {
        let cx = self.leave(cx);
        if let Some(remote) = self.remote() {
            return remote.tail(&cx, D::NAME, after).await;
        }
        let (reply_to, pending) = ReplySender::new();
        self.post(cx, Work::Tail { after, reply_to })?;
        pending.await.unwrap_or_else(|_| Err(lost()))
    }

    /// Where the calls go now, for people.
    pub(super) fn placed(&self) -> Placed {
        self.switch.by(|epoch, route| {
            let (place, wire) = match route {
                Route::Down(why) => ((*why).to_owned(), "none"),
                Route::Local(_) => ("local".to_owned(), "mailbox"),
                Route::Remote(remote) => remote.place(),
                #[cfg(test)]
                Route::Fake(_) => ("fake".to_owned(), "fake"),
            };
            Placed { place, wire, epoch }
        })
    }

    /// What becomes of a call that was not for the host that got it: it goes out once more if this
    /// process knows better by now where to; else its caller is told.
    pub(in crate::kernel) fn refused(&self, cx: Context, call: D::Call, told: u64) {
        let (known, remote) = self.switch.by(|epoch, route| (epoch, route.remote()));
        match (after_moved(cx.epoch, known), remote) {
            (Next::Again, Some(remote)) if !cx.is_by_wire => {
                let (rpc, cx) = (call.rpc(), Context { epoch: known, ..cx });
                call.ship(OutboundCall { channel: self.clone(), remote, cx, rpc });
            },
            _ => call.fail(Fault::Moved(told).into()),
        }
    }

    pub(super) fn remote(&self) -> Option<Arc<Remote>> {
        self.switch.by(|_, route| route.remote())
    }

    /// What the kernel keeps for one hop stays behind when the next begins.
    fn leave(&self, cx: &Context) -> Context {
        Context {
            rpc: None,
            is_by_wire: false,
            entity: None,
            repeated: None,
            cause: None,
            ..cx.clone()
        }
    }

    fn post(&self, mut cx: Context, work: Work<D>) -> Reply<()> {
        self.switch.by(|epoch, route| {
            cx.epoch = epoch;
            self.send(route, cx, work)
        })
    }

    fn send(&self, route: &Route<D>, cx: Context, work: Work<D>) -> Reply<()> {
        match route {
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
            Route::Remote(remote) => {
                if let Work::Call(call) = work {
                    let (remote, rpc) = (Arc::clone(remote), call.rpc());
                    call.ship(OutboundCall { channel: self.clone(), remote, cx, rpc });
                }
                Ok(())
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

/// Waits for an answer until the deadline.
async fn wait<A>(pending: Pending<A>, deadline: Option<Instant>) -> Reply<A> {
    let Some(deadline) = deadline else { return pending.await.unwrap_or_else(|_| Err(lost())) };
    match tokio::time::timeout_at(deadline.into(), pending).await {
        Ok(Ok(reply)) => reply,
        // A host drops what comes too late unread.
        Ok(Err(_)) if deadline <= clock::instant() => Err(Fault::Timeout.into()),
        Ok(Err(_)) => Err(lost()),
        Err(_) => Err(Fault::Timeout.into()),
    }
}

/// Carries what a reader has seen over into the request that asks for the rest.
type Note<Q, T> = fn(&mut Q, &T);
/// Makes the call that opens a stream.
type Open<D, Q, T> = fn(Q, ReplySender<Flow<T>>) -> <D as Contract>::Call;

/// How a stream of this line is opened again.
struct Again<D: Contract, Q, T> {
    channel: Channel<D>,
    cx: Context,
    request: Q,
    note: Note<Q, T>,
    call: Open<D, Q, T>,
}

/// How long a reader waits for a domain that moves.
const REOPEN_MAX: Duration = Duration::from_secs(30);

impl<D: Contract, Q: Clone + Send + 'static, T: Send + 'static> Resume<T> for Again<D, Q, T> {
    fn note(&mut self, message: &T) {
        (self.note)(&mut self.request, message);
    }

    async fn reopen(&mut self) -> Reply<Flow<T>> {
        let until = clock::instant() + REOPEN_MAX;
        let mut pause = Duration::from_millis(20);
        loop {
            let (call, request) = (self.call, self.request.clone());
            let opened = self.channel.ask(&self.cx, move |reply_to| call(request, reply_to)).await;
            match opened {
                Err(Error::Fault(Fault::Moved(_) | Fault::Unavailable(_)))
                    if clock::instant() + pause < until =>
                {
                    sleep(pause).await;
                    pause = (pause * 2).min(Duration::from_secs(2));
                },
                other => return other,
            }
        }
    }
}
