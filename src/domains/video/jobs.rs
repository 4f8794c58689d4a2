//! The sweeps of video: drafts that nobody filled, tombstones that nobody needs. They must not
//! decide on what was read before their unit.

use super::Options;
use super::store;
use crate::contract::video::{Owner, VideoDeleted};
use crate::kernel::db::Tx;
use crate::kernel::domain_context::DomainContext;
use crate::kernel::fault::Reply;
use crate::kernel::live::LiveSettings;
use crate::kernel::sweep::{Pace, ago};

/// Starts the sweeps.
pub(super) fn start(domain: &DomainContext<Owner>, options: &LiveSettings<Options>) {
    let live = options.clone();
    let pace = move || {
        let options = live.get();
        Pace { every_ms: options.sweep_every_ms, rows_max: options.sweep_rows_max }
    };
    let live = options.clone();
    domain.sweep("expired_drafts", pace.clone(), move |tx, rows| {
        bury_expired_drafts(tx, &live.get(), tx.now_ms(), rows)
    });
    let live = options.clone();
    domain.sweep("tombstones", pace, move |tx, rows| {
        forget_tombstones(tx, &live.get(), tx.now_ms(), rows)
    });
}

/// Deletes drafts that have waited too long for a source, and tells of each.
pub(super) fn bury_expired_drafts(
    tx: &Tx<'_, Owner>,
    options: &Options,
    now_ms: i64,
    rows: u32,
) -> Reply<usize> {
    let expired = store::expired_drafts(tx, ago(now_ms, options.draft_kept_ms), rows)?;
    let count = expired.len();
    for card in expired {
        store::bury(tx, &card)?;
        tx.publish(&VideoDeleted {
            video_id: card.video_id.into(),
            owner_id: card.owner_id.into(),
        })?;
    }
    Ok(count)
}

/// Forgets what was deleted long ago.
pub(super) fn forget_tombstones(
    tx: &Tx<'_, Owner>,
    options: &Options,
    now_ms: i64,
    rows: u32,
) -> Reply<usize> {
    store::forget_buried(tx, ago(now_ms, options.tombstone_kept_ms), rows)
}
