//! What machines ask: is it alive, is it ready, what does it count. It must not need a session.

use super::error::{Answer, HttpError};
use super::front::{Clients, FrontData};
use super::request::{RequestContext, RequestOrigin};
use crate::contract::each_domain;
use crate::kernel::clock;
use crate::kernel::context::{Caller, Context};
use crate::kernel::fault::{Error, Reply, Shared};
use crate::kernel::trace::Trace;
use actix_web::http::header::{CACHE_CONTROL, RETRY_AFTER};
use actix_web::{HttpMessage as _, HttpRequest, HttpResponse};
use bytes::Bytes;
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};
use tokio::sync::Mutex;

/// The longest that a domain may take to show that it answers.
const ANSWER_TIME: Duration = Duration::from_secs(1);
/// How long an answer of all domains is told to others.
const READY_KEPT: Duration = Duration::from_millis(300);
/// How old figures may be that a stranger sees.
const FIGURES_KEPT: Duration = Duration::from_secs(1);

/// `GET /healthz`: the process serves.
pub(in crate::gateway) async fn alive() -> HttpResponse {
    HttpResponse::Ok().insert_header((CACHE_CONTROL, "no-store")).body("ok\n")
}

/// What machines ask again and again: asked of the domains once, told to all for a moment.
pub(in crate::gateway) struct Vitals {
    silent: Mutex<Option<(Instant, Vec<String>)>>,
    figures: Mutex<Option<(Instant, Bytes)>>,
}

impl Vitals {
    pub(in crate::gateway) fn new() -> Self {
        Self { silent: Mutex::default(), figures: Mutex::default() }
    }

    /// Who does not answer. While one asks, the others wait for what it hears.
    async fn silent(&self, clients: &Clients) -> Vec<String> {
        let mut known = self.silent.lock().await;
        let now = clock::instant();
        if let Some((at, silent)) = &*known
            && now.saturating_duration_since(*at) < READY_KEPT
        {
            return silent.clone();
        }
        let silent = silent(clients).await;
        *known = Some((clock::instant(), silent.clone()));
        silent
    }

    /// The figures as strangers see them.
    async fn figures(&self, make: impl FnOnce() -> String) -> Bytes {
        let mut known = self.figures.lock().await;
        let now = clock::instant();
        if let Some((at, text)) = &*known
            && now.saturating_duration_since(*at) < FIGURES_KEPT
        {
            return text.clone();
        }
        let text = Bytes::from(make());
        *known = Some((now, text.clone()));
        text
    }
}

/// `GET /readyz`: every domain answers.
pub(in crate::gateway) async fn ready(front: FrontData, request: HttpRequest) -> HttpResponse {
    let is_near = request.extensions().get::<RequestOrigin>().is_some_and(|origin| origin.is_near);
    let mut silent = match is_near {
        true => silent(front.clients()).await,
        false => front.vitals.silent(front.clients()).await,
    };
    if !front.gateway.ready.load(Ordering::SeqCst) {
        silent.insert(0, "start-up".to_owned());
    }
    readiness(&silent)
}

/// Whether all answer, and who does not.
pub(in crate::gateway) fn readiness(silent: &[String]) -> HttpResponse {
    let mut answer = match silent {
        [] => HttpResponse::Ok(),
        _ => HttpResponse::ServiceUnavailable(),
    };
    answer.insert_header((CACHE_CONTROL, "no-store"));
    if !silent.is_empty() {
        answer.insert_header((RETRY_AFTER, "1"));
    }
    answer.json(serde_json::json!({ "ready": silent.is_empty(), "waiting_for": silent }))
}

macro_rules! silent {
    ($($word:ident)*) => {
        /// The domains that do not answer, each with why. A refusal is an answer.
        async fn silent(clients: &Clients) -> Vec<String> {
            let cx = Context::new(Caller::Domain("gateway"), Trace::none()).within(ANSWER_TIME);
            let ($($word,)*) = tokio::join!($(clients.$word.probe(&cx),)*);
            [$(fault(stringify!($word), &$word),)*].into_iter().flatten().collect()
        }
    };
}
each_domain!(silent);

fn fault(word: &str, reply: &Reply<()>) -> Option<String> {
    match reply {
        Err(Error::Fault(fault)) => Some(format!("{word}: {}", fault.code())),
        _ => None,
    }
}

/// `GET /metrics`: for this machine and administrators, unless it is opened.
pub(in crate::gateway) async fn metrics(front: FrontData, req: RequestContext) -> Answer {
    let is_near = req.origin.is_near || req.caller.is_admin();
    if !is_near && !front.settings().metrics_open {
        let text = "Metrics are for this machine and administrators. Set gateway.metrics_open to \
                    show them to everybody.";
        return Err(HttpError::shared(Shared::NotAllowed, text));
    }
    let make = || {
        (front.gateway.refresh)();
        front.gateway.meters.print()
    };
    let text = if is_near { Bytes::from(make()) } else { front.vitals.figures(make).await };
    Ok(exposition(text))
}

/// All figures of this process as text (OpenMetrics 1.0.0).
pub(in crate::gateway) fn exposition(text: impl Into<Bytes>) -> HttpResponse {
    let kind = "application/openmetrics-text; version=1.0.0; charset=utf-8";
    let mut answer = HttpResponse::Ok();
    answer.insert_header((CACHE_CONTROL, "no-store")).content_type(kind).body(text.into())
}

/// `GET /robots.txt`
pub(in crate::gateway) async fn robots() -> HttpResponse {
    let rules = "User-agent: *\nDisallow: /api/\nDisallow: /media/\nDisallow: /studio\n\
                 Disallow: /account\nDisallow: /admin\nDisallow: /setup\n";
    HttpResponse::Ok().content_type("text/plain; charset=utf-8").body(rules)
}
