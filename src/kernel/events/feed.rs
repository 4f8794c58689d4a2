//! The source's side of a tail: reads the outbox from a position and waits at its end.
//! It must not remember its readers; they keep their own position.

use super::Endpoint;
use super::keep::compacted_to;
use crate::kernel::bus::FlowSender;
use crate::kernel::db::{View, columns, values};
use crate::kernel::fault::Reply;
use crate::kernel::rpc::Domain;
use crate::kernel::wire::{EventHead, EventRecord};

/// Records read at once.
const BATCH_MAX: i64 = 256;

/// Sends every event after a position until the reader goes.
pub(in crate::kernel) async fn feed<D: Domain>(
    core: Endpoint<D>,
    mut after: u64,
    sender: FlowSender<EventRecord>,
) {
    let db = &core.db;
    match compacted_to(db).await {
        Ok(compacted_to) if after < compacted_to => {
            tracing::info!(
                domain = D::NAME,
                after,
                compacted_to,
                "a reader gets the newest states first: what it has not read is compacted"
            );
            core.meter.tail_compacted();
        },
        Ok(_) => {},
        Err(error) => return sender.fail(error).await,
    }
    let mut tail = db.tail();
    loop {
        let newest = *tail.borrow_and_update();
        while after < newest {
            let records = match db.read(move |view| batch(view, after, newest)).await {
                Ok(records) => records,
                Err(error) => return sender.fail(error).await,
            };
            let Some(last) = records.last() else { break };
            after = last.position;
            for record in records {
                if !sender.send(record).await {
                    return;
                }
            }
        }
        tokio::select! {
            changed = tail.changed() => if changed.is_err() { return },
            () = sender.abandoned() => return,
        }
    }
}

/// What lies beyond the newest known position is not settled yet: something older may still come.
fn batch<D: Domain>(view: &View<'_, D>, after: u64, newest: u64) -> Reply<Vec<EventRecord>> {
    let sql = "SELECT position, event_id, kind, entity_key, entity_version, correlation_id, \
               causation_id, at_ms, gray, traceparent, body, ends FROM kernel_outbox \
               WHERE position > $1 AND position <= $2 ORDER BY position LIMIT $3";
    let logged = view.rows::<Logged>(sql, values![after, newest, BATCH_MAX])?;
    Ok(logged.into_iter().map(|one| one.record(D::NAME)).collect())
}

/// One event of the outbox.
struct Logged {
    position: u64,
    event_id: String,
    kind: String,
    entity_key: String,
    entity_version: u64,
    correlation_id: String,
    causation_id: String,
    at_ms: i64,
    gray: String,
    traceparent: String,
    body: Vec<u8>,
    ends: bool,
}

columns! {
    Logged {
        position, event_id, kind, entity_key, entity_version, correlation_id, causation_id, at_ms,
        gray, traceparent, body, ends,
    }
}

impl Logged {
    fn record(self, source: &str) -> EventRecord {
        let head = EventHead {
            event_id: self.event_id,
            source: source.to_owned(),
            kind: self.kind,
            entity_key: self.entity_key,
            entity_version: self.entity_version,
            correlation_id: self.correlation_id,
            causation_id: self.causation_id,
            at_ms: self.at_ms,
            gray: self.gray,
            traceparent: self.traceparent,
            ends: self.ends,
        };
        EventRecord { position: self.position, head: Some(head), body: self.body }
    }
}
