//! What the domains of this server hear, as JSON: how far each source is read, what is parked, and
//! the wish to try again or to read anew. It must not apply an event itself; the kernel does.

use super::config::asked;
use crate::gateway::api::ErrorJson;
use crate::gateway::body::Json;
use crate::gateway::front::Desk;
use crate::gateway::trouble::{Answer, Trouble};
use crate::gateway::views::moment_iso;
use crate::kernel::events::{Consumers, Door, Parked, SourceReading};
use actix_web::http::header::CACHE_CONTROL;
use actix_web::{HttpRequest, HttpResponse};
use std::sync::Arc;
use utoipa::ToSchema;

/// Parked events in one answer.
const PARKED_MAX: u32 = 1000;

/// What the domains hear.
#[derive(serde::Serialize, ToSchema)]
pub(in crate::gateway) struct ReadingsJson {
    readings: Vec<ReadingJson>,
}

/// How far one domain has read one source.
#[derive(serde::Serialize, ToSchema)]
pub(in crate::gateway) struct ReadingJson {
    domain: &'static str,
    source: &'static str,
    /// Everything up to here is applied or parked.
    position: u64,
    /// How often the source was read anew.
    replays: u64,
    /// How far the last replay has to get; it is under way while the position is below.
    replay_to: u64,
    is_replaying: bool,
}

/// Events that were set aside.
#[derive(serde::Serialize, ToSchema)]
pub(in crate::gateway) struct ParkedListJson {
    parked: Vec<ParkedJson>,
}

/// One event that was set aside.
#[derive(serde::Serialize, ToSchema)]
pub(in crate::gateway) struct ParkedJson {
    domain: &'static str,
    source: String,
    position: u64,
    kind: String,
    /// The entity that waits.
    entity: String,
    /// How often it failed; 0 for one that only waits behind another.
    tries: u64,
    cause: String,
    /// When it was parked, or tried last.
    at_ms: i64,
    /// The same moment for people, in UTC.
    at: String,
}

/// Whose parked events are tried now.
#[derive(serde::Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::gateway) struct RetryParkedJson {
    domain: String,
}

/// Who reads which source anew.
#[derive(serde::Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::gateway) struct ReplayJson {
    domain: String,
    source: String,
}

/// Which domain; all that run here when it is left out.
#[derive(serde::Deserialize)]
struct Which {
    domain: Option<String>,
}

impl ReadingJson {
    fn of(domain: &'static str, one: &SourceReading) -> Self {
        let (source, reading) = (one.source, one.reading);
        Self {
            domain,
            source,
            position: reading.position,
            replays: reading.replay,
            replay_to: reading.replay_to,
            is_replaying: reading.position < reading.replay_to,
        }
    }
}

impl ParkedJson {
    fn of(domain: &'static str, one: Parked) -> Self {
        Self {
            domain,
            source: one.source,
            position: one.position,
            kind: one.kind,
            entity: one.entity_key,
            tries: one.tries,
            cause: one.cause,
            at_ms: one.at_ms,
            at: moment_iso(one.at_ms),
        }
    }
}

fn json(body: &impl serde::Serialize) -> HttpResponse {
    HttpResponse::Ok().insert_header((CACHE_CONTROL, "no-store")).json(body)
}

/// A domain that runs here.
type Known = (&'static str, Arc<dyn Door>);

/// The domains that are asked for.
fn doors(consumers: &Consumers, request: &HttpRequest) -> Result<Vec<Known>, Trouble> {
    let which: Which = asked(request)?;
    let mut found = consumers.doors();
    if let Some(domain) = which.domain {
        door(consumers, &domain)?;
        found.retain(|(word, _)| *word == domain);
    }
    Ok(found)
}

fn door(consumers: &Consumers, domain: &str) -> Result<Known, Trouble> {
    let doors = consumers.doors();
    let words: Vec<&str> = doors.iter().map(|(word, _)| *word).collect();
    let text = format!("No domain {domain} runs in this process. There are {}.", words.join(", "));
    let found = doors.into_iter().find(|(word, _)| *word == domain);
    found.ok_or_else(|| Trouble::own("NOT_FOUND", text))
}

/// `GET /api/v1/admin/events`
#[utoipa::path(
    get, path = "/api/v1/admin/events", tag = "admin",
    operation_id = "listReadings",
    params(("domain" = Option<String>, Query, description = "All when it is left out")),
    responses(
        (status = 200, description = "How far each source is read", body = ReadingsJson),
        (status = 404, description = "No such domain runs here", body = ErrorJson),
    )
)]
pub(in crate::gateway) async fn readings(desk: Desk, request: HttpRequest) -> Answer {
    let mut readings = Vec::new();
    for (word, door) in doors(desk.consumers(), &request)? {
        let found = door.readings().await?;
        readings.extend(found.iter().map(|one| ReadingJson::of(word, one)));
    }
    Ok(json(&ReadingsJson { readings }))
}

/// `GET /api/v1/admin/events/parked`
#[utoipa::path(
    get, path = "/api/v1/admin/events/parked", tag = "admin",
    operation_id = "listParked",
    params(("domain" = Option<String>, Query, description = "All when it is left out")),
    responses(
        (status = 200, description = "Events set aside, in order", body = ParkedListJson),
        (status = 404, description = "No such domain runs here", body = ErrorJson),
    )
)]
pub(in crate::gateway) async fn parked(desk: Desk, request: HttpRequest) -> Answer {
    let mut parked = Vec::new();
    for (word, door) in doors(desk.consumers(), &request)? {
        let found = door.parked(PARKED_MAX).await?;
        parked.extend(found.into_iter().map(|one| ParkedJson::of(word, one)));
    }
    Ok(json(&ParkedListJson { parked }))
}

/// `POST /api/v1/admin/events/retry`
#[utoipa::path(
    post, path = "/api/v1/admin/events/retry", tag = "admin",
    operation_id = "retryParked", request_body = RetryParkedJson,
    responses(
        (status = 200, description = "What was parked when it began", body = ParkedListJson),
        (status = 404, description = "No such domain runs here", body = ErrorJson),
    )
)]
pub(in crate::gateway) async fn retry(desk: Desk, body: Json<RetryParkedJson>) -> Answer {
    let (word, door) = door(desk.consumers(), &body.0.domain)?;
    let found = door.parked(PARKED_MAX).await?;
    door.retry();
    let parked = found.into_iter().map(|one| ParkedJson::of(word, one)).collect();
    Ok(json(&ParkedListJson { parked }))
}

/// `POST /api/v1/admin/events/replay`
#[utoipa::path(
    post, path = "/api/v1/admin/events/replay", tag = "admin",
    operation_id = "replayEvents", request_body = ReplayJson,
    responses(
        (status = 200, description = "It has begun", body = ReadingJson),
        (status = 404, description = "No such domain runs here, or it hears nothing of the source",
            body = ErrorJson),
    )
)]
pub(in crate::gateway) async fn replay(desk: Desk, body: Json<ReplayJson>) -> Answer {
    let ReplayJson { domain, source } = body.0;
    let (word, door) = door(desk.consumers(), &domain)?;
    let heard = door.sources();
    let Some(source) = heard.iter().copied().find(|one| *one == source) else {
        let hears = if heard.is_empty() { "nothing".to_owned() } else { heard.join(", ") };
        let text = format!("The domain {word} does not hear {source}. It hears {hears}.");
        return Err(Trouble::own("NOT_FOUND", text));
    };
    door.replay(source).await?;
    let readings = door.readings().await?;
    let found = readings.iter().find(|one| one.source == source).ok_or_else(Trouble::not_found)?;
    Ok(json(&ReadingJson::of(word, found)))
}
