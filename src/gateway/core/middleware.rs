//! The outermost layer: trace, client address, rate, headers, meters, and how a trouble is told.
//! It must not know any route's work.

use super::admission::{self, Permit};
use super::api::{DetailJson, ErrorBody, ErrorJson};
use super::body;
use super::error::{HttpError, Own};
use super::form;
use super::front::{Front, FrontData};
use super::headers;
use super::language;
use super::limits::Rate;
use super::listener::{ByControlSocket, in_pieces};
use super::pages;
use super::proxy::{self, Peer};
use super::request::{self, RequestContext, RequestOrigin};
use super::routes::Kind;
use super::words::Language;
use crate::gateway::routes;
use crate::kernel::clock;
use crate::kernel::fault::Fault;
use crate::kernel::meter::{DomainLabels, RouteLabels};
use crate::kernel::trace::Trace;
use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::header::{ALLOW, HeaderValue, RETRY_AFTER};
use actix_web::http::{Method, StatusCode};
use actix_web::middleware::Next;
use actix_web::{Error, HttpMessage as _, HttpResponse};
use futures_util::{FutureExt as _, StreamExt as _};
use std::net::{IpAddr, Ipv4Addr};
use std::time::{Duration, Instant};
use tracing::Instrument as _;

/// How many times more media than pages an address may ask for; each asks one small question.
const MEDIA_SHARE: u32 = 50;

/// Takes a request from its first byte to its last header.
///
/// # Errors
/// None of its own.
pub(in crate::gateway) async fn pass(
    front: FrontData,
    mut request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    let begun = clock::instant();
    let arrived = text(&request, "traceparent").and_then(Trace::parse);
    let came = arrived.unwrap_or_else(|| Trace::start(&front.gateway.ids, front.gateway.sampled));
    let pattern = request.match_pattern();
    let kind = kind_of(&request);
    let route = route_of(request.method(), pattern.as_deref());
    let mut origin = arrive(&front, &request, came);
    request.extensions_mut().insert(kind);
    let rank = admission::rank(request.method(), pattern.as_deref().unwrap_or_default());
    let mut entered = admit(&front, &origin, kind, request.path()).map(|()| None);
    if let (Ok(permit), Some(rank), false) = (&mut entered, rank, origin.by_control) {
        match take_along(&front, &mut request).await {
            Ok(()) => {
                *permit = front.admission.enter(rank, clock::instant());
                if permit.is_none() {
                    entered = Err(Fault::Overloaded.into());
                }
            },
            Err(trouble) => entered = Err(trouble),
        }
    }
    let mut answer = match entered {
        Ok(permit) => {
            let (span, trace) = came.open("gateway", &route);
            origin.trace = trace;
            request.extensions_mut().insert(origin.clone());
            let answer = next.call(request).instrument(span).await?.map_into_boxed_body();
            let is_fault = matches!(answer.status().as_u16(), 500 | 503 | 504);
            permit.into_iter().for_each(|permit: Permit| permit.answered(is_fault));
            tell(&front, &origin, answer).map_body(|_, body| in_pieces(body))
        },
        Err(trouble) => turn_away(&front, &origin, request, &trouble).await,
    };
    let kind = answer.request().extensions().get::<Kind>().copied().unwrap_or(Kind::Page);
    headers::dress(answer.headers_mut(), kind, &origin.trace, origin.is_secure);
    headers::open(answer.headers_mut(), routes::embedding(pattern.as_deref().unwrap_or_default()));
    measure(&front, (route, answer.status().as_u16()), kind, begun);
    Ok(answer)
}

/// Reads the body before there is a place for its request, so that slow clients hold none. Bytes of
/// uploads and bodies that no route takes stay where they are.
async fn take_along(front: &Front, request: &mut ServiceRequest) -> Result<(), HttpError> {
    let is_read = matches!(*request.method(), Method::GET | Method::HEAD | Method::OPTIONS);
    if is_read || request.match_pattern().is_none() {
        return Ok(());
    }
    let settings = front.settings();
    let most = match kind_of(request) {
        Kind::Page => settings.form_bytes_max,
        _ => settings.body_bytes_max,
    };
    let mut payload = request.take_payload();
    let read = body::take_along(&front.bodies, &mut payload, most).await;
    request.set_payload(read?.into());
    Ok(())
}

/// Answers whoever cannot come in now. It costs next to nothing: no session is looked up, no page
/// is made, no line is written.
async fn turn_away(
    front: &Front,
    origin: &RequestOrigin,
    request: ServiceRequest,
    trouble: &HttpError,
) -> ServiceResponse<BoxBody> {
    let kind = kind_of(&request);
    let (request, mut payload) = request.into_parts();
    // A small body that is here already is taken along, for else the connection would have to end.
    while let Some(Some(Ok(_))) = payload.next().now_or_never() {}
    let is_crowd = matches!(trouble.status.as_u16(), 429 | 503);
    let wait = if is_crowd { front.admission.refuse(clock::instant()) } else { Duration::ZERO };
    if !wait.is_zero() {
        tokio::time::sleep(wait).await;
    }
    let told = match kind {
        Kind::Page if is_crowd => pages::busy(language::language(&request), trouble),
        Kind::Page => match request::anonymous(front, origin.clone(), &request) {
            Ok(req) => pages::trouble(front, &req, trouble),
            Err(_) => json(trouble, origin, None),
        },
        _ => json(trouble, origin, Some(language::language(&request))),
    };
    ServiceResponse::new(request, told)
}

/// Method and pattern, for spans and meters: a bounded set of names, whatever is sent.
fn route_of(method: &Method, pattern: Option<&str>) -> String {
    let known =
        [Method::GET, Method::HEAD, Method::POST, Method::PUT, Method::PATCH, Method::DELETE];
    let method = if known.contains(method) { method.as_str() } else { "OTHER" };
    format!("{method} {}", pattern.unwrap_or("none"))
}

fn text<'a>(request: &'a ServiceRequest, name: &str) -> Option<&'a str> {
    request.headers().get(name).and_then(|value| value.to_str().ok())
}

/// All lines of a header as one list: a proxy may add a line of its own after a forged one.
fn list(request: &ServiceRequest, name: &str) -> String {
    let lines = request.headers().get_all(name).filter_map(|value| value.to_str().ok());
    lines.collect::<Vec<_>>().join(",")
}

fn arrive(front: &Front, request: &ServiceRequest, trace: Trace) -> RequestOrigin {
    if request.request().conn_data::<ByControlSocket>().is_some() {
        let ip = IpAddr::V4(Ipv4Addr::LOCALHOST);
        return RequestOrigin { ip, is_secure: false, by_control: true, is_near: true, trace };
    }
    let direct = request.peer_addr().map_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED), |peer| peer.ip());
    let settings = front.settings();
    let trusted = settings.proxies();
    let chain = list(request, "x-forwarded-for");
    let proto = list(request, "x-forwarded-proto");
    let Peer { ip, is_secure } = proxy::peer(direct, &trusted, &chain, &proto);
    let is_direct = chain.is_empty() && text(request, "forwarded").is_none();
    let is_near = ip.is_loopback() && is_direct;
    RequestOrigin { ip, is_secure, by_control: false, is_near, trace }
}

/// What an address is about: what its route says, whoever comes.
fn kind_of(request: &ServiceRequest) -> Kind {
    let routed = request.match_pattern().and_then(|pattern| routes::kind(&pattern));
    let nowhere = if request.path().starts_with("/api/") { Kind::Api } else { Kind::Page };
    routed.unwrap_or(nowhere)
}

/// Whether the address may ask, and not too often. Files of the program are free, and so is what a
/// monitor on this machine asks.
fn admit(front: &Front, origin: &RequestOrigin, kind: Kind, path: &str) -> Result<(), HttpError> {
    let is_vital = routes::is_vital(path);
    let is_free = if is_vital { origin.is_near } else { kind == Kind::Plain };
    if origin.by_control || is_free {
        return Ok(());
    }
    let settings = front.settings();
    if !is_vital && !origin.is_secure && !settings.insecure_http && !origin.ip.is_loopback() {
        let text = "This site speaks https only. Open it by https; its proxy must be in \
                    gateway.trusted_proxies and send X-Forwarded-Proto.";
        return Err(HttpError::own(Own::HttpsRequired, text));
    }
    let (limits, share) = match kind {
        Kind::Media => (&front.media_limits, MEDIA_SHARE),
        _ => (&front.limits, 1),
    };
    limits.take(origin.ip, Rate::of(&settings, share)).map_err(|wait| {
        let text = "Too many requests came from your address. Wait a moment, then try again.";
        HttpError::own(Own::TooManyRequests, text).after_s(wait.as_secs() + 1)
    })
}

/// Writes the body of a trouble for whoever reads it: a program or a person.
fn tell(
    front: &Front,
    origin: &RequestOrigin,
    answer: ServiceResponse<BoxBody>,
) -> ServiceResponse<BoxBody> {
    let error = answer.response().error();
    let trouble = match error.map(|error| error.as_error::<HttpError>().cloned()) {
        Some(Some(trouble)) => trouble,
        Some(None) => foreign(answer.response().status()),
        None => return answer,
    };
    if let Some(cause) = &trouble.cause {
        let trace_id = origin.trace.id();
        tracing::error!(code = %trouble.code, %cause, %trace_id, "a request failed");
    }
    let extensions = answer.request().extensions();
    let kind = extensions.get::<Kind>().copied().unwrap_or(Kind::Page);
    let req = extensions.get::<RequestContext>().cloned();
    drop(extensions);
    let (request, _) = answer.into_parts();
    let req = req.or_else(|| request::anonymous(front, origin.clone(), &request).ok());
    let told = match (kind, req) {
        (Kind::Page, Some(req)) if trouble.is("kernel.SIGN_IN_FIRST") => {
            let next = if *request.method() == Method::GET { &*req.path } else { "/" };
            pages::see_other(&format!("/sign-in?next={}", form::encoded(next)))
        },
        (Kind::Page, Some(req)) if trouble.is(pages::PROOF_NEEDED) => pages::to_prove(&req),
        (Kind::Page, Some(req)) => pages::trouble(front, &req, &trouble),
        (_, req) => json(&trouble, origin, req.map(|req| req.language)),
    };
    let mut told = told;
    if told.status() == StatusCode::METHOD_NOT_ALLOWED {
        let allowed = routes::methods(request.match_pattern().as_deref().unwrap_or_default());
        if let Ok(allowed) = HeaderValue::from_str(&allowed) {
            told.headers_mut().insert(ALLOW, allowed);
        }
    }
    ServiceResponse::new(request, told)
}

/// A failure that the framework found by itself.
fn foreign(status: StatusCode) -> HttpError {
    match status.as_u16() {
        404 => HttpError::not_found(),
        413 => HttpError::own(Own::BodyTooLarge, "The body is too large. Send less at once."),
        405 => HttpError::own(Own::MethodNotAllowed, "This address does not take that method."),
        _ => HttpError::own(
            Own::BodyInvalid,
            "The request could not be read. Check it and try again.",
        ),
    }
}

/// The JSON form of a trouble.
fn json(trouble: &HttpError, origin: &RequestOrigin, language: Option<Language>) -> HttpResponse {
    let mut answer = HttpResponse::build(trouble.status);
    if let Some(seconds) = trouble.retry_after_s {
        answer.insert_header((RETRY_AFTER, seconds.to_string()));
    }
    // The domains speak the source language, and more exactly than a sentence for all cases can.
    let message = match language {
        Some(language) if language != Language::SOURCE => trouble.told_in(language),
        _ => trouble.message.clone(),
    };
    answer.insert_header(("cache-control", "no-store"));
    answer.json(ErrorJson {
        error: ErrorBody {
            code: trouble.code.clone(),
            message,
            trace_id: origin.trace.id(),
            details: trouble.details.iter().filter_map(DetailJson::named).collect(),
        },
    })
}

fn measure(front: &Front, (route, status): (String, u16), kind: Kind, begun: Instant) {
    let passed = clock::instant().saturating_duration_since(begun);
    tracing::debug!(%route, status, took_us = passed.as_micros(), "request");
    let meters = &front.gateway.meters;
    meters.front.answered(status, passed);
    meters.requests.get_or_create(&RouteLabels { route, status }).inc();
    let area = DomainLabels { domain: kind.word() };
    meters.request_seconds.get_or_create(&area).observe(passed.as_secs_f64());
}
