//! The consumer's side of a tail: one task per source applies its events in order. An event that
//! cannot be applied is parked with its entity while all others flow.

use super::parked;
use crate::kernel::bus::Board;
use crate::kernel::clock;
use crate::kernel::context::{Cause, Context};
use crate::kernel::fault::{Error, Fault, Reply};
use crate::kernel::host::Core;
use crate::kernel::rpc::{Desk, Domain};
use crate::kernel::tasks::{Tasks, sleep};
use crate::kernel::trace::Trace;
use crate::kernel::wire::EventRecord;
use futures_util::FutureExt as _;
use std::collections::HashSet;
use std::panic::AssertUnwindSafe;
use std::rc::Rc;
use std::sync::Arc;
use std::time::Duration;
use tracing::Instrument as _;

/// Tries before an event that always fails is parked.
const TRIES_MAX: u32 = 3;
/// Passed-over events after which the position is noted all the same.
const UNNOTED_MAX: u64 = 256;
/// How long an entity may wait for what is away before the others go on without it.
const AWAY_MAX: Duration = Duration::from_secs(120);
/// The longest wait for a source or a store that is away.
const BACKOFF_MAX: Duration = Duration::from_secs(5);

/// Starts one task for each source that `D` hears.
pub(in crate::kernel) fn listen<D: Domain, S: Desk<D>>(
    desk: &Rc<S>,
    core: &Core<D>,
    board: &Board,
    tasks: &Tasks,
) {
    let sources: HashSet<&'static str> = D::HEARS.iter().map(|(source, _)| *source).collect();
    for source in sources {
        let relay = Relay { desk: Rc::clone(desk), core: core.clone(), source };
        let board = board.clone();
        tasks.spawn("relay", async move { relay.run(&board).await });
    }
}

struct Relay<D: Domain, S> {
    desk: Rc<S>,
    core: Core<D>,
    source: &'static str,
}

impl<D: Domain, S: Desk<D>> Relay<D, S> {
    async fn run(&self, board: &Board) {
        let mut pause = Duration::from_millis(50);
        loop {
            match self.follow(board, &mut pause).await {
                Ok(()) => tracing::debug!(domain = D::NAME, source = self.source, "tail ended"),
                Err(error) => {
                    tracing::debug!(domain = D::NAME, source = self.source, %error, "tail broke");
                },
            }
            sleep(pause).await;
            pause = (pause * 2).min(BACKOFF_MAX);
        }
    }

    /// Follows the source until the tail breaks.
    async fn follow(&self, board: &Board, pause: &mut Duration) -> Reply<()> {
        let db = &self.core.db;
        let mut waiting = parked::keys(db, self.source).await?;
        self.count_parked().await?;
        let mut noted = parked::offset(db, self.source).await?;
        let cx = Context::of_domain(D::NAME);
        let mut flow = board.tail(self.source, &cx, noted).await?;
        let mut retry_at = clock::instant();
        loop {
            // Parked events are tried again on time, however busy the source is.
            if retry_at <= clock::instant() {
                self.retry_parked(&mut waiting).await?;
                retry_at = clock::instant() + self.core.parked_retry;
            }
            let record = match tokio::time::timeout_at(retry_at.into(), flow.next()).await {
                Ok(Some(record)) => record?,
                Ok(None) => return Ok(()),
                Err(_) => continue,
            };
            *pause = Duration::from_millis(50);
            let heard = D::HEARS.contains(&(self.source, record.kind()));
            if heard {
                self.settle(&record, &mut waiting).await?;
            }
            if heard || record.position >= noted + UNNOTED_MAX {
                parked::advance(db, self.source, record.position).await?;
                noted = record.position;
            }
        }
    }

    /// Applies an event, or parks it; either way the tail goes on.
    async fn settle(&self, record: &EventRecord, waiting: &mut HashSet<String>) -> Reply<()> {
        let key = record.head().entity_key;
        let outcome = if waiting.contains(&key) {
            Err((0, "waits behind an earlier event of the same entity".to_owned()))
        } else {
            self.apply(record).await
        };
        let Err((tries, cause)) = outcome else { return Ok(()) };
        tracing::error!(
            domain = D::NAME, source = self.source, kind = record.kind(), %key, %cause,
            "an event was parked"
        );
        parked::park(&self.core.db, self.source, record, tries, cause).await?;
        waiting.insert(key);
        self.count_parked().await
    }

    /// Gives how often it was tried and why it failed, when it is poison.
    async fn apply(&self, record: &EventRecord) -> Result<(), (u32, String)> {
        let mut tries = 0;
        let begun = clock::instant();
        let mut pause = Duration::from_millis(50);
        loop {
            let Err(error) = self.react(record).await else {
                self.core.meter.reacted();
                return Ok(());
            };
            // What is away or busy comes back; only what was judged counts as a try.
            let away = matches!(
                error,
                Error::Fault(Fault::Unavailable(_) | Fault::Overloaded | Fault::Timeout)
            );
            tries += u32::from(!away);
            let waited = clock::instant().saturating_duration_since(begun);
            if tries >= TRIES_MAX || waited > AWAY_MAX {
                return Err((tries, error.to_string()));
            }
            sleep(pause).await;
            pause = (pause * 3).min(BACKOFF_MAX);
        }
    }

    async fn react(&self, record: &EventRecord) -> Reply<()> {
        let head = record.head();
        let trace = Trace::parse(&head.traceparent).unwrap_or(Trace::none());
        let (span, trace) = trace.open(D::NAME, record.kind());
        let mut cx = Context::of_domain(D::NAME);
        cx.trace = trace;
        cx.gray = Some(head.gray.as_str()).filter(|gray| !gray.is_empty()).map(Arc::from);
        cx.cause = Some(Arc::new(Cause {
            source: self.source,
            event_id: head.event_id,
            entity_key: head.entity_key,
            entity_version: head.entity_version,
            correlation_id: head.correlation_id,
        }));
        let reaction = AssertUnwindSafe(self.desk.react(cx, record).instrument(span));
        reaction.catch_unwind().await.unwrap_or_else(|_| {
            self.core.meter.panicked();
            Err(Fault::Internal("the reaction panicked".to_owned()).into())
        })
    }

    /// Tries the first parked event of each entity again, and frees the entity when none is left.
    async fn retry_parked(&self, waiting: &mut HashSet<String>) -> Reply<()> {
        if waiting.is_empty() {
            return Ok(());
        }
        let db = &self.core.db;
        loop {
            let mut freed = 0;
            for record in parked::heads(db, self.source).await? {
                match self.react(&record).await {
                    Ok(()) => {
                        parked::unpark(db, self.source, record.position).await?;
                        freed += 1;
                    },
                    Err(error) => {
                        parked::park(db, self.source, &record, 1, error.to_string()).await?;
                    },
                }
            }
            *waiting = parked::keys(db, self.source).await?;
            if freed == 0 || waiting.is_empty() {
                return self.count_parked().await;
            }
        }
    }

    async fn count_parked(&self) -> Reply<()> {
        let parked = parked::count(&self.core.db).await?;
        self.core.meter.parked(parked);
        Ok(())
    }
}
