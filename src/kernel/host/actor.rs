//! The actor: takes an envelope, admits or refuses it at once, and runs it where a panic hurts only
//! its own call. It must never wait.
#![expect(clippy::disallowed_methods, reason = "the host is what spawns a call's handler")]

use super::{Core, DomainService};
use crate::kernel::bus::epoch::Verdict;
use crate::kernel::bus::{Call as _, Contract};
use crate::kernel::bus::{Envelope, Flow, Work};
use crate::kernel::clock;
use crate::kernel::context::Context;
use crate::kernel::events;
use crate::kernel::fault::{Error, Fault};
use actix::{Actor, Handler};
use futures_util::FutureExt as _;
use std::cell::Cell;
use std::panic::AssertUnwindSafe;
use std::rc::Rc;
use tokio::sync::Notify;
use tracing::Instrument as _;

/// Hosts one incarnation of one domain.
pub(super) struct Host<D: Contract, S> {
    pub(super) service: Rc<S>,
    pub(super) core: Core<D>,
    pub(super) in_flight: Rc<Cell<usize>>,
    pub(super) in_flight_max: usize,
    pub(super) mailbox_max: usize,
    pub(super) panics: Rc<Panics>,
}

/// Counts panics and wakes whoever keeps the restart budget.
#[derive(Default)]
pub(super) struct Panics {
    count: Cell<usize>,
    wake: Notify,
}

impl Panics {
    fn add(&self) {
        self.count.set(self.count.get() + 1);
        self.wake.notify_one();
    }

    /// Waits for panics; gives how many there were since it was last asked.
    pub(super) async fn next(&self) -> usize {
        loop {
            let count = self.count.take();
            if count > 0 {
                return count;
            }
            self.wake.notified().await;
        }
    }
}

impl<D: Contract, S: DomainService<D>> Actor for Host<D, S> {
    type Context = actix::Context<Self>;

    fn started(&mut self, context: &mut Self::Context) {
        context.set_mailbox_capacity(self.mailbox_max);
    }
}

impl<D: Contract, S: DomainService<D>> Handler<Envelope<D>> for Host<D, S> {
    type Result = ();

    fn handle(&mut self, envelope: Envelope<D>, _: &mut Self::Context) {
        let Envelope { cx, at, work } = envelope;
        // A late message is dropped unread: its caller has given up already.
        if cx.expired() {
            return;
        }
        match work {
            Work::Call(call) => self.admit(cx, at, call),
            Work::Mark { reply_to } => reply_to.send(Ok(())),
            Work::Tail { after, reply_to } => {
                let (sender, flow) = Flow::new();
                tokio::task::spawn_local(events::feed(self.core.endpoint.clone(), after, sender));
                reply_to.send(Ok(flow));
            },
        }
    }
}

/// Gives a call's place back, however it ended.
struct Place<D: Contract> {
    in_flight: Rc<Cell<usize>>,
    core: Core<D>,
}

impl<D: Contract> Drop for Place<D> {
    fn drop(&mut self) {
        self.in_flight.set(self.in_flight.get().saturating_sub(1));
        self.core.endpoint.meter.left();
    }
}

impl<D: Contract, S: DomainService<D>> Host<D, S> {
    fn admit(&self, mut cx: Context, at: std::time::Instant, call: D::Call) {
        let rpc = call.rpc();
        if let Verdict::Moved { epoch } = self.core.fence.judge(cx.epoch) {
            return self.core.channel.refused(cx, call, epoch);
        }
        let class = cx.class.unwrap_or(rpc.class).max(rpc.class);
        let places = self.in_flight_max * class.share_percent() / 100;
        if self.in_flight.get() >= places.max(1) {
            let overloaded = Error::from(Fault::Overloaded);
            self.core.endpoint.meter.finished(rpc, Some(&overloaded), std::time::Duration::ZERO);
            call.fail(overloaded);
            return;
        }
        self.in_flight.set(self.in_flight.get() + 1);
        self.core.endpoint.meter.began(clock::instant().saturating_duration_since(at));
        let place = Place { in_flight: Rc::clone(&self.in_flight), core: self.core.clone() };
        let (span, trace) = cx.trace.open(D::NAME, rpc.name);
        cx.trace = trace;
        cx.rpc = Some(rpc);
        cx.note_entity(call.entity_key());
        let (service, panics) = (Rc::clone(&self.service), Rc::clone(&self.panics));
        let work = async move {
            let served =
                AssertUnwindSafe(service.serve(&place.core, cx, call)).catch_unwind().await;
            if served.is_err() {
                place.core.endpoint.meter.panicked();
                tracing::error!(domain = D::NAME, rpc = rpc.name, "a handler panicked");
                panics.add();
            }
        };
        tokio::task::spawn_local(work.instrument(span));
    }
}
