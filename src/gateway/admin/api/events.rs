//! What the domains of this server hear, as JSON: how far each source is read, what is parked, and
//! the wish to try again or to read anew. It must not apply an event itself; the kernel does.

use crate::gateway::core::api::{ErrorJson, fresh};
use crate::gateway::core::body::Json;
use crate::gateway::core::error::{Answer, HttpError};
use crate::gateway::core::front::FrontData;
use crate::gateway::core::query::asked;
use crate::gateway::core::request::RequestContext;
use crate::gateway::core::views::moment_iso;
use crate::kernel::events::{ConsumerAdmin, Parked, SourceReading};
use crate::kernel::fault::{Error, Fault, Shared};
use actix_web::HttpRequest;
use futures_util::stream::{self, StreamExt as _, TryStreamExt as _};
use std::sync::Arc;
use utoipa::ToSchema;

/// Parked events in one answer.
const PARKED_MAX: u32 = 1000;
/// Domains that are asked at once.
const ASKED_AT_ONCE: usize = 16;

/// What the domains hear.
#[derive(serde::Serialize, ToSchema)]
pub(in crate::gateway) struct ReadingsJson {
    readings: Vec<ReadingJson>,
    /// Domains in other processes that do not answer now.
    unreachable: Vec<&'static str>,
}

/// How far one domain has read one source.
#[derive(serde::Serialize, ToSchema)]
pub(in crate::gateway) struct ReadingJson {
    domain: &'static str,
    source: String,
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
    /// Domains in other processes that do not answer now.
    unreachable: Vec<&'static str>,
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
        let (source, reading) = (one.source.clone(), one.reading);
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

/// What a domain says of what it hears; nothing when it is unreachable.
pub(in crate::gateway) struct Heard {
    pub(in crate::gateway) word: &'static str,
    pub(in crate::gateway) told: Option<(Vec<SourceReading>, Vec<Parked>)>,
}

/// Asks all of them at once: one that is unreachable costs the others nothing.
///
/// # Errors
/// What a domain says that is there and cannot tell.
pub(in crate::gateway) async fn heard(
    consumers: Vec<Known>,
    parked_max: u32,
) -> Result<Vec<Heard>, HttpError> {
    let ask = |(word, consumer): Known| async move {
        let told = tokio::try_join!(consumer.readings(), consumer.parked(parked_max));
        match told {
            Ok(told) => Ok(Heard { word, told: Some(told) }),
            Err(Error::Fault(fault)) if !matches!(fault, Fault::Internal(_)) => {
                Ok(Heard { word, told: None })
            },
            Err(error) => Err(error.into()),
        }
    };
    stream::iter(consumers).map(ask).buffered(ASKED_AT_ONCE).try_collect().await
}

/// A domain that this server knows of.
pub(in crate::gateway) type Known = (&'static str, Arc<dyn ConsumerAdmin>);

/// The domains that are asked for.
fn consumers(
    front: &FrontData,
    req: &RequestContext,
    request: &HttpRequest,
) -> Result<Vec<Known>, HttpError> {
    let which: Which = asked(request)?;
    match which.domain {
        Some(domain) => Ok(vec![consumer(front, req, &domain)?]),
        None => Ok(front.consumers(&req.cx())),
    }
}

fn consumer(front: &FrontData, req: &RequestContext, domain: &str) -> Result<Known, HttpError> {
    let consumers = front.consumers(&req.cx());
    let words: Vec<&str> = consumers.iter().map(|(word, _)| *word).collect();
    let text = format!("There is no domain {domain} here. There are {}.", words.join(", "));
    let found = consumers.into_iter().find(|(word, _)| *word == domain);
    found.ok_or_else(|| HttpError::shared(Shared::NotFound, text))
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
pub(in crate::gateway) async fn readings(
    front: FrontData,
    req: RequestContext,
    request: HttpRequest,
) -> Answer {
    let mut answer = ReadingsJson { readings: Vec::new(), unreachable: Vec::new() };
    for Heard { word, told } in heard(consumers(&front, &req, &request)?, 0).await? {
        match told {
            Some((found, _)) => {
                answer.readings.extend(found.iter().map(|one| ReadingJson::of(word, one)));
            },
            None => answer.unreachable.push(word),
        }
    }
    Ok(fresh(&answer))
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
pub(in crate::gateway) async fn parked(
    front: FrontData,
    req: RequestContext,
    request: HttpRequest,
) -> Answer {
    let mut answer = ParkedListJson { parked: Vec::new(), unreachable: Vec::new() };
    for Heard { word, told } in heard(consumers(&front, &req, &request)?, PARKED_MAX).await? {
        match told {
            Some((_, found)) => {
                answer.parked.extend(found.into_iter().map(|one| ParkedJson::of(word, one)));
            },
            None => answer.unreachable.push(word),
        }
    }
    Ok(fresh(&answer))
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
pub(in crate::gateway) async fn retry(
    front: FrontData,
    req: RequestContext,
    body: Json<RetryParkedJson>,
) -> Answer {
    let (word, consumer) = consumer(&front, &req, &body.0.domain)?;
    let found = consumer.parked(PARKED_MAX).await?;
    consumer.retry().await?;
    let parked = found.into_iter().map(|one| ParkedJson::of(word, one)).collect();
    Ok(fresh(&ParkedListJson { parked, unreachable: Vec::new() }))
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
pub(in crate::gateway) async fn replay(
    front: FrontData,
    req: RequestContext,
    body: Json<ReplayJson>,
) -> Answer {
    let ReplayJson { domain, source } = body.0;
    let (word, consumer) = consumer(&front, &req, &domain)?;
    let readings = consumer.readings().await?;
    let heard: Vec<&str> = readings.iter().map(|one| one.source.as_str()).collect();
    if !heard.contains(&source.as_str()) {
        let hears = if heard.is_empty() { "nothing".to_owned() } else { heard.join(", ") };
        let text = format!("The domain {word} does not hear {source}. It hears {hears}.");
        return Err(HttpError::shared(Shared::NotFound, text));
    }
    consumer.replay(&source).await?;
    let readings = consumer.readings().await?;
    let found =
        readings.iter().find(|one| one.source == source).ok_or_else(HttpError::not_found)?;
    Ok(fresh(&ReadingJson::of(word, found)))
}
