//! The sweeps of playback: places that wait for their write, sums that wait for the end of their
//! minute, what is told of watching, sessions, places, marks and histories whose time is over,
//! tombstones that nobody needs. They must not answer a call.

mod watched;

pub(super) use watched::{Bounds, take, tell_all, tell_due, write_played};

use super::live::{PendingProgress, Position};
use super::model::{OldVideo, ResumeKey, Serving, TOLD_APART_MS, VIEW_APART_MS};
use super::{Options, Playback, store};
use crate::contract::playback::{BytesServed, Owner};
use crate::contract::video::VideoId;
use crate::kernel::context::Context;
use crate::kernel::db::{Db, Tx};
use crate::kernel::fault::Reply;
use crate::kernel::id::UserId;
use crate::kernel::rpc::Domain as _;
use crate::kernel::sweep::{Pace, ago};
use std::collections::BTreeMap;
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
    write_waiting(service);
    tell_served(service);
    let live = options.clone();
    let pace = move || {
        let options = live.get();
        let apart_ms = u64::try_from(TOLD_APART_MS).unwrap_or(options.sweep_every_ms);
        let every_ms = options.sweep_every_ms.min(apart_ms);
        Pace { every_ms, rows_max: options.sweep_rows_max }
    };
    domain.sweep("untold", pace, tell_due);
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
    domain.sweep("view_marks", pace.clone(), |tx, rows| {
        store::expire_marks(tx, tx.now_ms().saturating_sub(VIEW_APART_MS), rows)
    });
    let (db, clock, live) = (domain.db.clone(), domain.clock.clone(), options.clone());
    domain.sweep_around("old_history", pace.clone(), move |rows| {
        let (db, before_ms) = (db.clone(), ago(clock.now_ms(), live.get().history_kept_ms));
        async move { forget_watched(&db, before_ms, rows).await }
    });
    domain.sweep("tombstones", pace, |tx, rows| forget_deleted(tx, tx.now_ms(), rows));
}

/// Writes what was played and has waited for it.
fn write_waiting(service: &Playback) {
    let (domain, options) = (&service.domain, &service.options);
    let (db, clock, live) = (domain.db.clone(), domain.clock.clone(), options.clone());
    let (played, paced) = (Rc::clone(&service.played), options.clone());
    let pace = move || {
        let options = paced.get();
        Pace { every_ms: options.progress_every_ms, rows_max: options.sweep_rows_max }
    };
    domain.sweep_around("waiting_played", pace, move |_| {
        let (db, options, played) = (db.clone(), live.get(), Rc::clone(&played));
        let due = played.due(clock.now_ms(), &options);
        async move {
            let count = due.len();
            if count > 0 {
                write_played(&db, &played, due, &options).await?;
            }
            Ok(count)
        }
    });
}

/// Tells what was sent in the minutes that are over. What cannot be told waits for the next time.
fn tell_served(service: &Playback) {
    let (domain, options) = (&service.domain, service.options.clone());
    let (db, clock, served) = (domain.db.clone(), domain.clock.clone(), Rc::clone(&service.served));
    let (paced, live) = (options.clone(), options);
    let pace = move || {
        let options = paced.get();
        Pace { every_ms: options.served_every_ms, rows_max: options.sweep_rows_max }
    };
    domain.sweep_around("served_bytes", pace, move |rows| {
        let (db, served, options) = (db.clone(), Rc::clone(&served), live.get());
        let due = served.take_over(clock.now_ms(), rows);
        async move {
            let (count, told) = (due.len(), due.clone());
            if count == 0 {
                return Ok(0);
            }
            let tell = move |tx: &Tx<'_, Owner>| told.iter().try_for_each(|one| publish(tx, one));
            if let Err(error) = db.write(&Context::of_domain(Owner::NAME), tell).await {
                served.add(due, &options)?;
                return Err(error);
            }
            Ok(count)
        }
    });
}

fn publish(tx: &Tx<'_, Owner>, (serving, bytes): &(Serving, u64)) -> Reply<()> {
    tx.publish(&BytesServed {
        video_id: serving.video_id.to_string(),
        kind: serving.kind.into(),
        bytes: *bytes,
        minute_ms: serving.minute_ms,
    })
}

/// How long places are kept.
#[derive(Debug, Clone, Copy)]
pub(super) struct Keeps {
    visitor_ms: i64,
    user_ms: i64,
}

impl Keeps {
    pub(super) fn of(options: &Options) -> Self {
        let kept_ms = [options.visitor_resume_kept_ms, options.resume_kept_ms];
        let [visitor_ms, user_ms] = kept_ms.map(|kept| i64::try_from(kept).unwrap_or(i64::MAX));
        Self { visitor_ms, user_ms }
    }

    /// When a place of a viewer is forgotten.
    pub(super) fn until(self, now_ms: i64, viewer: &str) -> i64 {
        let kept_ms = if viewer.starts_with("user:") { self.user_ms } else { self.visitor_ms };
        now_ms.saturating_add(kept_ms)
    }
}

/// Makes places durable, in one unit.
pub(super) async fn write_places(
    db: &Db<Owner>,
    progress: &PendingProgress,
    places: Vec<(ResumeKey, Position)>,
    options: &Options,
) -> Reply<()> {
    let keeps = Keeps::of(options);
    let written = places.clone();
    db.write(&Context::of_domain(Owner::NAME), move |tx| {
        for (resume_key, place) in &places {
            let expires_at_ms = keeps.until(tx.now_ms(), &resume_key.viewer);
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

/// Takes up to `rows` entries out of histories that nobody has watched since a moment, behind what
/// was told of them; says how many.
pub(super) async fn forget_watched(db: &Db<Owner>, before_ms: i64, rows: u32) -> Reply<usize> {
    let old = db.read(move |view| store::old_watched(view, before_ms, rows)).await?;
    let mut by_account: BTreeMap<String, Vec<OldVideo>> = BTreeMap::new();
    let count = old.len();
    for one in old {
        by_account.entry(one.user_id.to_string()).or_default().push(one);
    }
    for videos in by_account.into_values() {
        let Some(user_id) = videos.first().map(|one| one.user_id.clone()) else { continue };
        let video_ids = videos.iter().map(|one| one.video_id.clone()).collect();
        strike_told(db, &user_id, video_ids, rows).await?;
        let forget = move |tx: &Tx<'_, Owner>| {
            videos.iter().try_for_each(|one| store::expire_watched(tx, one, before_ms))
        };
        db.write(&Context::of_domain(Owner::NAME), forget).await?;
    }
    Ok(count)
}

/// Takes what was told of an account and of some videos out of the log, in batches.
pub(super) async fn strike_told(
    db: &Db<Owner>,
    user_id: &UserId,
    video_ids: Vec<VideoId>,
    rows: u32,
) -> Reply<()> {
    let mut next = Some(0);
    while let Some(after) = next {
        let (user_id, video_ids) = (user_id.clone(), video_ids.clone());
        let strike = move |tx: &Tx<'_, Owner>| {
            store::strike_some_told(tx, &user_id, &video_ids, after, rows)
        };
        next = db.write(&Context::of_domain(Owner::NAME), strike).await?;
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
