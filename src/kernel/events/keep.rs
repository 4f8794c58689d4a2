//! Retention: old outbox rows, inbox rows and kept replies are removed in small bites.

use crate::kernel::clock::Clock;
use crate::kernel::context::Context;
use crate::kernel::db::{Db, Tx, values};
use crate::kernel::fault::Reply;
use crate::kernel::host::Core;
use crate::kernel::rpc::Domain;
use crate::kernel::tasks::Tasks;
use std::time::Duration;

const EVERY: Duration = Duration::from_secs(600);
/// Rows removed in one unit, so that a sweep never holds the writer for long.
const BITE: u32 = 1000;

/// Starts the sweep of one domain's kernel tables.
pub(in crate::kernel) fn keep<D: Domain>(core: &Core<D>, clock: &Clock, tasks: &Tasks) {
    let (db, clock) = (core.db.clone(), clock.clone());
    tasks.sweep("keep", EVERY, move || {
        let (db, now_ms) = (db.clone(), clock.now_ms());
        async move { remove_old(&db, now_ms).await }
    });
}

/// Removes all that is kept no longer, bite after bite: however much came in since the last sweep,
/// it goes again.
pub(crate) async fn remove_old<D: Domain>(db: &Db<D>, now_ms: i64) -> Reply<()> {
    let before_ms = now_ms.saturating_sub(db.event_kept_ms());
    for (sql, before_ms) in [
        // The log is in the order of time: all before its first young row, found without a scan.
        (
            "DELETE FROM kernel_outbox WHERE position IN (SELECT position FROM kernel_outbox \
             WHERE position < COALESCE((SELECT position FROM kernel_outbox WHERE at_ms >= $1 \
             ORDER BY position LIMIT 1), 9223372036854775807) ORDER BY position LIMIT $2)",
            before_ms,
        ),
        (
            "DELETE FROM kernel_inbox WHERE (source, event_id) IN (SELECT source, event_id \
             FROM kernel_inbox WHERE at_ms < $1 ORDER BY at_ms LIMIT $2)",
            before_ms,
        ),
        (
            "DELETE FROM kernel_replies WHERE (rpc, scope, key) IN (SELECT rpc, scope, key \
             FROM kernel_replies WHERE expires_at_ms < $1 ORDER BY expires_at_ms LIMIT $2)",
            now_ms,
        ),
    ] {
        let cx = Context::of_domain(D::NAME);
        loop {
            let bite = move |tx: &Tx<'_, D>| tx.execute(sql, values![before_ms, BITE]);
            let removed = db.write(&cx, bite).await?;
            if u32::try_from(removed).is_ok_and(|removed| removed < BITE) {
                break;
            }
        }
    }
    Ok(())
}
