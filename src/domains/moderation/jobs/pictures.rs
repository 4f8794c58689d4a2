//! What is looked for in a picture, and what came of looking: a score, a known picture, text. It
//! must not decide what any of it means.

use super::super::actor::Moderation;
use super::super::engine::pdq::list::Blocklist;
use super::super::engine::strokes::Strokes;
use super::super::model::{self, Options, ReadPicture, SeenFrames, TextChanges};
use crate::contract::moderation::{FrameScore, KnownHit};
use crate::contract::transcode::Package;
use crate::kernel::blobs::BlobFault;
use crate::kernel::fault::Reply;
use crate::kernel::ports::scoring::{Picture, ScoringFault};
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

/// What came of looking at the pictures of a video.
#[derive(Clone)]
pub(super) enum LookedAt {
    All(SeenFrames),
    /// It may succeed later.
    Later,
    /// The same, but one has failed that may fail each time.
    Failed,
}

/// What is looked for in a picture.
pub(super) struct Looks {
    known: Arc<Blocklist>,
    scores: bool,
    reads: bool,
    /// One could not be scored: the scores of the others decide nothing.
    pub(super) is_unscored: Cell<bool>,
}

/// What one picture tells by itself.
#[derive(Default)]
pub(super) struct Looked {
    pub(super) score: Option<FrameScore>,
    pub(super) known: Option<KnownHit>,
    strokes: Option<Strokes>,
}

/// Why a picture tells nothing.
pub(super) enum Unread {
    /// Whatever it is: nobody has looked at it.
    Later,
    Failed,
    Never,
}

/// What is looked for in pictures as things stand; text only where `reads` says so.
pub(super) async fn looks(service: &Moderation, options: &Options, reads: bool) -> Reply<Looks> {
    let known = service.known.blocklist(&service.domain.db).await?;
    let scores = options.requires_model();
    Ok(Looks { known, scores, reads, is_unscored: Cell::new(false) })
}

/// Reads the sampled pictures of a package and looks at each, in the order of time, then at its
/// cover. What is known is found even where pictures cannot be scored.
pub(super) async fn look_at_pictures(
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
            Ok(Looked { score, known, strokes }) => {
                seen.scores.extend(score);
                seen.known.extend(known.filter(|_| seen.known.len() < KNOWN_MAX));
                changes = model::after_picture(changes, at_ms, strokes);
            },
            Err(Unread::Later) => return Ok(LookedAt::Later),
            Err(Unread::Failed) => return Ok(LookedAt::Failed),
            Err(Unread::Never) => looks.is_unscored.set(true),
        }
    }
    // The cover is taken at a moment of its own.
    let at_ms = model::make_cover_ms(package);
    match look_at_picture(service, looks, &model::make_cover_ref(folder), at_ms).await {
        Ok(Looked { score, known, .. }) => {
            seen.cover = score;
            seen.known.extend(known.filter(|_| seen.known.len() < KNOWN_MAX));
        },
        Err(Unread::Later) => return Ok(LookedAt::Later),
        Err(Unread::Failed) => return Ok(LookedAt::Failed),
        Err(Unread::Never) => looks.is_unscored.set(true),
    }
    seen.is_unscored = looks.is_unscored.get();
    if looks.reads {
        let chosen = model::decide_read(&changes, options);
        let frames = chosen.into_iter().map(|at_ms| (at_ms, model::make_frame_ref(folder, at_ms)));
        // Everybody sees the cover.
        let cover = (at_ms, model::make_cover_ref(folder));
        return read_pictures(service, frames.chain([cover]).collect(), options, seen).await;
    }
    Ok(LookedAt::All(seen))
}

/// Reads the pictures in which text is new, and the cover, and has the rules judge it.
async fn read_pictures(
    service: &Moderation,
    chosen: Vec<(u64, BlobRef)>,
    options: &Options,
    mut seen: SeenFrames,
) -> Reply<LookedAt> {
    let one =
        |(at_ms, blob): (u64, BlobRef)| async move { (at_ms, read_picture(service, &blob).await) };
    let mut reading = stream::iter(chosen.into_iter().map(one)).buffered(READ_AT_ONCE);
    let mut pictures = Vec::new();
    while let Some((at_ms, read)) = reading.next().await {
        match read {
            Ok(lines) => pictures.push(ReadPicture { at_ms, lines }),
            Err(Unread::Later) => return Ok(LookedAt::Later),
            Err(Unread::Failed) => return Ok(LookedAt::Failed),
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
        BlobFault::Broken(_) => Unread::Failed,
        _ => Unread::Later,
    })?;
    Ok(Picture::Jpeg(bytes))
}

/// The score of a picture, if it is to be scored, what it is recognised as, and where letters stand
/// in it. It is decoded once for all.
pub(super) async fn look_at_picture(
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
        Ok(scored) => {
            let options = service.options.get();
            looked.score = Some(model::make_frame_score(at_ms, &scored, &options));
        },
        Err(Unread::Never) => looks.is_unscored.set(true),
        Err(later) => return Err(later),
    }
    Ok(looked)
}

fn unread(blob: &BlobRef, fault: &ScoringFault) -> Unread {
    match fault {
        ScoringFault::Overloaded { .. } => Unread::Later,
        ScoringFault::TooSlow { .. } | ScoringFault::Failed { .. } => Unread::Failed,
        other => never(blob, other),
    }
}

fn never(blob: &BlobRef, why: &dyn std::fmt::Display) -> Unread {
    tracing::warn!(path = %blob.path, %why, "a picture cannot be looked at");
    Unread::Never
}
