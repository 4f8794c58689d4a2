//! What every domain is like now, as JSON and as a stream: where it runs, how much, how fast, what
//! went wrong. It must not change anything.

use crate::contract::TOPOLOGY;
use crate::gateway::core::api::{ErrorJson, fresh};
use crate::gateway::core::error::{Answer, HttpError, Own};
use crate::gateway::core::front::FrontData;
use crate::gateway::core::request::RequestContext;
use crate::gateway::core::stream;
use crate::gateway::core::tally::CountedPlace;
use crate::kernel::clock;
use crate::kernel::host::{CallStats, DomainStats, SiteStats};
use bytes::Bytes;
use futures_util::stream::unfold;
use std::convert::Infallible;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};
use tokio::sync::{OwnedSemaphorePermit, watch};
use utoipa::ToSchema;

/// Streams that one administrator may hold open.
const OF_CALLER_MAX: u32 = 16;
/// After this the reader asks anew.
const OPEN_MAX: Duration = Duration::from_secs(3600);

/// The site over the last moments.
#[derive(serde::Serialize, ToSchema)]
pub(in crate::gateway) struct DomainsJson {
    /// Rates and times are over so long.
    window_ms: u64,
    front: FrontJson,
    domains: Vec<DomainJson>,
}

/// The front: HTTP.
#[derive(serde::Serialize, ToSchema)]
pub(in crate::gateway) struct FrontJson {
    requests_per_s: f64,
    /// Answers with a status from 400 to 499.
    refused_per_s: f64,
    /// Answers with a status from 500 on.
    faulted_per_s: f64,
    /// Until the answer begins.
    p50_us: Option<u64>,
    p99_us: Option<u64>,
}

/// One domain. Times are `null` when nothing was measured in the window.
#[derive(serde::Serialize, ToSchema)]
pub(in crate::gateway) struct DomainJson {
    domain: &'static str,
    /// Domains that it calls.
    calls: &'static [&'static str],
    /// Events that it hears, as `domain.Event`.
    hears: &'static [&'static str],
    /// `local`, the address of the process that hosts it, or why nobody answers.
    placement: String,
    /// By what its calls travel: `mailbox`, `grpc-tcp`, `grpc-unix`, `grpc-tls` or `none`.
    wire: &'static str,
    /// `starting`, `running`, `restarting`, `stopped`, or `unreached` for one elsewhere.
    state: &'static str,
    /// Whether this process hosts it. Of others only rate, times and errors are known, as the
    /// callers here see them: with the way there and back.
    is_here: bool,
    calls_per_s: f64,
    refused_per_s: f64,
    faulted_per_s: f64,
    /// Events of others that it applied.
    events_per_s: Option<f64>,
    /// Time in the handler.
    p50_us: Option<u64>,
    p99_us: Option<u64>,
    /// Time between a call and its handler.
    mailbox_p50_us: Option<u64>,
    mailbox_p99_us: Option<u64>,
    /// Time that a write unit waited.
    store_p50_us: Option<u64>,
    store_p99_us: Option<u64>,
    /// Of one processor; 200 are two.
    cpu_percent: Option<f64>,
    in_flight: Option<i64>,
    tasks: Option<i64>,
    /// Events set aside.
    parked: Option<i64>,
    /// Since the process began.
    restarts: Option<u64>,
    panics: Option<u64>,
}

impl DomainJson {
    fn of(stats: &DomainStats) -> Self {
        let row = TOPOLOGY.iter().find(|row| row.word == stats.word);
        let (beat, is_here): (&CallStats, bool) = (&stats.beat, stats.is_here);
        Self {
            domain: stats.word,
            calls: row.map_or(&[], |row| row.calls),
            hears: row.map_or(&[], |row| row.hears),
            placement: stats.place.clone(),
            wire: stats.wire,
            state: stats.state.word(),
            is_here,
            calls_per_s: beat.calls_per_s,
            refused_per_s: beat.refused_per_s,
            faulted_per_s: beat.faulted_per_s,
            events_per_s: is_here.then_some(beat.reacted_per_s),
            p50_us: beat.p50_us,
            p99_us: beat.p99_us,
            mailbox_p50_us: beat.mailbox_p50_us,
            mailbox_p99_us: beat.mailbox_p99_us,
            store_p50_us: beat.store_p50_us,
            store_p99_us: beat.store_p99_us,
            cpu_percent: is_here.then_some(beat.cpu_share * 100.0),
            in_flight: is_here.then_some(beat.in_flight),
            tasks: is_here.then_some(beat.tasks),
            parked: is_here.then_some(beat.parked),
            restarts: is_here.then_some(beat.restarts),
            panics: is_here.then_some(beat.panics),
        }
    }
}

impl DomainsJson {
    fn of(picture: &SiteStats) -> Self {
        let front = &picture.front;
        Self {
            window_ms: picture.window_ms,
            front: FrontJson {
                requests_per_s: front.calls_per_s,
                refused_per_s: front.refused_per_s,
                faulted_per_s: front.faulted_per_s,
                p50_us: front.p50_us,
                p99_us: front.p99_us,
            },
            domains: picture.domains.iter().map(DomainJson::of).collect(),
        }
    }
}

/// `GET /api/v1/admin/domains`
#[utoipa::path(
    get, path = "/api/v1/admin/domains", tag = "admin",
    operation_id = "getDomains",
    responses(
        (status = 200, description = "Every domain over the last seconds", body = DomainsJson),
        (status = 403, description = "Only administrators may", body = ErrorJson),
    )
)]
pub(in crate::gateway) async fn now(front: FrontData) -> Answer {
    let picture = front.gateway.watch.pictures().borrow().clone();
    let json = DomainsJson::of(&picture);
    Ok(fresh(&json))
}

struct DomainsStream {
    front: FrontData,
    req: RequestContext,
    pictures: watch::Receiver<Arc<SiteStats>>,
    begun: Instant,
    proven_at: Instant,
    /// One of all streams, and one of the caller's.
    _places: (OwnedSemaphorePermit, CountedPlace<String>),
}

/// `GET /api/v1/admin/domains/stream`
#[utoipa::path(
    get, path = "/api/v1/admin/domains/stream", tag = "admin",
    operation_id = "followDomains",
    responses(
        (status = 200, description = "Once a second an event named `domains`, with the domains as \
            JSON", content_type = "text/event-stream", body = DomainsJson),
        (status = 403, description = "Only administrators may", body = ErrorJson),
    )
)]
pub(in crate::gateway) async fn follow(front: FrontData, req: RequestContext) -> Answer {
    let crowded = || {
        let text = "Too many pages follow the site right now. Try again in a moment.";
        HttpError::own(Own::TooManyRequests, text).after_s(2)
    };
    let own = front.streams_each.take(req.caller.scope(), OF_CALLER_MAX).ok_or_else(crowded)?;
    let place = front.streams.clone().try_acquire_owned().map_err(|_| crowded())?;
    let (pictures, now) = (front.gateway.watch.pictures(), clock::instant());
    let held = (place, own);
    let tale = DomainsStream { front, req, pictures, begun: now, proven_at: now, _places: held };
    Ok(stream::of_events(unfold(tale, |mut tale| async move {
        let event = tale.next().await?;
        Some((Ok::<_, Infallible>(event), tale))
    })))
}

impl DomainsStream {
    /// The next event; `None` at the end.
    async fn next(&mut self) -> Option<Bytes> {
        let is_old = clock::instant().duration_since(self.begun) > OPEN_MAX;
        // A process that stops does not wait for its readers; they come back by themselves.
        if is_old || !self.front.gateway.ready.load(Ordering::SeqCst) {
            return None;
        }
        self.pictures.changed().await.ok()?;
        let is_proven = stream::is_proven(&self.front, &mut self.req, &mut self.proven_at).await;
        // Who was an administrator when they came may be none any more.
        if !is_proven || !self.req.caller.is_admin() {
            return None;
        }
        let told = DomainsJson::of(&self.pictures.borrow_and_update());
        let told = serde_json::to_string(&told).ok()?;
        Some(Bytes::from(format!("event: domains\ndata: {told}\n\n")))
    }
}
