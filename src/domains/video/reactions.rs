//! The ears of video: what ingest and transcode tell moves a video on. Nothing heard here may bring
//! back what was deleted, or touch a video of somebody else's than the event names.

use super::actor::Video;
use super::model::{self, Entry, Happening};
use super::store;
use crate::contract::ingest::{SourceAccepted, SourceRefused};
use crate::contract::transcode::{JobRetried, PackageFailed, PackageReady};
use crate::contract::video::failure::Origin;
use crate::contract::video::{Failure, Owner, Reactions, VideoChanged, VideoPublished};
use crate::kernel::context::Context;
use crate::kernel::db::Tx;
use crate::kernel::fault::{Fault, Reply};

impl Reactions for Video {
    async fn on_source_accepted(&self, cx: Context, event: SourceAccepted) -> Reply<()> {
        let about = About { video_id: event.video_id, owner_id: Some(event.owner_id) };
        self.step(&cx, about, Happening::SourceAccepted).await
    }

    async fn on_source_refused(&self, cx: Context, event: SourceRefused) -> Reply<()> {
        let about = About { video_id: event.video_id, owner_id: Some(event.owner_id) };
        let failure = Failure { origin: event.failure.map(Origin::Ingest) };
        self.step(&cx, about, Happening::SourceRefused(failure)).await
    }

    async fn on_package_ready(&self, cx: Context, event: PackageReady) -> Reply<()> {
        self.seat.db.react(&cx, move |tx| take_package(tx, &event)).await
    }

    async fn on_package_failed(&self, cx: Context, event: PackageFailed) -> Reply<()> {
        let about = About { video_id: event.video_id, owner_id: Some(event.owner_id) };
        let failure = Failure { origin: event.failure.map(Origin::Transcode) };
        self.step(&cx, about, Happening::PackageFailed(failure)).await
    }

    async fn on_job_retried(&self, cx: Context, event: JobRetried) -> Reply<()> {
        let about = About { video_id: event.video_id, owner_id: None };
        self.step(&cx, about, Happening::JobRetried).await
    }
}

/// Which video an event names, and whose it says that it is.
struct About {
    video_id: String,
    owner_id: Option<String>,
}

impl Video {
    /// Takes the step that an event asks for, if the video is still there and whose it says.
    async fn step(&self, cx: &Context, about: About, happening: Happening) -> Reply<()> {
        self.seat
            .db
            .react(cx, move |tx| {
                let found = known(tx, &about.video_id, about.owner_id.as_deref())?;
                found.map_or(Ok(()), |entry| move_on(tx, &entry, happening))
            })
            .await
    }
}

/// The video that an event is about. `None` when it is gone, or is not whose the event says.
fn known(tx: &Tx<'_, Owner>, video_id: &str, owner_id: Option<&str>) -> Reply<Option<Entry>> {
    let Some(entry) = store::find(tx, video_id)? else {
        tracing::info!(video_id, "an event of a video that is gone was passed over");
        return Ok(None);
    };
    if owner_id.is_some_and(|owner_id| owner_id != entry.card.owner_id) {
        tracing::warn!(video_id, owner_id, "an event names another owner and was passed over");
        return Ok(None);
    }
    Ok(Some(entry))
}

/// Takes one step and keeps what it changes.
fn move_on(tx: &Tx<'_, Owner>, entry: &Entry, happening: Happening) -> Reply<()> {
    let (moved, _) = model::decide_move(entry, happening, tx.now_ms());
    if moved == *entry { Ok(()) } else { store::save(tx, &moved) }
}

/// Keeps a package, shows the video unless its owner holds it back, and tells of it.
fn take_package(tx: &Tx<'_, Owner>, event: &PackageReady) -> Reply<()> {
    let Some(package) = &event.package else {
        return Err(Fault::Internal("PackageReady came without a package".to_owned()).into());
    };
    let owner = Some(event.owner_id.as_str());
    let Some(mut entry) = known(tx, &event.video_id, owner)? else { return Ok(()) };
    model::measure(&mut entry, package, event.facts.as_ref());
    let (moved, step) = model::decide_move(&entry, Happening::PackageReady, tx.now_ms());
    store::save(tx, &moved)?;
    store::save_package(tx, &event.video_id, package)?;
    let (video_id, owner_id) = (moved.card.video_id.clone(), moved.card.owner_id.clone());
    let privacy = moved.card.privacy;
    if step.publishes {
        tx.publish(&VideoPublished { video_id, owner_id, privacy })
    } else if model::is_shown(&moved.card) {
        tx.publish(&VideoChanged { video_id, owner_id, privacy })
    } else {
        Ok(())
    }
}
