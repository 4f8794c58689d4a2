//! The source's side of a tail: reads the outbox from a position and waits at its end.
//! It must not remember its readers; they keep their own position.

use super::Endpoint;
use super::keep::compacted_to;
use crate::kernel::bus::FlowSender;
use crate::kernel::db::{Row, View, values};
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
    view.query(sql, values![after, newest, BATCH_MAX])?.iter().map(record::<D>).collect()
}

fn record<D: Domain>(row: &Row) -> Reply<EventRecord> {
    let head = EventHead {
        event_id: row.text(1)?,
        source: D::NAME.to_owned(),
        kind: row.text(2)?,
        entity_key: row.text(3)?,
        entity_version: row.count(4)?,
        correlation_id: row.text(5)?,
        causation_id: row.text(6)?,
        at_ms: row.integer(7)?,
        gray: row.text(8)?,
        traceparent: row.text(9)?,
        ends: row.flag(11)?,
    };
    Ok(EventRecord { position: row.count(0)?, head: Some(head), body: row.bytes(10)? })
}
