//! Retention: old outbox rows, inbox rows and kept replies are removed in small bites.

use crate::kernel::clock::Clock;
use crate::kernel::context::Context;
use crate::kernel::db::values;
use crate::kernel::host::Core;
use crate::kernel::rpc::Domain;
use crate::kernel::tasks::Tasks;
use std::time::Duration;

const EVERY: Duration = Duration::from_secs(600);
/// Rows removed in one unit, so that a sweep never holds the writer for long.
const BITE: i64 = 1000;

/// Starts the sweep of one domain's kernel tables.
pub(in crate::kernel) fn keep<D: Domain>(core: &Core<D>, clock: &Clock, tasks: &Tasks) {
    let (db, clock) = (core.db.clone(), clock.clone());
    tasks.sweep("keep", EVERY, move || {
        let (db, now_ms) = (db.clone(), clock.now_ms());
        let before_ms = now_ms.saturating_sub(db.event_kept_ms());
        async move {
            let cx = Context::of_domain(D::NAME);
            db.write(&cx, move |tx| {
                let sql = "DELETE FROM kernel_outbox WHERE position IN (SELECT position \
                           FROM kernel_outbox WHERE at_ms < $1 ORDER BY position LIMIT $2)";
                tx.execute(sql, values![before_ms, BITE])?;
                let sql = "DELETE FROM kernel_inbox WHERE (source, event_id) IN (SELECT source, \
                           event_id FROM kernel_inbox WHERE at_ms < $1 ORDER BY at_ms LIMIT $2)";
                tx.execute(sql, values![before_ms, BITE])?;
                let sql = "DELETE FROM kernel_replies WHERE (rpc, scope, key) IN (SELECT rpc, \
                           scope, key FROM kernel_replies WHERE expires_at_ms < $1 \
                           ORDER BY expires_at_ms LIMIT $2)";
                tx.execute(sql, values![now_ms, BITE])?;
                Ok(())
            })
            .await
        }
    });
}
