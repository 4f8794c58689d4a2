//! The ears of community: who may read under a video follows what becomes of it, its owner is told
//! of decisions, and what an account has done goes with it. What was deleted must not come back.

use super::actor::Community;
use super::{model, store};
use crate::contract::community::{NotificationKind, Owner, Reactions};
use crate::contract::moderation::ReviewDecided;
use crate::contract::user::AccountErased;
use crate::contract::video::{Privacy, VideoChanged, VideoDeleted, VideoId, VideoPublished};
use crate::kernel::context::Context;
use crate::kernel::db::Tx;
use crate::kernel::fault::Reply;
use crate::kernel::id::UserId;
use crate::kernel::rpc::Domain as _;

impl Reactions for Community {
    async fn on_video_published(&self, cx: Context, event: VideoPublished) -> Reply<()> {
        let video_id: VideoId = event.video_id.parse()?;
        let publish = move |tx: &Tx<'_, Owner>| {
            store::ensure_thread(tx, &video_id, &event.owner_id)?;
            store::publish_thread(tx, &video_id)?;
            if matches!(event.privacy(), Privacy::Public | Privacy::Unlisted) {
                store::open_thread(tx, &video_id)?;
            }
            if event.privacy() == Privacy::Public {
                store::list_video(tx, &video_id)?;
                store::begin_telling(tx, &video_id, &event.owner_id)?;
            }
            let notice = model::Notice {
                user_id: event.owner_id,
                kind: NotificationKind::Published,
                subject: video_id.to_string(),
                video_id: video_id.to_string(),
                ..model::Notice::default()
            };
            store::notify(tx, &notice)
        };
        self.domain.db.react(&cx, publish).await?;
        self.telling.notify_one();
        Ok(())
    }

    async fn on_video_changed(&self, cx: Context, event: VideoChanged) -> Reply<()> {
        let video_id: VideoId = event.video_id.parse()?;
        let change = move |tx: &Tx<'_, Owner>| {
            if event.is_private {
                return store::close_thread(tx, &video_id, false);
            }
            store::ensure_thread(tx, &video_id, &event.owner_id)?;
            store::open_thread(tx, &video_id)
        };
        self.domain.db.react(&cx, change).await.map(drop)
    }

    async fn on_video_deleted(&self, cx: Context, event: VideoDeleted) -> Reply<()> {
        let video_id: VideoId = event.video_id.parse()?;
        let of = video_id.clone();
        let close = move |tx: &Tx<'_, Owner>| store::close_thread(tx, &of, true);
        self.domain.db.react(&cx, close).await?;
        // From here on nobody reads or writes there; what is left is cleared away in batches.
        self.in_batches(move |tx, rows| store::drop_some(tx, &video_id, rows)).await
    }

    async fn on_review_decided(&self, cx: Context, event: ReviewDecided) -> Reply<()> {
        let tell = move |tx: &Tx<'_, Owner>| match model::decide_review(&event) {
            Some(notice) => store::notify(tx, &notice),
            None => Ok(()),
        };
        self.domain.db.react(&cx, tell).await.map(drop)
    }

    /// Takes away what the account has written, liked, kept and followed, and what it was told.
    async fn on_account_erased(&self, cx: Context, event: AccountErased) -> Reply<()> {
        let of: UserId = event.user_id.parse()?;
        // From here on it does nothing new; what is there goes in batches.
        self.domain.db.react(&cx, |_| Ok(())).await?;
        let user_id = of.clone();
        self.in_batches(move |tx, rows| store::strip_comments_of(tx, &user_id, rows)).await?;
        let user_id = of.clone();
        self.in_batches(move |tx, rows| store::strip_replies_to(tx, &user_id, rows)).await?;
        let user_id = of.clone();
        self.in_batches(move |tx, rows| store::strip_likes_of(tx, &user_id, rows)).await?;
        let user_id = of.clone();
        self.in_batches(move |tx, rows| store::unfollow_all_of(tx, &user_id, rows)).await?;
        let user_id = of.clone();
        self.in_batches(move |tx, rows| store::forget_person(tx, &user_id, rows)).await?;
        self.domain.db.forget_replies(&of).await
    }
}

impl Community {
    /// Runs write units of some rows each until one took none.
    async fn in_batches(
        &self,
        batch: impl Fn(&Tx<'_, Owner>, u32) -> Reply<usize> + Clone + Send + 'static,
    ) -> Reply<()> {
        let rows = self.options.get().sweep_rows_max;
        loop {
            let (cx, some) = (Context::of_domain(Owner::NAME), batch.clone());
            if self.domain.db.write(&cx, move |tx| some(tx, rows)).await? == 0 {
                return Ok(());
            }
        }
    }
}
