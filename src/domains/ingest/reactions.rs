//! What ingest does when another domain tells of something. Each effect happens once per event.

use super::actor::Ingest;
use super::store;
use crate::contract::ingest::Reactions;
use crate::contract::video::VideoDeleted;
use crate::kernel::context::Context;
use crate::kernel::fault::Reply;
use tokio::sync::oneshot;

impl Reactions for Ingest {
    /// Drops the uploads of the video and gives up the bytes of its source.
    async fn on_video_deleted(&self, cx: Context, event: VideoDeleted) -> Reply<()> {
        let (sender, ended) = oneshot::channel();
        let work = move |tx: &store::Unit<'_>| {
            let ended = store::delete_video(tx, &event.video_id)?;
            drop(sender.send(ended));
            Ok(())
        };
        self.seat.db.react(&cx, work).await?;
        // A repeated delivery runs no work and has nobody to send away.
        for upload_id in ended.await.unwrap_or_default() {
            self.writers.dismiss(&upload_id);
            self.checks.cancel(&upload_id);
        }
        self.removals.notify_one();
        Ok(())
    }
}
