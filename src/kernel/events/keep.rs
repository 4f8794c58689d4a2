//! Retention: the outbox is compacted, old kept replies are removed, all in small batches. Of what
//! is too old to be kept whole, the newest event of each kind of each entity stays, so that a tail
//! from the beginning tells how things stand. It must not take what a new copy would need.

use super::Endpoint;
use crate::kernel::clock::Clock;
use crate::kernel::context::Context;
use crate::kernel::db::{Db, Tx, columns, values};
use crate::kernel::fault::Reply;
use crate::kernel::rpc::Domain;
use crate::kernel::tasks::Tasks;
use std::time::Duration;

const EVERY: Duration = Duration::from_secs(600);
/// Rows looked at in one unit, so that a sweep never holds the writer for long.
const BATCH: u32 = 500;

/// Starts the sweep of one domain's kernel tables.
pub(in crate::kernel) fn keep<D: Domain>(core: &Endpoint<D>, clock: &Clock, tasks: &Tasks) {
    let (db, clock) = (core.db.clone(), clock.clone());
    tasks.sweep("keep", EVERY, move || {
        let (db, now_ms) = (db.clone(), clock.now_ms());
        async move { remove_old(&db, now_ms).await }
    });
}

/// Removes all that is kept no longer, batch after batch: however much came in since the last
/// sweep, it goes again.
pub(crate) async fn remove_old<D: Domain>(db: &Db<D>, now_ms: i64) -> Reply<()> {
    let before_ms = now_ms.saturating_sub(db.event_kept_ms());
    let cx = Context::of_domain(D::NAME);
    let newest = *db.tail().borrow();
    while db.write(&cx, move |tx| compact(tx, before_ms, newest)).await? {}
    let sql = "DELETE FROM kernel_replies WHERE (rpc, scope, key) IN (SELECT rpc, scope, key \
               FROM kernel_replies WHERE expires_at_ms < $1 ORDER BY expires_at_ms LIMIT $2)";
    loop {
        let batch = move |tx: &Tx<'_, D>| tx.execute(sql, values![now_ms, BATCH]);
        let removed = db.write(&cx, batch).await?;
        if u32::try_from(removed).is_ok_and(|removed| removed < BATCH) {
            break;
        }
    }
    Ok(())
}

/// How far the log is compacted.
pub(super) async fn compacted_to<D: Domain>(db: &Db<D>) -> Reply<u64> {
    Ok(db.read(|view| view.value(TRIMMED, &[])).await?.unwrap_or_default())
}

const TRIMMED: &str = "SELECT position FROM kernel_trims WHERE log = 'outbox'";

/// When an event came into the log.
struct Logged {
    position: u64,
    at_ms: i64,
}

columns! { Logged { position, at_ms } }

/// Takes one batch of the log: of the rows that have become too old since the last one, each makes
/// what it supersedes go. So every row is looked at once, when its time has come, however many
/// older ones stay for being the newest. True when there may be more.
fn compact<D: Domain>(tx: &Tx<'_, D>, before_ms: i64, newest: u64) -> Reply<bool> {
    let from = tx.value::<u64>(TRIMMED, &[])?.unwrap_or_default();
    let next = "SELECT position, at_ms FROM kernel_outbox \
                WHERE position > $1 AND position <= $2 ORDER BY position LIMIT $3";
    let mut aged = 0;
    let mut upto = from;
    for row in tx.rows::<Logged>(next, values![from, newest, BATCH])? {
        if row.at_ms >= before_ms {
            break;
        }
        (aged, upto) = (aged + 1, row.position);
    }
    if aged == 0 {
        return Ok(false);
    }
    let superseded = "DELETE FROM kernel_outbox WHERE position IN ( \
                      SELECT older.position FROM ( \
                      SELECT entity_key, kind, MAX(position) AS newest, \
                      MAX(CASE WHEN ends <> 0 THEN position ELSE 0 END) AS ended \
                      FROM kernel_outbox WHERE position > $1 AND position <= $2 \
                      GROUP BY entity_key, kind) aged \
                      JOIN kernel_outbox older ON older.entity_key = aged.entity_key \
                      AND older.position <= $2 AND (older.position < aged.ended \
                      OR (older.kind = aged.kind AND older.position < aged.newest)))";
    tx.execute(superseded, values![from, upto])?;
    let note = "INSERT INTO kernel_trims (log, position) VALUES ('outbox', $1) \
                ON CONFLICT (log) DO UPDATE SET position = excluded.position";
    tx.execute(note, values![upto])?;
    Ok(aged == BATCH)
}
