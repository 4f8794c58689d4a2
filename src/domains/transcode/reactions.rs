//! The ears of transcode: a source was accepted, a video was deleted.
//! What they hear comes in any order: a deletion may come before the source.

use super::actor::Transcode;
use super::model::{JobRow, decide_cost};
use super::store;
use crate::contract::ingest::SourceAccepted;
use crate::contract::transcode::{JobState, Owner, Reactions};
use crate::contract::user::AccountErased;
use crate::contract::video::{VideoDeleted, VideoId};
use crate::kernel::context::Context;
use crate::kernel::db::Tx;
use crate::kernel::fault::{Fault, Reply};
use crate::kernel::id::UserId;

impl Reactions for Transcode {
    async fn on_source_accepted(&self, cx: Context, event: SourceAccepted) -> Reply<()> {
        let source = event.source.ok_or_else(|| Fault::internal("no source is named"))?;
        let video_id: VideoId = event.video_id.parse()?;
        let facts = event.facts.unwrap_or_default();
        let job = JobRow {
            cost_ms: decide_cost(&facts, &self.options.get()),
            job_id: self.domain.ids.fresh(),
            video_id: video_id.clone(),
            owner_id: event.owner_id.parse()?,
            upload_id: event.upload_id.parse()?,
            source,
            demuxer: facts.demuxer,
            state: JobState::Queued,
            failure: None,
            package_id: None,
            crashes: 0,
            traceparent: cx.trace.to_string(),
        };
        let sha256 = event.source_sha256;
        self.domain.db.react(&cx, move |tx| accept(tx, &job, &sha256)).await?;
        let wanted = video_id.clone();
        let newest = self.domain.db.read(move |view| store::job_of_video(view, &wanted)).await?;
        self.workers.cancel(&video_id, newest.as_ref().map(|job| &job.job_id));
        self.workers.touch(&video_id);
        self.workers.claims.wake();
        Ok(())
    }

    async fn on_video_deleted(&self, cx: Context, event: VideoDeleted) -> Reply<()> {
        let video_id: VideoId = event.video_id.parse()?;
        let gone = video_id.clone();
        self.domain.db.react(&cx, move |tx| forget(tx, &gone)).await?;
        self.workers.cancel(&video_id, None);
        self.workers.touch(&video_id);
        self.workers.litter.notify_one();
        Ok(())
    }

    /// Ends all jobs of the account and removes what came of them.
    async fn on_account_erased(&self, cx: Context, event: AccountErased) -> Reply<()> {
        let owner_id: UserId = event.user_id.parse()?;
        // From here on it brings nothing new; what is there goes in batches.
        self.domain.db.react(&cx, |_| Ok(())).await?;
        let rows = self.options.get().sweep_rows_max;
        loop {
            let id = owner_id.clone();
            let some = move |tx: &Tx<'_, Owner>| store::delete_some_of(tx, &id, rows);
            let ended = self.domain.db.write(&cx, some).await?;
            for video_id in &ended {
                self.workers.cancel(video_id, None);
                self.workers.touch(video_id);
            }
            self.workers.litter.notify_one();
            if ended.is_empty() {
                return self.domain.db.forget_replies(&owner_id).await;
            }
        }
    }
}

/// Makes the job of a source. One that is still under way for an older source of the same video is
/// dropped; one that is done stays until the new package has taken its place.
fn accept(tx: &Tx<'_, Owner>, job: &JobRow, sha256: &str) -> Reply<()> {
    if store::is_gone(tx, &job.video_id)? || store::is_erased(tx, &job.owner_id)? {
        return Ok(());
    }
    let older = store::jobs_of_video(tx, &job.video_id)?;
    if !store::insert_job(tx, job)? {
        return Ok(());
    }
    store::keep_source_sha256(tx, &job.job_id, sha256)?;
    for one in older.iter().filter(|one| one.state != JobState::Done) {
        store::delete_job(tx, one, tx.now_ms())?;
    }
    Ok(())
}

fn forget(tx: &Tx<'_, Owner>, video_id: &VideoId) -> Reply<()> {
    store::note_gone(tx, video_id)?;
    for job in store::jobs_of_video(tx, video_id)? {
        store::delete_job(tx, &job, tx.now_ms())?;
    }
    Ok(())
}
