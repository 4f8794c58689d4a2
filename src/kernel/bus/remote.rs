//! A route to another process: guards the target, sends, retries what may be repeated.
//! It must not know which wire carries it, nor what a call says.

use super::guard::{Bounds, CallOutcome, Closed, Guard};
use super::transport::{Broken, CallFrame, ClientTransport};
use super::{Body, Flow, Payload as _, head};
use crate::kernel::assertion::{CallerAssertions, digest};
use crate::kernel::clock;
use crate::kernel::context::Context;
use crate::kernel::fault::{Error, Fault, Reply};
use crate::kernel::meter::ChannelMeter;
use crate::kernel::rpc::{Repeat, Rpc};
use crate::kernel::tasks::sleep;
use crate::kernel::wire::{EventRecord, HelloRequest, HelloResponse, TailRequest, TailResponse};
use prost::Message as _;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::runtime::Handle;

/// Tries of one call, the first among them.
const TRIES_MAX: u32 = 3;
const FIRST_PAUSE: Duration = Duration::from_millis(20);

/// One other process, as everybody here who calls it shares it.
pub(crate) struct Remote {
    transport: Arc<dyn ClientTransport>,
    guard: Mutex<Guard>,
    assertions: Arc<CallerAssertions>,
    pub(super) io: Handle,
    account: ChannelMeter,
}

/// What of an rpc its sender has to know.
#[derive(Clone, Copy)]
struct Way {
    path: &'static str,
    replies_stream: bool,
    is_fresh: bool,
}

/// Says how a call ended, also when its future was dropped.
struct Entered<'a> {
    remote: &'a Remote,
    outcome: CallOutcome,
}

impl Drop for Entered<'_> {
    fn drop(&mut self) {
        self.remote.guard().leave(self.outcome, clock::instant());
    }
}

impl Remote {
    /// A route over `transport`, whose sockets live on `io`.
    pub(crate) fn new(
        _: &crate::kernel::capability::Key,
        transport: Arc<dyn ClientTransport>,
        bounds: Bounds,
        assertions: Arc<CallerAssertions>,
        io: Handle,
    ) -> Arc<Self> {
        let (guard, account) = (Mutex::new(Guard::new(bounds)), ChannelMeter::default());
        Arc::new(Self { transport, guard, assertions, io, account })
    }

    /// Where it leads and by which kind of wire, for people.
    pub(crate) fn place(&self) -> (String, &'static str) {
        (self.transport.place(), self.transport.kind())
    }

    /// Whether the target is being left alone after failures.
    pub(crate) fn is_broken(&self) -> bool {
        self.guard().is_open()
    }

    /// What its callers here saw of it.
    pub(in crate::kernel) fn account(&self) -> &ChannelMeter {
        &self.account
    }

    /// Sends one call of a contract, again if it may be repeated.
    pub(super) async fn call(&self, cx: &Context, rpc: &'static Rpc, body: Body) -> Reply<Body> {
        let begun = clock::instant();
        let reply = self.tried(cx, rpc, body).await;
        let took = clock::instant().saturating_duration_since(begun);
        self.account.ended(reply.as_ref().err(), took);
        reply
    }

    async fn tried(&self, cx: &Context, rpc: &'static Rpc, body: Body) -> Reply<Body> {
        let repeatable = match rpc.repeat {
            Repeat::Query | Repeat::Natural => true,
            Repeat::Key => cx.key.is_some(),
            Repeat::None => false,
        };
        let way = Way { path: rpc.path, replies_stream: rpc.streams.1, is_fresh: rpc.is_fresh };
        let again = match &body {
            Body::One(bytes) if repeatable => Some(bytes.clone()),
            _ => None,
        };
        let mut reply = self.once(cx, (way, rpc.domain), body).await;
        let (mut tries, mut pause) = (1, FIRST_PAUSE);
        while let (Err(broken), Some(bytes)) = (&reply, &again)
            && !matches!(broken, Broken::Answered(_))
            && tries < TRIES_MAX
            && self.guard().may_retry()
        {
            sleep(pause).await;
            (tries, pause) = (tries + 1, pause * 3);
            reply = self.once(cx, (way, rpc.domain), Body::One(bytes.clone())).await;
        }
        reply.map_err(|broken| self.explain(rpc.domain, broken))
    }

    /// Opens a tail of a domain that the process hosts.
    pub(super) async fn tail(
        &self,
        cx: &Context,
        domain: &'static str,
        after: u64,
    ) -> Reply<Flow<EventRecord>> {
        let request = TailRequest { domain: domain.to_owned(), after };
        let body = Body::One(request.encode_to_vec().into());
        let body = self.node(cx, super::paths::TAIL, body, true, domain).await?;
        let empty = || Fault::Internal("an event without a record".to_owned()).into();
        let records = Flow::<TailResponse>::unpack(body)?;
        Ok(records.form(move |reply| reply.record.ok_or_else(empty)))
    }

    /// How often a domain that the process hosts has moved.
    pub(super) async fn epoch_of(&self, cx: &Context, domain: &str) -> Reply<u64> {
        let body = HelloRequest {}.pack();
        let reply = self.node(cx, super::paths::HELLO, body, false, domain).await?;
        let hello = HelloResponse::unpack(reply)?;
        let hosted = hello.hosted.iter().find(|hosted| hosted.domain == domain);
        Ok(hosted.map_or(0, |hosted| hosted.epoch))
    }

    /// Sends one call to the process itself.
    pub(in crate::kernel) async fn node(
        &self,
        cx: &Context,
        path: &'static str,
        body: Body,
        replies_stream: bool,
        domain: &str,
    ) -> Reply<Body> {
        let way = Way { path, replies_stream, is_fresh: false };
        let reply = self.once(cx, (way, domain), body).await;
        reply.map_err(|broken| self.explain(domain, broken))
    }

    async fn once(
        &self,
        cx: &Context,
        (way, domain): (Way, &str),
        body: Body,
    ) -> Result<Body, Broken> {
        self.guard().enter(clock::instant()).map_err(|closed| match closed {
            Closed::Full => Broken::Answered(Fault::Overloaded.into()),
            Closed::Broken(pause) => Broken::Unsent(format!(
                "it failed again and again and is tried again in {} ms",
                pause.as_millis()
            )),
        })?;
        let mut entered = Entered { remote: self, outcome: CallOutcome::Unknown };
        let Way { path, replies_stream, is_fresh } = way;
        let call = match &body {
            Body::One(request) if is_fresh => Some(digest(path, cx.key.as_deref(), request)),
            _ => None,
        };
        let head = head::pack(cx, &self.assertions, (domain, call)).map_err(Broken::Answered)?;
        let reply = self.transport.carry(CallFrame { path, head, body, replies_stream }).await;
        entered.outcome = match &reply {
            Err(Broken::Answered(Error::Fault(Fault::Overloaded | Fault::Timeout))) => {
                CallOutcome::Slow
            },
            Ok(_) | Err(Broken::Answered(_)) => CallOutcome::Answered,
            Err(Broken::Lost(_) | Broken::Unsent(_)) => CallOutcome::Failed,
        };
        reply
    }

    fn explain(&self, domain: &str, broken: Broken) -> Error {
        match broken {
            Broken::Answered(error) => error,
            Broken::Lost(cause) | Broken::Unsent(cause) => {
                let place = self.transport.place();
                Fault::Unavailable(format!("{domain} at {place} cannot be reached: {cause}")).into()
            },
        }
    }

    fn guard(&self) -> std::sync::MutexGuard<'_, Guard> {
        self.guard.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
