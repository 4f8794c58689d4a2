//! Clearing away what is over, the same way in every domain: again and again, a batch a write unit,
//! until nothing is left. It must not know what is cleared away.

use crate::kernel::bus::Contract;
use crate::kernel::context::Context;
use crate::kernel::db::{Db, Tx};
use crate::kernel::fault::Reply;
use crate::kernel::seat::Seat;
use std::time::Duration;

/// How often a sweep comes round, and how many rows one unit takes, so that no unit keeps the
/// others waiting.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Pace {
    pub(crate) every_ms: u64,
    pub(crate) rows_max: u32,
}

impl<D: Contract> Seat<D> {
    /// Sweeps for as long as the domain lives. A batch is given how many rows it may take, and says
    /// how many it took; after one that took none the sweep rests. What it took is counted as
    /// `shoal_swept_rows_total`.
    pub(crate) fn sweep(
        &self,
        name: &'static str,
        pace: impl Fn() -> Pace + Clone + 'static,
        batch: impl Fn(&Tx<'_, D>, u32) -> Reply<usize> + Clone + Send + 'static,
    ) {
        let (db, swept) = (self.db.clone(), self.meter.swept(name));
        let paced = pace.clone();
        let every = move || Duration::from_millis(paced().every_ms);
        self.tasks.sweep_live(name, every, move || {
            let (db, batch, rows_max) = (db.clone(), batch.clone(), pace().rows_max);
            let swept = swept.clone();
            async move {
                let count = |rows| {
                    swept.inc_by(rows);
                };
                in_batches(&db, rows_max, batch, count).await
            }
        });
    }
}

/// Runs batches until one took nothing, and tells what each took.
pub(crate) async fn in_batches<D: Contract>(
    db: &Db<D>,
    rows_max: u32,
    batch: impl Fn(&Tx<'_, D>, u32) -> Reply<usize> + Clone + Send + 'static,
    count: impl Fn(u64),
) -> Reply<()> {
    let cx = Context::of_domain(D::NAME);
    loop {
        let batch = batch.clone();
        let rows = db.write(&cx, move |tx| batch(tx, rows_max)).await?;
        if rows == 0 {
            return Ok(());
        }
        count(u64::try_from(rows).unwrap_or(u64::MAX));
    }
}

/// The moment that was `kept_ms` ago.
pub(crate) fn ago(now_ms: i64, kept_ms: u64) -> i64 {
    now_ms.saturating_sub(i64::try_from(kept_ms).unwrap_or(i64::MAX))
}
