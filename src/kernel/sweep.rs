//! Clearing away what is over, the same way in every domain: again and again, a batch at a time,
//! until nothing is left. It must not know what is cleared away.

use crate::kernel::bus::Contract;
use crate::kernel::context::Context;
use crate::kernel::db::Tx;
use crate::kernel::domain_context::DomainContext;
use crate::kernel::fault::Reply;
use std::rc::Rc;
use std::time::Duration;
use tokio::sync::Notify;

/// How often a sweep comes round, and how many rows one batch takes, so that no unit keeps the
/// others waiting: `sweep_every_ms` and `sweep_rows_max` of each domain.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Pace {
    pub(crate) every_ms: u64,
    pub(crate) rows_max: u32,
}

impl<D: Contract> DomainContext<D> {
    /// Sweeps for as long as the domain lives. A batch is one write unit: it is given how many rows
    /// it may take, and says how many it took; after one that took none the sweep rests. What it
    /// took is counted as `shoal_swept_rows_total`.
    pub(crate) fn sweep(
        &self,
        name: &'static str,
        pace: impl Fn() -> Pace + Clone + 'static,
        batch: impl Fn(&Tx<'_, D>, u32) -> Reply<usize> + Clone + Send + 'static,
    ) {
        let db = self.db.clone();
        let batch = move |rows_max| {
            let (db, batch) = (db.clone(), batch.clone());
            async move {
                let cx = Context::of_domain(D::NAME);
                db.write(&cx, move |tx| batch(tx, rows_max)).await
            }
        };
        self.begin(name, (pace, None), batch);
    }

    /// The same where a batch is more than one unit, or looks at what only this incarnation knows.
    pub(crate) fn sweep_around<F: Future<Output = Reply<usize>>>(
        &self,
        name: &'static str,
        pace: impl Fn() -> Pace + Clone + 'static,
        batch: impl Fn(u32) -> F + Clone + 'static,
    ) {
        self.begin(name, (pace, None), batch);
    }

    /// The same, coming round at once when it begins and at every wakeup.
    pub(crate) fn sweep_on_wakeup<F: Future<Output = Reply<usize>>>(
        &self,
        name: &'static str,
        (pace, wakeup): (impl Fn() -> Pace + Clone + 'static, &Rc<Notify>),
        batch: impl Fn(u32) -> F + Clone + 'static,
    ) {
        self.begin(name, (pace, Some(Rc::clone(wakeup))), batch);
    }

    fn begin<F: Future<Output = Reply<usize>>>(
        &self,
        name: &'static str,
        (pace, wakeup): (impl Fn() -> Pace + Clone + 'static, Option<Rc<Notify>>),
        batch: impl Fn(u32) -> F + Clone + 'static,
    ) {
        let (swept, paced) = (self.meter.swept(name), pace.clone());
        let every = move || Duration::from_millis(paced().every_ms);
        self.tasks.sweep_live(name, (every, wakeup), move || {
            let (batch, rows_max, swept) = (batch.clone(), pace().rows_max, swept.clone());
            async move {
                let count = |rows| {
                    swept.inc_by(rows);
                };
                until_empty(rows_max, batch, count).await
            }
        });
    }
}

/// Runs batches of one write unit each until one took nothing, and tells what each took.
#[cfg(test)]
pub(crate) async fn in_batches<D: Contract>(
    db: &crate::kernel::db::Db<D>,
    rows_max: u32,
    batch: impl Fn(&Tx<'_, D>, u32) -> Reply<usize> + Clone + Send + 'static,
    count: impl Fn(u64),
) -> Reply<()> {
    let cx = Context::of_domain(D::NAME);
    let batch = |rows_max| {
        let batch = batch.clone();
        db.write(&cx, move |tx| batch(tx, rows_max))
    };
    until_empty(rows_max, batch, count).await
}

/// Runs batches until one took nothing, and tells what each took.
async fn until_empty<F: Future<Output = Reply<usize>>>(
    rows_max: u32,
    batch: impl Fn(u32) -> F,
    count: impl Fn(u64),
) -> Reply<()> {
    loop {
        let rows = batch(rows_max).await?;
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
