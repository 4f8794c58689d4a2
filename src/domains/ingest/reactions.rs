//! What ingest does when another domain tells of something. Each effect happens once per event.

use super::actor::Ingest;
use super::store;
use crate::contract::ingest::Reactions;
use crate::contract::user::AccountErased;
use crate::contract::video::VideoDeleted;
use crate::kernel::context::Context;
use crate::kernel::fault::Reply;
use crate::kernel::id::UserId;
use std::sync::{Arc, Mutex, PoisonError};

impl Reactions for Ingest {
    /// Drops the uploads of the video and gives up the bytes of its source.
    async fn on_video_deleted(&self, cx: Context, event: VideoDeleted) -> Reply<()> {
        let video_id = event.video_id.parse()?;
        let ended = Arc::new(Mutex::new(Vec::new()));
        let told = Arc::clone(&ended);
        let work = move |tx: &store::StoreTx<'_>| {
            let ended = store::delete_video(tx, &video_id)?;
            // What the last run found, which is the one that is kept.
            *told.lock().unwrap_or_else(PoisonError::into_inner) = ended;
            Ok(())
        };
        self.domain.db.react(&cx, work).await?;
        // A repeated delivery runs no work and has nobody to send away.
        let ended = std::mem::take(&mut *ended.lock().unwrap_or_else(PoisonError::into_inner));
        for upload_id in ended {
            self.writers.dismiss(&upload_id);
            self.checks.cancel(|id, _| *id == upload_id);
        }
        self.removals.notify_one();
        Ok(())
    }

    /// Drops all uploads of the account, also those whose bytes come now, and gives up their bytes.
    async fn on_account_erased(&self, cx: Context, event: AccountErased) -> Reply<()> {
        let owner_id: UserId = event.user_id.parse()?;
        // From here on it brings nothing new; what is there goes in batches.
        self.domain.db.react(&cx, |_| Ok(())).await?;
        let rows = self.options.get().sweep_rows_max;
        loop {
            let id = owner_id.clone();
            let some = move |tx: &store::StoreTx<'_>| store::drop_some_of(tx, &id, rows);
            let dropped = self.domain.db.write(&cx, some).await?;
            for store::Dropped { upload_id, video_id } in &dropped {
                self.writers.dismiss(upload_id);
                self.checks.cancel(|id, _| id == upload_id);
                self.watchers.touch(video_id.as_str());
            }
            self.removals.notify_one();
            if dropped.is_empty() {
                return self.domain.db.forget_replies(&owner_id).await;
            }
        }
    }
}
