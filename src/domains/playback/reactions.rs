//! The ears of playback: a video that was deleted or made private is no longer played, whatever
//! tokens are about. What was deleted must not come back.

use super::actor::Playback;
use super::{model, store};
use crate::contract::playback::{Owner, Reactions};
use crate::contract::user::AccountErased;
use crate::contract::video::{Privacy, VideoChanged, VideoDeleted, VideoId, VideoPublished};
use crate::kernel::context::Context;
use crate::kernel::db::Tx;
use crate::kernel::fault::Reply;
use crate::kernel::id::UserId;
use crate::kernel::rpc::Domain as _;

impl Reactions for Playback {
    /// It may have been changed while it was looked at, and was hidden by that.
    async fn on_video_published(&self, cx: Context, event: VideoPublished) -> Reply<()> {
        let is_shown = matches!(event.privacy(), Privacy::Public | Privacy::Unlisted);
        let video_id: VideoId = event.video_id.parse()?;
        if is_shown {
            let shown = video_id.clone();
            let react = move |tx: &Tx<'_, Owner>| store::forget_hidden(tx, &shown, false);
            self.domain.db.react(&cx, react).await?;
            self.recent.forget(&video_id);
        }
        Ok(())
    }

    async fn on_video_changed(&self, cx: Context, event: VideoChanged) -> Reply<()> {
        let video_id: VideoId = event.video_id.parse()?;
        let hidden = video_id.clone();
        self.domain
            .db
            .react(&cx, move |tx| {
                if event.is_private {
                    store::hide(tx, &hidden, false)
                } else {
                    store::forget_hidden(tx, &hidden, false)
                }
            })
            .await?;
        self.recent.forget(&video_id);
        Ok(())
    }

    async fn on_video_deleted(&self, cx: Context, event: VideoDeleted) -> Reply<()> {
        let rows = self.options.get().sweep_rows_max;
        let video_id: VideoId = event.video_id.parse()?;
        self.progress.forget(&video_id);
        self.played.forget(&video_id);
        let hidden = video_id.clone();
        let bury = move |tx: &Tx<'_, Owner>| store::hide(tx, &hidden, true);
        self.domain.db.react(&cx, bury).await?;
        self.recent.forget(&video_id);
        // From here on nothing of it is played; what is left is cleared away in batches.
        loop {
            let (cx, video_id) = (Context::of_domain(Owner::NAME), video_id.clone());
            let ended =
                self.domain.db.write(&cx, move |tx| store::end_some(tx, &video_id, rows)).await?;
            if ended == 0 {
                return Ok(());
            }
        }
    }

    /// Ends what the account watches, and forgets what it has watched. Nobody who has not heard of
    /// that yet will.
    async fn on_account_erased(&self, cx: Context, event: AccountErased) -> Reply<()> {
        let rows = self.options.get().sweep_rows_max;
        let user_id: UserId = event.user_id.parse()?;
        let viewer = model::make_viewer(&user_id);
        // From here on it starts nothing new; what is there goes in batches.
        self.domain.db.react(&cx, |_| Ok(())).await?;
        self.progress.forget_viewer(&viewer);
        self.played.forget_viewer(&viewer);
        self.recent.forget_viewer(&viewer);
        loop {
            let (cx, gone) = (Context::of_domain(Owner::NAME), user_id.clone());
            let some = move |tx: &Tx<'_, Owner>| store::end_some_of(tx, &gone, rows);
            if self.domain.db.write(&cx, some).await? == 0 {
                return self.domain.db.forget_replies(&user_id).await;
            }
        }
    }
}
