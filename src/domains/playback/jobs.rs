//! The sweeps of playback: places that wait for their write, sessions and places whose time is
//! over, tombstones that nobody needs. They must not answer a call.

use super::live::{PendingProgress, Position};
use super::model::ResumeKey;
use super::{Options, Playback, store};
use crate::contract::playback::Owner;
use crate::kernel::context::Context;
use crate::kernel::db::{Db, Tx};
use crate::kernel::fault::Reply;
use crate::kernel::rpc::Domain as _;
use crate::kernel::sweep::Pace;
use std::rc::Rc;

/// Longer than any call that was under way when a video was deleted.
const TOMBSTONE_MS: i64 = 24 * 60 * 60 * 1000;

/// Starts the sweeps.
pub(super) fn start(service: &Playback) {
    let (domain, options) = (&service.domain, &service.options);
    let paced = options.clone();
    let pace = move || {
        let options = paced.get();
        Pace { every_ms: options.progress_every_ms, rows_max: options.sweep_rows_max }
    };
    let (db, clock, live) = (domain.db.clone(), domain.clock.clone(), options.clone());
    let progress = Rc::clone(&service.progress);
    domain.sweep_around("waiting_progress", pace, move |_| {
        let (db, now_ms, options) = (db.clone(), clock.now_ms(), live.get());
        let progress = Rc::clone(&progress);
        async move {
            let due = progress.due(now_ms, &options);
            let count = due.len();
            if count > 0 {
                write_places(&db, &progress, due, &options).await?;
            }
            Ok(count)
        }
    });
    let live = options.clone();
    let pace = move || {
        let options = live.get();
        Pace { every_ms: options.sweep_every_ms, rows_max: options.sweep_rows_max }
    };
    domain.sweep("expired_sessions", pace.clone(), |tx, rows| {
        store::expire_sessions(tx, tx.now_ms(), rows)
    });
    domain.sweep("expired_places", pace.clone(), |tx, rows| {
        store::expire_resume(tx, tx.now_ms(), rows)
    });
    domain.sweep("tombstones", pace, |tx, rows| forget_deleted(tx, tx.now_ms(), rows));
}

/// Makes places durable, in one unit.
pub(super) async fn write_places(
    db: &Db<Owner>,
    progress: &PendingProgress,
    places: Vec<(ResumeKey, Position)>,
    options: &Options,
) -> Reply<()> {
    let kept_ms = [options.visitor_resume_kept_ms, options.resume_kept_ms];
    let [visitor_ms, user_ms] = kept_ms.map(|kept| i64::try_from(kept).unwrap_or(i64::MAX));
    let written = places.clone();
    db.write(&Context::of_domain(Owner::NAME), move |tx| {
        for (resume_key, place) in &places {
            let is_user = resume_key.viewer.starts_with("user:");
            let kept_ms = if is_user { user_ms } else { visitor_ms };
            let expires_at_ms = tx.now_ms().saturating_add(kept_ms);
            store::save_resume(tx, resume_key, *place, expires_at_ms)?;
        }
        Ok(())
    })
    .await?;
    for (resume_key, place) in &written {
        progress.wrote(resume_key, *place);
    }
    Ok(())
}

/// Forgets one video that was deleted long ago, after whatever of it came after all.
pub(super) fn forget_deleted(tx: &Tx<'_, Owner>, now_ms: i64, rows: u32) -> Reply<usize> {
    let before_ms = now_ms.saturating_sub(TOMBSTONE_MS);
    let Some(video_id) = store::deleted_longer(tx, before_ms, 1)?.pop() else { return Ok(0) };
    let ended = store::end_some(tx, &video_id, rows)?;
    if ended == 0 {
        store::forget_hidden(tx, &video_id, true)?;
    }
    Ok(ended.max(1))
}
