//! The ears of video: what ingest and transcode tell moves a video on. Nothing heard here may bring
//! back what was deleted, or touch a video of somebody else's than the event names.

use super::actor::Video;
use super::model::{self, Entry, Happening};
use super::store;
use crate::contract::ingest::{
    self, SourceAccepted, SourceRefused, UploadCompleted, UploadEnded, UploadOpened,
};
use crate::contract::moderation::ReviewDecided;
use crate::contract::transcode::{JobAdvanced, JobRetried, PackageFailed, PackageReady};
use crate::contract::user::AccountErased;
use crate::contract::video::failure::Origin;
use crate::contract::video::{Failure, Owner, Reactions, VideoId};
use crate::kernel::context::Context;
use crate::kernel::db::Tx;
use crate::kernel::fault::{Fault, Reply};
use crate::kernel::id::UserId;

impl Reactions for Video {
    async fn on_upload_opened(&self, cx: Context, event: UploadOpened) -> Reply<()> {
        let about = (event.video_id.parse()?, event.owner_id.parse()?);
        self.step(&cx, about, Happening::UploadOpened).await
    }

    async fn on_upload_completed(&self, cx: Context, event: UploadCompleted) -> Reply<()> {
        let about = (event.video_id.parse()?, event.owner_id.parse()?);
        self.step(&cx, about, Happening::UploadCompleted).await
    }

    async fn on_upload_ended(&self, cx: Context, event: UploadEnded) -> Reply<()> {
        let ended = Happening::UploadEnded(of_ingest(event.failure));
        let about = (event.video_id.parse()?, event.owner_id.parse()?);
        self.step(&cx, about, ended).await
    }

    async fn on_source_accepted(&self, cx: Context, event: SourceAccepted) -> Reply<()> {
        let about = (event.video_id.parse()?, event.owner_id.parse()?);
        self.step(&cx, about, Happening::SourceAccepted).await
    }

    async fn on_source_refused(&self, cx: Context, event: SourceRefused) -> Reply<()> {
        let refused = Happening::SourceRefused(of_ingest(event.failure));
        let about = (event.video_id.parse()?, event.owner_id.parse()?);
        self.step(&cx, about, refused).await
    }

    async fn on_job_advanced(&self, cx: Context, event: JobAdvanced) -> Reply<()> {
        let advanced = Happening::JobAdvanced(event.stages);
        let about = (event.video_id.parse()?, event.owner_id.parse()?);
        self.step(&cx, about, advanced).await
    }

    async fn on_package_ready(&self, cx: Context, event: PackageReady) -> Reply<()> {
        let video_id = event.video_id.clone();
        self.domain.db.react(&cx, move |tx| take_package(tx, &event)).await?;
        self.watchers.touch(video_id.as_str());
        Ok(())
    }

    async fn on_package_failed(&self, cx: Context, event: PackageFailed) -> Reply<()> {
        let failure = Failure { origin: event.failure.map(Origin::Transcode) };
        let (stages, retryable) = (event.stages, event.retryable);
        let failed = Happening::PackageFailed { failure, stages, retryable };
        let about = (event.video_id.parse()?, event.owner_id.parse()?);
        self.step(&cx, about, failed).await
    }

    async fn on_job_retried(&self, cx: Context, event: JobRetried) -> Reply<()> {
        let retried = Happening::JobRetried(event.stages);
        let about = (event.video_id.parse()?, event.owner_id.parse()?);
        self.step(&cx, about, retried).await
    }

    async fn on_review_decided(&self, cx: Context, event: ReviewDecided) -> Reply<()> {
        let video_id = event.video_id.clone();
        self.domain.db.react(&cx, move |tx| take_review(tx, event)).await?;
        self.watchers.touch(video_id.as_str());
        Ok(())
    }

    /// Deletes all videos of the account, as if each had been deleted: whoever keeps media of one
    /// hears of it and lets it go.
    async fn on_account_erased(&self, cx: Context, event: AccountErased) -> Reply<()> {
        let owner_id: UserId = event.user_id.parse()?;
        // From here on it brings nothing new; what is there goes in batches.
        self.domain.db.react(&cx, |_| Ok(())).await?;
        let rows = self.options.get().sweep_rows_max;
        loop {
            let id = owner_id.clone();
            let some = move |tx: &Tx<'_, Owner>| store::bury_some_of(tx, &id, rows);
            let ended = self.domain.db.write(&cx, some).await?;
            for video_id in &ended {
                self.watchers.touch(video_id.as_str());
            }
            if ended.is_empty() {
                return self.domain.db.forget_replies(&owner_id).await;
            }
        }
    }
}

fn of_ingest(failure: Option<ingest::Failure>) -> Failure {
    Failure { origin: failure.map(Origin::Ingest) }
}

impl Video {
    /// Takes the step that an event asks for, if the video is still there and whose it says.
    async fn step(
        &self,
        cx: &Context,
        (video_id, owner_id): (VideoId, UserId),
        happening: Happening,
    ) -> Reply<()> {
        let id = video_id.clone();
        let work = move |tx: &Tx<'_, Owner>| {
            let found = known(tx, &id, &owner_id)?;
            found.map_or(Ok(()), |entry| move_on(tx, &entry, &happening))
        };
        self.domain.db.react(cx, work).await?;
        self.watchers.touch(video_id.as_str());
        Ok(())
    }
}

/// The video that an event is about. `None` when it is gone, or is not whose the event says.
fn known(tx: &Tx<'_, Owner>, video_id: &VideoId, owner_id: &UserId) -> Reply<Option<Entry>> {
    let Some(entry) = store::find(tx, video_id)? else {
        tracing::info!(%video_id, "an event of a video that is gone was passed over");
        return Ok(None);
    };
    if *owner_id != entry.card.owner_id {
        tracing::warn!(%video_id, %owner_id, "an event names another owner and was passed over");
        return Ok(None);
    }
    Ok(Some(entry))
}

/// Takes one step and keeps what it changes.
fn move_on(tx: &Tx<'_, Owner>, entry: &Entry, happening: &Happening) -> Reply<()> {
    let (moved, _) = model::decide_move(entry, happening, tx.now_ms());
    if moved == *entry { Ok(()) } else { store::save(tx, &moved) }
}

/// Keeps a package, and shows the video unless its owner holds it back, or it is to be looked at.
fn take_package(tx: &Tx<'_, Owner>, event: &PackageReady) -> Reply<()> {
    let Some(package) = &event.package else {
        return Err(Fault::Internal("PackageReady came without a package".to_owned()).into());
    };
    let (video_id, owner_id) = (event.video_id.parse()?, event.owner_id.parse()?);
    let found = known(tx, &video_id, &owner_id)?;
    let Some(before) = found else { return Ok(()) };
    let mut entry = before.clone();
    model::after_package(&mut entry, package, event.facts.as_ref());
    let (moved, _) = model::decide_move(&entry, &Happening::PackageReady, tx.now_ms());
    store::keep(tx, &before, &moved, false)?;
    store::save_package(tx, &video_id, package)
}

/// Keeps what moderation decided, and shows or hides the video by it.
fn take_review(tx: &Tx<'_, Owner>, event: ReviewDecided) -> Reply<()> {
    let (video_id, owner_id) = (event.video_id.parse()?, event.owner_id.parse()?);
    let Some(before) = known(tx, &video_id, &owner_id)? else { return Ok(()) };
    let reviewed = model::after_review(before.clone(), event);
    let (moved, _) = model::decide_move(&reviewed, &Happening::Changed, tx.now_ms());
    store::keep(tx, &before, &moved, false)
}
