//! The work of moderation: pictures that wait for their scores, tombstones that nobody needs. It
//! must not decide what a score means.

use super::actor::Moderation;
use super::model::{self, Case};
use super::store;
use crate::contract::moderation::{FrameScore, Owner};
use crate::contract::transcode::Package;
use crate::contract::video::VideoId;
use crate::kernel::blobs::BlobFault;
use crate::kernel::context::Context;
use crate::kernel::db::{Tx, View};
use crate::kernel::fault::Reply;
use crate::kernel::ports::scoring::{Picture, ScoringFault};
use crate::kernel::rpc::Domain as _;
use crate::kernel::sweep::{Pace, ago};
use crate::kernel::wire::BlobRef;
use futures_util::{StreamExt as _, stream};
use std::rc::Rc;
use std::sync::Arc;

/// Pictures of one video that are read and scored at the same time.
const AT_ONCE: usize = 4;
/// Cases of one round; each is a unit of its own.
const CASES_OF_ROUND: u32 = 16;

/// What came of scoring the pictures of a video.
#[derive(Clone)]
enum Scored {
    All(Vec<FrameScore>),
    /// It may succeed later.
    Later,
    /// A person looks.
    Never(String),
}

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
        .sweep_on_wakeup("unscored_pictures", wakeup, move |_| score_some(worker.clone()));
    if service.options.get().requires_model() {
        let scorer = Arc::clone(&service.scorer);
        service.domain.tasks.spawn("warm_up", async move {
            // What is wrong with it is logged, and told by GetReadiness.
            drop(scorer.reload().await);
        });
    }
    let live = service.options.clone();
    service.domain.sweep("tombstones", pace, move |tx, rows| {
        store::forget_buried(tx, ago(tx.now_ms(), live.get().tombstone_kept_ms), rows)
    });
}

/// Scores the pictures of the videos that wait longest; says how many it decided.
async fn score_some(service: Moderation) -> Reply<usize> {
    let now_ms = service.domain.clock.now_ms();
    let due = move |view: &View<'_, Owner>| store::to_score(view, now_ms, CASES_OF_ROUND);
    let mut decided = 0;
    for video_id in service.domain.db.read(due).await? {
        decided += usize::from(score(&service, video_id).await?);
    }
    Ok(decided)
}

/// Scores the pictures of one video; false when it is to be tried again.
async fn score(service: &Moderation, video_id: VideoId) -> Reply<bool> {
    let asked = video_id.clone();
    let found = service.domain.db.read(move |view| store::find(view, &asked)).await?;
    let Some((case, package)) = found.and_then(|case| Some((case.clone(), case.package?))) else {
        return Ok(false);
    };
    let scored = score_pictures(service, &package).await;
    let options = service.options.get();
    let retry_ms = i64::try_from(options.retry_every_ms).unwrap_or(i64::MAX);
    let is_decided = !matches!(scored, Scored::Later);
    let keep = move |tx: &Tx<'_, Owner>| {
        // It may have been deleted, replaced or decided by a person meanwhile.
        let now = store::find(tx, &video_id)?;
        let Some(now) = now.filter(|now| is_as_before(now, &case)) else { return Ok(()) };
        match &scored {
            Scored::All(scores) => {
                let judged = model::decide_frames(scores.clone(), &options);
                store::settle(tx, model::after_scores(now, judged))
            },
            Scored::Never(why) => {
                tracing::warn!(%video_id, %why, "pictures could not be scored");
                store::settle(tx, model::after_unscored(now))
            },
            Scored::Later => {
                let retry_at_ms = tx.now_ms().saturating_add(retry_ms);
                store::save(tx, &Case { retry_at_ms, ..now })
            },
        }
    };
    service.domain.db.write(&Context::of_domain(Owner::NAME), keep).await?;
    Ok(is_decided)
}

fn is_as_before(now: &Case, before: &Case) -> bool {
    now.package_id == before.package_id && now.frames_action == before.frames_action
}

/// Reads and scores the sampled pictures of a package, in the order of time.
async fn score_pictures(service: &Moderation, package: &Package) -> Scored {
    let Some(folder) = &package.folder else { return Scored::Never("no folder".to_owned()) };
    if package.frames_at_ms.is_empty() {
        return Scored::Never("no picture was sampled".to_owned());
    }
    let one = |at_ms: u64| {
        let service = Rc::new(service.clone());
        let blob =
            BlobRef { path: format!("{}/frames/{at_ms:08}.jpg", folder.path), ..folder.clone() };
        async move {
            score_picture(&service, &blob).await.map(|permille| FrameScore { at_ms, permille })
        }
    };
    let pictures = package.frames_at_ms.iter().copied().map(one);
    let mut pictures = stream::iter(pictures).buffered(AT_ONCE);
    let mut scores = Vec::with_capacity(package.frames_at_ms.len());
    while let Some(scored) = pictures.next().await {
        match scored {
            Ok(score) => scores.push(score),
            Err(scored) => return scored,
        }
    }
    Scored::All(scores)
}

async fn score_picture(service: &Moderation, blob: &BlobRef) -> Result<u32, Scored> {
    let bytes_max = service.options.get().frame_bytes_max;
    let read = service.domain.blobs.read(blob, bytes_max).await;
    let bytes = read.map_err(|fault| match fault {
        BlobFault::Missing(_) => Scored::Never(fault.to_string()),
        _ => Scored::Later,
    })?;
    let scored = service.scorer.score(Picture::Jpeg(bytes)).await.map_err(|fault| match fault {
        ScoringFault::Overloaded { .. }
        | ScoringFault::TooSlow { .. }
        | ScoringFault::Failed { .. } => Scored::Later,
        other => Scored::Never(other.to_string()),
    })?;
    Ok(model::make_permille(scored.unsafe_score))
}
