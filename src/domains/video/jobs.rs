//! The sweeps of video: drafts that nobody filled, tombstones that nobody needs. They work in
//! bites: no write unit may keep others waiting.

use super::Options;
use super::store;
use crate::contract::video::{Owner, VideoDeleted};
use crate::kernel::context::Context;
use crate::kernel::db::Db;
use crate::kernel::fault::Reply;
use crate::kernel::live::Live;
use crate::kernel::rpc::Domain as _;
use crate::kernel::seat::Seat;
use std::time::Duration;

/// Starts the sweeps.
pub(super) fn start(seat: &Seat<Owner>, options: &Live<Options>) {
    let paced = options.clone();
    let every = move || Duration::from_millis(paced.get().sweep_every_ms);
    let (db, clock, options) = (seat.db.clone(), seat.clock.clone(), options.clone());
    seat.tasks.sweep_live("expired_drafts", every, move || {
        let (db, now_ms, options) = (db.clone(), clock.now_ms(), options.get());
        async move {
            sweep_expired_drafts(&db, &options, now_ms).await?;
            sweep_tombstones(&db, &options, now_ms).await
        }
    });
}

/// Deletes drafts that have waited too long for a source, and tells of each.
pub(super) async fn sweep_expired_drafts(
    db: &Db<Owner>,
    options: &Options,
    now_ms: i64,
) -> Reply<()> {
    let (before_ms, rows) = (ago(now_ms, options.draft_kept_ms), options.sweep_rows_max);
    loop {
        let cx = Context::of_domain(Owner::NAME);
        let swept = db
            .write(&cx, move |tx| {
                let expired = store::expired_drafts(tx, before_ms, rows)?;
                let count = expired.len();
                for card in expired {
                    store::bury(tx, &card)?;
                    tx.publish(&VideoDeleted { video_id: card.video_id, owner_id: card.owner_id })?;
                }
                Ok(count)
            })
            .await?;
        if is_last(swept, rows) {
            return Ok(());
        }
    }
}

/// Forgets what was deleted long ago.
pub(super) async fn sweep_tombstones(db: &Db<Owner>, options: &Options, now_ms: i64) -> Reply<()> {
    let (before_ms, rows) = (ago(now_ms, options.tombstone_kept_ms), options.sweep_rows_max);
    loop {
        let cx = Context::of_domain(Owner::NAME);
        let swept = db.write(&cx, move |tx| store::forget_buried(tx, before_ms, rows)).await?;
        if is_last(swept, rows) {
            return Ok(());
        }
    }
}

/// A bite that is not full was the last.
fn is_last(swept: usize, rows: u32) -> bool {
    u32::try_from(swept).is_ok_and(|swept| swept < rows)
}

fn ago(now_ms: i64, kept_ms: u64) -> i64 {
    now_ms.saturating_sub(i64::try_from(kept_ms).unwrap_or(i64::MAX))
}
