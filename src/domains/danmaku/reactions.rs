//! The ears of danmaku: who may read in a room follows what becomes of its video, and what an
//! account has written goes with it. What was deleted must not come back.

use super::actor::Danmaku;
use super::store;
use crate::contract::danmaku::{Owner, Reactions};
use crate::contract::user::AccountErased;
use crate::contract::video::{Privacy, VideoChanged, VideoDeleted, VideoId, VideoPublished};
use crate::kernel::context::Context;
use crate::kernel::db::Tx;
use crate::kernel::fault::Reply;
use crate::kernel::id::UserId;
use crate::kernel::rpc::Domain as _;

impl Reactions for Danmaku {
    async fn on_video_published(&self, cx: Context, event: VideoPublished) -> Reply<()> {
        let is_shown = matches!(event.privacy(), Privacy::Public | Privacy::Unlisted);
        let video_id: VideoId = event.video_id.parse()?;
        let of = video_id.clone();
        let publish = move |tx: &Tx<'_, Owner>| {
            store::ensure_room(tx, &of, &event.owner_id, 0)?;
            store::publish_room(tx, &of)?;
            if is_shown { store::open_room(tx, &of) } else { Ok(()) }
        };
        self.domain.db.react(&cx, publish).await?;
        self.watchers.touch(video_id.as_str());
        Ok(())
    }

    async fn on_video_changed(&self, cx: Context, event: VideoChanged) -> Reply<()> {
        let video_id: VideoId = event.video_id.parse()?;
        let of = video_id.clone();
        let change = move |tx: &Tx<'_, Owner>| {
            if event.is_private {
                return store::close_room(tx, &of, false);
            }
            store::ensure_room(tx, &of, &event.owner_id, 0)?;
            store::open_room(tx, &of)
        };
        self.domain.db.react(&cx, change).await?;
        self.watchers.touch(video_id.as_str());
        Ok(())
    }

    async fn on_video_deleted(&self, cx: Context, event: VideoDeleted) -> Reply<()> {
        let video_id: VideoId = event.video_id.parse()?;
        let of = video_id.clone();
        let close = move |tx: &Tx<'_, Owner>| store::close_room(tx, &of, true);
        self.domain.db.react(&cx, close).await?;
        self.watchers.touch(video_id.as_str());
        // From here on nobody reads or writes there; what is left is cleared away in batches.
        let rows = self.options.get().sweep_rows_max;
        loop {
            let (cx, of) = (Context::of_domain(Owner::NAME), video_id.clone());
            let some = move |tx: &Tx<'_, Owner>| store::drop_some(tx, &of, rows);
            if self.domain.db.write(&cx, some).await? == 0 {
                return Ok(());
            }
        }
    }

    /// Takes away what the account has written, and what it did not want to see.
    async fn on_account_erased(&self, cx: Context, event: AccountErased) -> Reply<()> {
        let rows = self.options.get().sweep_rows_max;
        let user_id: UserId = event.user_id.parse()?;
        let of = user_id.clone();
        // From here on it writes nothing new; what is there goes in batches.
        self.domain.db.react(&cx, move |tx| store::forget_filters(tx, &of)).await?;
        loop {
            let (cx, of) = (Context::of_domain(Owner::NAME), user_id.clone());
            let some = move |tx: &Tx<'_, Owner>| store::remove_some_of(tx, &of, rows);
            let rooms = self.domain.db.write(&cx, some).await?;
            if rooms.is_empty() {
                return self.domain.db.forget_replies(&user_id).await;
            }
            rooms.iter().for_each(|video_id| self.watchers.touch(video_id.as_str()));
        }
    }
}
