//! The work of moderation: pictures that wait to be scored, recognised and read, of videos and of
//! people; reports and tombstones that nobody needs. It must not decide what a score or text means.

mod pictures;
mod portraits;

use self::pictures::{LookedAt, look_at_pictures, looks};
use self::portraits::look_at_portrait;
use super::actor::Moderation;
use super::model::{self, Case, SeenFrames};
use super::store;
use crate::contract::moderation::Owner;
use crate::contract::video::VideoId;
use crate::kernel::context::Context;
use crate::kernel::db::{Tx, View};
use crate::kernel::fault::Reply;
use crate::kernel::rpc::Domain as _;
use crate::kernel::sweep::{Pace, ago};
use std::sync::Arc;

/// Cases of one round; each is a unit of its own.
const CASES_OF_ROUND: u32 = 16;
/// Pictures of accounts of one round: each is one only.
const PORTRAITS_OF_ROUND: u32 = 64;

/// Starts the work and the sweep.
pub(super) fn start(service: &Moderation) {
    let live = service.options.clone();
    let pace = move || {
        let options = live.get();
        Pace { every_ms: options.sweep_every_ms, rows_max: options.sweep_rows_max }
    };
    let worker = service.clone();
    let wakeup = (pace.clone(), &service.scoring);
    service
        .domain
        .sweep_on_wakeup("unseen_pictures", wakeup, move |_| look_at_some(worker.clone()));
    if service.options.get().requires_model() {
        let scorer = Arc::clone(&service.scorer);
        service.domain.tasks.spawn("warm_up", async move {
            // What is wrong with it is logged, and told by GetReadiness.
            drop(scorer.reload().await);
        });
    }
    if service.options.get().reads_pictures() {
        let reader = Arc::clone(&service.reader);
        service.domain.tasks.spawn("warm_up", async move {
            // The same.
            drop(reader.reload().await);
        });
    }
    let live = service.options.clone();
    service.domain.sweep("closed_reports", pace.clone(), move |tx, rows| {
        store::forget_reports(tx, ago(tx.now_ms(), live.get().reports_kept_ms), rows)
    });
    let live = service.options.clone();
    service.domain.sweep("tombstones", pace, move |tx, rows| {
        store::forget_buried(tx, ago(tx.now_ms(), live.get().tombstone_kept_ms), rows)
    });
}

/// Looks at the pictures of the videos that wait longest; says how many it decided.
async fn look_at_some(service: Moderation) -> Reply<usize> {
    let now_ms = service.domain.clock.now_ms();
    let due = move |view: &View<'_, Owner>| store::to_score(view, now_ms, CASES_OF_ROUND);
    let mut decided = 0;
    for video_id in service.domain.db.read(due).await? {
        decided += usize::from(look_at(&service, video_id).await?);
    }
    let due =
        move |view: &View<'_, Owner>| store::portraits_to_score(view, now_ms, PORTRAITS_OF_ROUND);
    for user_id in service.domain.db.read(due).await? {
        decided += usize::from(look_at_portrait(&service, user_id).await?);
    }
    Ok(decided)
}

/// Looks at the pictures of one video; false when it is to be tried again.
async fn look_at(service: &Moderation, video_id: VideoId) -> Reply<bool> {
    let asked = video_id.clone();
    let found = service.domain.db.read(move |view| store::find(view, &asked)).await?;
    let Some((case, package)) = found.and_then(|case| Some((case.clone(), case.package?))) else {
        return Ok(false);
    };
    let options = service.options.get();
    let looks = looks(service, &options, options.reads_pictures()).await?;
    let looked_at = look_at_pictures(service, &package, &looks, &options).await?;
    let tries = case.tries + u32::from(matches!(looked_at, LookedAt::Failed));
    let looked_at = match looked_at {
        // A person looks instead.
        LookedAt::Failed if tries >= options.tries_max => {
            let is_unread = options.reads_pictures();
            LookedAt::All(SeenFrames { is_unscored: true, is_unread, ..SeenFrames::default() })
        },
        looked_at => looked_at,
    };
    let retry_ms = i64::try_from(options.retry_every_ms).unwrap_or(i64::MAX);
    let is_decided = matches!(looked_at, LookedAt::All(_));
    let keep = move |tx: &Tx<'_, Owner>| {
        // It may have been deleted, replaced or decided by a person meanwhile.
        let now = store::find(tx, &video_id)?;
        let Some(now) = now.filter(|now| is_as_before(now, &case)) else { return Ok(()) };
        match &looked_at {
            LookedAt::All(seen) => {
                store::settle(tx, model::after_frames(now, seen.clone(), &options))
            },
            LookedAt::Later | LookedAt::Failed => {
                let retry_at_ms = tx.now_ms().saturating_add(retry_ms);
                store::save(tx, &Case { retry_at_ms, tries, ..now })
            },
        }
    };
    service.domain.db.write(&Context::of_domain(Owner::NAME), keep).await?;
    Ok(is_decided)
}

fn is_as_before(now: &Case, before: &Case) -> bool {
    now.package_id == before.package_id && now.frames_action == before.frames_action
}
