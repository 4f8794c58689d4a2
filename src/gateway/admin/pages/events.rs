//! What the domains of this server hear: how far, and what was set aside. It must not apply an
//! event itself; the kernel does.

use crate::gateway::admin::api::events::{Heard, heard};
use crate::gateway::admin::views::{EventsPage, Listener, ParkedRow, ReadingRow};
use crate::gateway::core::error::{Answer, HttpError};
use crate::gateway::core::form::Form;
use crate::gateway::core::front::FrontData;
use crate::gateway::core::pages::{see_other_telling, shown};
use crate::gateway::core::request::RequestContext;
use crate::gateway::core::words::notices;
use crate::kernel::events::{ConsumerAdmin, Parked, SourceReading};
use std::sync::Arc;

/// Parked events of one domain on the page.
const PARKED_MAX: u32 = 100;

/// `GET /admin/events`
pub(in crate::gateway) async fn page(front: FrontData, req: RequestContext) -> Answer {
    let mut domains = Vec::new();
    for Heard { word, told } in heard(front.consumers(&req.cx()), PARKED_MAX).await? {
        let is_unreachable = told.is_none();
        let (readings, aside) = told.unwrap_or_default();
        domains.push(Listener {
            word,
            key: front.key(),
            is_unreachable,
            readings: readings.into_iter().map(reading).collect(),
            parked: aside.into_iter().map(parked).collect(),
        });
    }
    // What needs a person comes first.
    domains.retain(|one| one.is_unreachable || !one.readings.is_empty() || !one.parked.is_empty());
    domains.sort_by_key(|one| (one.parked.is_empty() && !one.is_unreachable, one.word));
    let parked_total = domains.iter().map(|one| one.parked.len()).sum();
    shown(&EventsPage { frame: req.frame(&front), domains, parked_total })
}

fn reading(one: SourceReading) -> ReadingRow {
    let reading = one.reading;
    ReadingRow {
        source: one.source,
        position: reading.position,
        is_replaying: reading.position < reading.replay_to,
    }
}

fn parked(one: Parked) -> ParkedRow {
    ParkedRow {
        source: one.source,
        kind: one.kind,
        entity: one.entity_key,
        tries: one.tries,
        cause: one.cause,
        at_ms: one.at_ms,
    }
}

fn consumer(
    front: &FrontData,
    req: &RequestContext,
    word: &str,
) -> Result<Arc<dyn ConsumerAdmin>, HttpError> {
    let found = front.consumers(&req.cx()).into_iter().find(|(known, _)| *known == word);
    found.map(|(_, consumer)| consumer).ok_or_else(HttpError::not_found)
}

/// `POST /admin/events/retry`
pub(in crate::gateway) async fn retry(front: FrontData, req: RequestContext, form: Form) -> Answer {
    let domain = form.text("domain");
    consumer(&front, &req, domain)?.retry().await?;
    tracing::info!(domain, by = req.caller.scope(), "parked events are tried again");
    Ok(see_other_telling("/admin/events", notices::admin::EVENTS_RETRIED))
}

/// `POST /admin/events/replay`
pub(in crate::gateway) async fn replay(
    front: FrontData,
    req: RequestContext,
    form: Form,
) -> Answer {
    let (domain, source) = (form.text("domain"), form.text("source"));
    let consumer = consumer(&front, &req, domain)?;
    if !consumer.readings().await?.iter().any(|known| known.source == source) {
        return Err(HttpError::not_found());
    }
    consumer.replay(source).await?;
    tracing::info!(domain, source, by = req.caller.scope(), "a source is read anew");
    Ok(see_other_telling("/admin/events", notices::admin::EVENTS_REPLAYED))
}
