//! The ears of community: who may read under a video follows what becomes of it, its owner is told
//! of decisions, and what an account has done goes with it. What was deleted must not come back.

use super::actor::Community;
use super::model::StaffTelling;
use super::{model, store};
use crate::contract::community::{NotificationKind, Owner, Reactions};
use crate::contract::danmaku::{DanmakuApproved, DanmakuRemoved};
use crate::contract::ingest::{QuotaNearlyUsed, SourceRefused};
use crate::contract::moderation::{ReviewDecided, VideoReported};
use crate::contract::transcode::PackageFailed;
use crate::contract::user::{AccountErased, SignUpRequested};
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
        let tell = move |tx: &Tx<'_, Owner>| {
            if let Some(waiting) = model::decide_held_review(&event) {
                store::begin_telling_staff(tx, &waiting)?;
            }
            model::decide_review(&event).map_or(Ok(()), |notice| store::notify(tx, &notice))
        };
        self.domain.db.react(&cx, tell).await?;
        self.calling.notify_one();
        Ok(())
    }

    async fn on_video_reported(&self, cx: Context, event: VideoReported) -> Reply<()> {
        let waiting = StaffTelling {
            kind: NotificationKind::ReportWaits,
            subject: event.report_id,
            about_id: event.owner_id,
            video_id: event.video_id,
            comment_id: String::new(),
        };
        self.tell_staff(&cx, waiting).await
    }

    async fn on_sign_up_requested(&self, cx: Context, event: SignUpRequested) -> Reply<()> {
        let waiting = StaffTelling {
            kind: NotificationKind::SignUpWaits,
            subject: event.user_id.clone(),
            about_id: event.user_id,
            video_id: String::new(),
            comment_id: String::new(),
        };
        self.tell_staff(&cx, waiting).await
    }

    async fn on_danmaku_approved(&self, cx: Context, event: DanmakuApproved) -> Reply<()> {
        let DanmakuApproved { danmaku_id, video_id, user_id } = event;
        let kind = NotificationKind::DanmakuShown;
        self.tell(&cx, model::make_notice(kind, user_id, video_id, danmaku_id)).await
    }

    async fn on_danmaku_removed(&self, cx: Context, event: DanmakuRemoved) -> Reply<()> {
        let DanmakuRemoved { danmaku_id, video_id, user_id, .. } = event;
        let kind = NotificationKind::DanmakuRemoved;
        self.tell(&cx, model::make_notice(kind, user_id, video_id, danmaku_id)).await
    }

    async fn on_source_refused(&self, cx: Context, event: SourceRefused) -> Reply<()> {
        let SourceRefused { video_id, upload_id, owner_id, .. } = event;
        let kind = NotificationKind::UploadFailed;
        self.tell(&cx, model::make_notice(kind, owner_id, video_id, upload_id)).await
    }

    async fn on_package_failed(&self, cx: Context, event: PackageFailed) -> Reply<()> {
        let PackageFailed { video_id, owner_id, .. } = event;
        let kind = NotificationKind::UploadFailed;
        // A job that its owner has tried again may fail again.
        let of = format!("{video_id}/{}", self.domain.clock.now_ms());
        self.tell(&cx, model::make_notice(kind, owner_id, video_id, of)).await
    }

    async fn on_quota_nearly_used(&self, cx: Context, event: QuotaNearlyUsed) -> Reply<()> {
        let QuotaNearlyUsed { video_id, owner_id } = event;
        let (kind, of) = (NotificationKind::QuotaLow, video_id.clone());
        self.tell(&cx, model::make_notice(kind, owner_id, video_id, of)).await
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
    /// Tells somebody what another domain has told, once.
    async fn tell(&self, cx: &Context, notice: model::Notice) -> Reply<()> {
        let tell = move |tx: &Tx<'_, Owner>| store::notify(tx, &notice);
        self.domain.db.react(cx, tell).await.map(drop)
    }

    /// The same of what waits for moderators or administrators.
    async fn tell_staff(&self, cx: &Context, waiting: StaffTelling) -> Reply<()> {
        let begin = move |tx: &Tx<'_, Owner>| store::begin_telling_staff(tx, &waiting);
        self.domain.db.react(cx, begin).await?;
        self.calling.notify_one();
        Ok(())
    }

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
