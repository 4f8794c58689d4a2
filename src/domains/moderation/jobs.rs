//! The work of moderation: pictures that wait to be scored, recognised and read, of videos and of
//! people; reports and tombstones that nobody needs. It must not decide what a score or text means.

use super::actor::Moderation;
use super::engine::pdq::list::Blocklist;
use super::engine::strokes::Strokes;
use super::model::{
    self, Case, JudgedProfile, Options, ReadPicture, SeenFrames, SeenPortrait, TextChanges,
};
use super::store;
use crate::contract::moderation::{FrameScore, KnownHit, Owner};
use crate::contract::transcode::Package;
use crate::contract::video::VideoId;
use crate::kernel::blobs::BlobFault;
use crate::kernel::context::Context;
use crate::kernel::db::{Tx, View};
use crate::kernel::fault::Reply;
use crate::kernel::id::UserId;
use crate::kernel::ports::scoring::{Picture, ScoringFault};
use crate::kernel::rpc::Domain as _;
use crate::kernel::sweep::{Pace, ago};
use crate::kernel::wire::BlobRef;
use futures_util::{StreamExt as _, stream};
use std::cell::Cell;
use std::sync::Arc;

/// Pictures of one video that are looked at at the same time.
const AT_ONCE: usize = 4;
/// Pictures of one video that are read at the same time: each takes some tenths of a second.
const READ_AT_ONCE: usize = 2;
/// Known pictures that are kept of one video.
const KNOWN_MAX: usize = 20;
/// Cases of one round; each is a unit of its own.
const CASES_OF_ROUND: u32 = 16;
/// Pictures of accounts of one round: each is one only.
const PORTRAITS_OF_ROUND: u32 = 64;

/// What came of looking at the pictures of a video.
#[derive(Clone)]
enum LookedAt {
    All(SeenFrames),
    /// It may succeed later.
    Later,
}

/// What is looked for in a picture.
struct Looks {
    known: Arc<Blocklist>,
    scores: bool,
    reads: bool,
    /// One could not be scored: the scores of the others decide nothing.
    is_unscored: Cell<bool>,
}

/// What one picture tells by itself.
#[derive(Default)]
struct Looked {
    permille: Option<u32>,
    known: Option<KnownHit>,
    strokes: Option<Strokes>,
}

/// Why a picture tells nothing.
enum Unread {
    Later,
    Never,
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

/// Looks at the picture of one account; false when it is to be tried again.
async fn look_at_portrait(service: &Moderation, user_id: UserId) -> Reply<bool> {
    let asked = user_id.clone();
    let found = service.domain.db.read(move |view| store::find_profile(view, &asked)).await?;
    let Some((profile, blob)) =
        found.and_then(|profile| Some((profile.clone(), model::make_portrait_ref(&profile)?)))
    else {
        return Ok(false);
    };
    let options = service.options.get();
    let looks = looks(service, options.requires_model(), false).await?;
    let seen = match look_at_picture(service, &looks, &blob, 0).await {
        Ok(Looked { permille, known, .. }) => {
            Some(SeenPortrait { permille, known, is_unscored: looks.is_unscored.get() })
        },
        Err(Unread::Never) => Some(SeenPortrait { is_unscored: true, ..SeenPortrait::default() }),
        Err(Unread::Later) => None,
    };
    let retry_ms = i64::try_from(options.retry_every_ms).unwrap_or(i64::MAX);
    let is_decided = seen.is_some();
    let keep = move |tx: &Tx<'_, Owner>| {
        // It may have been erased, replaced or decided by a person meanwhile.
        let now = store::find_profile(tx, &user_id)?;
        let is_same = |now: &JudgedProfile| now.avatar == profile.avatar && model::is_to_score(now);
        let Some(now) = now.filter(is_same) else { return Ok(()) };
        match seen {
            Some(seen) => {
                let after = model::after_portrait(now, seen, &options);
                store::settle_profile(tx, after, None).map(drop)
            },
            None => {
                let retry_at_ms = tx.now_ms().saturating_add(retry_ms);
                store::save_profile(tx, JudgedProfile { retry_at_ms, ..now }).map(drop)
            },
        }
    };
    service.domain.db.write(&Context::of_domain(Owner::NAME), keep).await?;
    Ok(is_decided)
}

async fn looks(service: &Moderation, scores: bool, reads: bool) -> Reply<Looks> {
    let known = service.known.blocklist(&service.domain.db).await?;
    Ok(Looks { known, scores, reads, is_unscored: Cell::new(false) })
}

/// Looks at the pictures of one video; false when it is to be tried again.
async fn look_at(service: &Moderation, video_id: VideoId) -> Reply<bool> {
    let asked = video_id.clone();
    let found = service.domain.db.read(move |view| store::find(view, &asked)).await?;
    let Some((case, package)) = found.and_then(|case| Some((case.clone(), case.package?))) else {
        return Ok(false);
    };
    let options = service.options.get();
    let looks = looks(service, options.requires_model(), options.reads_pictures()).await?;
    let looked_at = look_at_pictures(service, &package, &looks, &options).await?;
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
            LookedAt::Later => {
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

/// Reads the sampled pictures of a package and looks at each, in the order of time, then at its
/// cover. What is known is found even where pictures cannot be scored.
async fn look_at_pictures(
    service: &Moderation,
    package: &Package,
    looks: &Looks,
    options: &Options,
) -> Reply<LookedAt> {
    let Some(folder) = package.folder.as_ref().filter(|_| !package.frames_at_ms.is_empty()) else {
        tracing::warn!(package_id = %package.package_id, "no picture was sampled");
        let seen = SeenFrames { is_unscored: true, is_unread: looks.reads, ..<_>::default() };
        return Ok(LookedAt::All(seen));
    };
    let one = |at_ms: u64| async move {
        (at_ms, look_at_picture(service, looks, &model::make_frame_ref(folder, at_ms), at_ms).await)
    };
    let pictures = package.frames_at_ms.iter().copied().map(one);
    let mut pictures = stream::iter(pictures).buffered(AT_ONCE);
    let (mut seen, mut changes) = (SeenFrames::default(), TextChanges::default());
    while let Some((at_ms, looked_at)) = pictures.next().await {
        match looked_at {
            Ok(Looked { permille, known, strokes }) => {
                seen.scores.extend(permille.map(|permille| FrameScore { at_ms, permille }));
                seen.known.extend(known.filter(|_| seen.known.len() < KNOWN_MAX));
                changes = model::after_picture(changes, at_ms, strokes);
            },
            Err(Unread::Later) => return Ok(LookedAt::Later),
            Err(Unread::Never) => looks.is_unscored.set(true),
        }
    }
    // The cover is taken at a moment of its own.
    let at_ms = model::make_cover_ms(package);
    match look_at_picture(service, looks, &model::make_cover_ref(folder), at_ms).await {
        Ok(Looked { permille, known, .. }) => {
            seen.cover = permille.map(|permille| FrameScore { at_ms, permille });
            seen.known.extend(known.filter(|_| seen.known.len() < KNOWN_MAX));
        },
        Err(Unread::Later) => return Ok(LookedAt::Later),
        Err(Unread::Never) => looks.is_unscored.set(true),
    }
    seen.is_unscored = looks.is_unscored.get();
    if looks.reads {
        return read_pictures(service, (folder, &changes), options, seen).await;
    }
    Ok(LookedAt::All(seen))
}

/// Reads the pictures in which text is new, and has the rules judge it.
async fn read_pictures(
    service: &Moderation,
    (folder, changes): (&BlobRef, &TextChanges),
    options: &Options,
    mut seen: SeenFrames,
) -> Reply<LookedAt> {
    let one = |at_ms: u64| async move {
        (at_ms, read_picture(service, &model::make_frame_ref(folder, at_ms)).await)
    };
    let chosen = model::decide_read(changes, options);
    let mut reading = stream::iter(chosen.into_iter().map(one)).buffered(READ_AT_ONCE);
    let mut pictures = Vec::new();
    while let Some((at_ms, read)) = reading.next().await {
        match read {
            Ok(lines) => pictures.push(ReadPicture { at_ms, lines }),
            Err(Unread::Later) => return Ok(LookedAt::Later),
            // A person looks now, whatever the others have.
            Err(Unread::Never) => {
                seen.is_unread = true;
                break;
            },
        }
    }
    let rulebook = service.rules.rulebook(&service.domain.db, options).await?;
    seen.burnt = model::decide_burnt(&rulebook, &pictures);
    Ok(LookedAt::All(seen))
}

/// The lines of a picture.
async fn read_picture(service: &Moderation, blob: &BlobRef) -> Result<Vec<String>, Unread> {
    let picture = picture(service, blob).await?;
    let lines = service.reader.read(picture).await.map_err(|fault| unread(blob, &fault))?;
    Ok(lines.into_iter().map(|line| line.text).collect())
}

async fn picture(service: &Moderation, blob: &BlobRef) -> Result<Picture, Unread> {
    let bytes_max = service.options.get().frame_bytes_max;
    let read = service.domain.blobs.read(blob, bytes_max).await;
    let bytes = read.map_err(|fault| match fault {
        BlobFault::Missing(_) => never(blob, &fault),
        _ => Unread::Later,
    })?;
    Ok(Picture::Jpeg(bytes))
}

/// The score of a picture, if it is to be scored, what it is recognised as, and where letters stand
/// in it. It is decoded once for all.
async fn look_at_picture(
    service: &Moderation,
    looks: &Looks,
    blob: &BlobRef,
    at_ms: u64,
) -> Result<Looked, Unread> {
    let mut picture = picture(service, blob).await?;
    let mut looked = Looked::default();
    if !looks.known.is_empty() || looks.reads {
        picture = service.scorer.decode(picture).await.map_err(|fault| unread(blob, &fault))?;
        if !looks.known.is_empty() {
            looked.known = model::decide_known(&looks.known, &picture, at_ms);
        }
        if looks.reads {
            looked.strokes = model::make_strokes(&picture);
        }
    }
    if !looks.scores || looks.is_unscored.get() {
        return Ok(looked);
    }
    match service.scorer.score(picture).await.map_err(|fault| unread(blob, &fault)) {
        Ok(scored) => looked.permille = Some(model::make_permille(scored.unsafe_score)),
        Err(Unread::Later) => return Err(Unread::Later),
        Err(Unread::Never) => looks.is_unscored.set(true),
    }
    Ok(looked)
}

fn unread(blob: &BlobRef, fault: &ScoringFault) -> Unread {
    match fault {
        ScoringFault::Overloaded { .. }
        | ScoringFault::TooSlow { .. }
        | ScoringFault::Failed { .. } => Unread::Later,
        other => never(blob, other),
    }
}

fn never(blob: &BlobRef, why: &dyn std::fmt::Display) -> Unread {
    tracing::warn!(path = %blob.path, %why, "a picture cannot be looked at");
    Unread::Never
}
