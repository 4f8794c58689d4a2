//! The consumer's side of a tail: one task per source does what its follower says and tells it what
//! came of it. It must not decide; `follow` does.

use super::consumers::Nudges;
use super::follow::{Action, Follower, Input, Placed, RetryBounds};
use super::{Endpoint, Reacts};
use super::{offsets, parked};
use crate::kernel::bus::{Flow, RouteTable};
use crate::kernel::clock;
use crate::kernel::context::{Cause, Context};
use crate::kernel::fault::{Error, Fault, Reply};
use crate::kernel::rpc::Domain;
use crate::kernel::tasks::{Tasks, sleep};
use crate::kernel::trace::Trace;
use crate::kernel::wire::EventRecord;
use futures_util::FutureExt as _;
use std::collections::HashSet;
use std::panic::AssertUnwindSafe;
use std::rc::Rc;
use std::sync::Arc;
use std::time::{Duration, Instant};
use tracing::Instrument as _;

/// The bounds of every follower; how often parked events are tried again comes from the settings.
fn bounds(parked_retry: Duration) -> RetryBounds {
    RetryBounds {
        tries_max: 3,
        unnoted_max: 256,
        unreachable_ms_max: 120_000,
        pause_ms_min: 50,
        pause_ms_max: 5_000,
        parked_retry_every_ms: u64::try_from(parked_retry.as_millis()).unwrap_or(u64::MAX / 2),
    }
}

/// Starts one task for each source that `D` hears.
pub(in crate::kernel) fn listen<D: Domain, S: Reacts<D> + 'static>(
    service: &Rc<S>,
    core: &Endpoint<D>,
    route_table: &RouteTable,
    tasks: &Tasks,
) {
    let sources: HashSet<&'static str> = D::HEARS.iter().map(|(source, _)| *source).collect();
    for source in sources {
        let (service, core, route_table) = (Rc::clone(service), core.clone(), route_table.clone());
        let (began, nudges) = (clock::instant(), core.nudges.clone());
        let relay =
            Relay { service, core, route_table, source, began, flow: None, replay: 0, nudges };
        tasks.spawn("relay", relay.run());
    }
}

impl Placed for EventRecord {
    fn position(&self) -> u64 {
        self.position
    }

    fn entity_key(&self) -> &str {
        self.head.as_ref().map(|head| head.entity_key.as_str()).unwrap_or_default()
    }
}

struct Relay<D: Domain, S> {
    service: Rc<S>,
    core: Endpoint<D>,
    route_table: RouteTable,
    source: &'static str,
    /// When the follower's time began.
    began: Instant,
    flow: Option<Flow<EventRecord>>,
    /// The reading of the source that this is.
    replay: u64,
    nudges: Nudges,
}

impl<D: Domain, S: Reacts<D> + 'static> Relay<D, S> {
    async fn run(mut self) {
        let mut follower = Follower::new(bounds(self.core.parked_retry));
        let mut input = Input::Began;
        loop {
            let action = follower.next(self.now_ms(), input);
            self.replay = follower.replay();
            input = self.act(action, follower.record()).await.unwrap_or_else(|error| {
                tracing::debug!(domain = D::NAME, source = self.source, %error, "a tail broke");
                Input::Broke
            });
        }
    }

    /// Does what the follower says and tells what came of it.
    async fn act(
        &mut self,
        action: Action,
        record: Option<&EventRecord>,
    ) -> Reply<Input<EventRecord>> {
        let (db, source) = (&self.core.db, self.source);
        Ok(match action {
            Action::Pause { ms } => {
                sleep(Duration::from_millis(ms)).await;
                Input::Due
            },
            Action::Body => {
                self.flow = None;
                self.count_parked().await?;
                let reading = offsets::reading(db, source).await?;
                Input::Loaded {
                    position: reading.position,
                    replay: reading.replay,
                    replay_to: reading.replay_to,
                    waiting: parked::waiting(db, source).await?,
                }
            },
            Action::Open { after } => {
                let cx = Context::of_domain(D::NAME);
                self.flow = Some(self.route_table.tail(source, &cx, after).await?);
                Input::Opened
            },
            Action::Listen { until_ms } => self.listen(until_ms).await?,
            Action::Advance { position, replay } => {
                let is_noted = offsets::advance(db, source, position, replay).await?;
                if is_noted { Input::Stored } else { Input::Superseded }
            },
            Action::FetchHeads => Input::Heads(parked::heads(db, source).await?),
            Action::FetchWaiting => {
                self.count_parked().await?;
                Input::Waiting(parked::waiting(db, source).await?)
            },
            Action::Apply | Action::Park { .. } | Action::Queue => {
                self.settle(action, record.ok_or_else(no_record)?).await?
            },
            Action::Unpark | Action::Repark { .. } => {
                self.settle(action, record.ok_or_else(no_record)?).await?
            },
        })
    }

    /// The actions that speak of a record.
    async fn settle(&self, action: Action, record: &EventRecord) -> Reply<Input<EventRecord>> {
        let (db, source) = (&self.core.db, self.source);
        match action {
            Action::Park { tries, cause } => {
                let (kind, key) = (record.kind(), record.entity_key());
                tracing::error!(domain = D::NAME, source, kind, key, cause, "an event was parked");
                parked::park(db, source, record, tries, cause).await?;
                self.count_parked().await?;
            },
            Action::Queue => {
                let (kind, key) = (record.kind(), record.entity_key());
                tracing::warn!(
                    domain = D::NAME,
                    source,
                    kind,
                    key,
                    "an event waits behind another"
                );
                parked::queue(db, source, record).await?;
                self.count_parked().await?;
            },
            Action::Unpark => parked::unpark(db, source, record.position).await?,
            Action::Repark { cause } => parked::park(db, source, record, 1, cause).await?,
            _ => return Ok(self.apply(record).await),
        }
        Ok(Input::Stored)
    }

    async fn listen(&mut self, until_ms: u64) -> Reply<Input<EventRecord>> {
        let Some(flow) = &mut self.flow else { return Ok(Input::Broke) };
        let until = self.began + Duration::from_millis(until_ms);
        let next = tokio::select! {
            next = tokio::time::timeout_at(until.into(), flow.next()) => next,
            () = self.nudges.next() => return Ok(Input::Nudged),
        };
        match next {
            Ok(Some(record)) => {
                let record = record?;
                let is_heard = D::HEARS.contains(&(self.source, record.kind()));
                Ok(Input::Arrived { record, is_heard })
            },
            Ok(None) => Ok(Input::Broke),
            Err(_) => Ok(Input::Due),
        }
    }

    async fn apply(&self, record: &EventRecord) -> Input<EventRecord> {
        let Err(error) = self.react(record).await else {
            self.core.meter.reacted();
            return Input::Applied;
        };
        // Whatever is unreachable, busy or on the move comes back; the rest was judged.
        let is_unreachable = !matches!(error, Error::Refused(_) | Error::Fault(Fault::Internal(_)));
        Input::Failed { is_unreachable, cause: error.to_string() }
    }

    fn now_ms(&self) -> u64 {
        let passed = clock::instant().saturating_duration_since(self.began);
        u64::try_from(passed.as_millis()).unwrap_or(u64::MAX / 2)
    }

    async fn react(&self, record: &EventRecord) -> Reply<()> {
        let head = record.head();
        let trace = Trace::parse(&head.traceparent).unwrap_or(Trace::none());
        let (span, trace) = trace.open(D::NAME, record.kind());
        let mut cx = Context::of_domain(D::NAME);
        cx.trace = trace;
        cx.note_entity(&head.entity_key);
        cx.gray = Some(head.gray.as_str()).filter(|gray| !gray.is_empty()).map(Arc::from);
        cx.cause = Some(Arc::new(Cause {
            source: self.source,
            event_id: head.event_id,
            kind: head.kind,
            entity_key: head.entity_key,
            entity_version: head.entity_version,
            ends: head.ends,
            correlation_id: head.correlation_id,
            replay: self.replay,
        }));
        let reaction = AssertUnwindSafe(self.service.react(cx, record).instrument(span));
        reaction.catch_unwind().await.unwrap_or_else(|_| {
            self.core.meter.panicked();
            Err(Fault::Internal("the reaction panicked".to_owned()).into())
        })
    }

    async fn count_parked(&self) -> Reply<()> {
        let parked = parked::count(&self.core.db).await?;
        self.core.meter.parked(parked);
        Ok(())
    }
}

/// A follower names a record whenever an action speaks of one.
fn no_record() -> Error {
    Fault::Internal("the follower named no record".to_owned()).into()
}
