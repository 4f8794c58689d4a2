//! Server-sent events: the answer that carries them, and how long its reader is believed. It must
//! not know what is told.

use super::front::FrontData;
use super::request::RequestContext;
use super::session;
use crate::kernel::clock;
use actix_web::HttpResponse;
use actix_web::http::header::CACHE_CONTROL;
use bytes::Bytes;
use futures_util::stream::Stream;
use std::convert::Infallible;
use std::time::{Duration, Instant};

/// The answer that carries events for as long as its reader stays.
pub(in crate::gateway) fn of_events(
    events: impl Stream<Item = Result<Bytes, Infallible>> + 'static,
) -> HttpResponse {
    HttpResponse::Ok()
        .content_type("text/event-stream")
        .insert_header((CACHE_CONTROL, "no-store"))
        .insert_header(("x-accel-buffering", "no"))
        .streaming(events)
}

/// Whether the reader is still who they were: a revoked credential must not go on reading.
pub(in crate::gateway) async fn is_proven(
    front: &FrontData,
    req: &mut RequestContext,
    proven_at: &mut Instant,
) -> bool {
    let now = clock::instant();
    let every = Duration::from_millis(front.settings().stream_recheck_every_ms);
    let Some(credential) = req.credential() else { return true };
    if now.duration_since(*proven_at) < every {
        return true;
    }
    match session::resolve(front, req.origin.trace, credential).await {
        Ok(Some(member)) => {
            req.caller = member.caller();
            *proven_at = now;
            true
        },
        Ok(None) => false,
        // Nobody can say now; the next look asks again.
        Err(_) => true,
    }
}
