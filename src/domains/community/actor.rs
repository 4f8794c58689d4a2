//! The service of community: what it holds, which rpcs it answers, and whom it lets to a video. The
//! work stands in `handlers`.

use super::Options;
use super::engine::spelling;
use super::model::{self, Mention, PlayProof, Reach, ThreadEntry};
use super::store;
use crate::contract::community::{Owner, service};
use crate::contract::moderation::{Action, ScreenTextRequest};
use crate::contract::playback::CheckSessionRequest;
use crate::contract::user::{CheckRelationsRequest, FindUsersRequest};
use crate::contract::video::VideoId;
use crate::kernel::context::Context;
use crate::kernel::domain_context::DomainContext;
use crate::kernel::fault::{Error, Reply};
use crate::kernel::id::UserId;
use crate::kernel::live::LiveSettings;
use crate::kernel::rpc::Domain as _;
use futures_util::stream::{self, StreamExt as _, TryStreamExt as _};
use std::rc::Rc;
use tokio::sync::Notify;

/// People of whom is asked at once whether they want to hear of somebody.
const ASKED_AT_ONCE: usize = 8;

/// The community domain.
#[derive(Clone)]
pub(crate) struct Community {
    pub(super) domain: Rc<DomainContext<Owner>>,
    pub(super) options: LiveSettings<Options>,
    /// Wakes what judges later.
    pub(super) judging: Rc<Notify>,
    /// Wakes what tells followers.
    pub(super) telling: Rc<Notify>,
    /// Wakes what tells moderators and administrators.
    pub(super) calling: Rc<Notify>,
}

service! {
    Community: post_comment, edit_comment, delete_comment, report_comment, like_comment,
    pin_comment, change_thread, save_blocked_words, decide_comment, rate_video, save_folder,
    delete_folder, keep_video, claim_coins, give_coins, support_video, follow_user,
    read_notifications, save_wishes, leave_mail, get_thread, list_comments, get_comment,
    list_replies, list_edits, list_held_comments, list_reported_comments, get_blocked_words,
    list_folders, list_kept, get_wallet, get_following, list_follows, list_feed,
    list_notifications, count_unread, get_wishes, export_account,
}

impl Community {
    pub(super) fn new(domain: Rc<DomainContext<Owner>>, options: LiveSettings<Options>) -> Self {
        let (judging, telling, calling) = (Rc::default(), Rc::default(), Rc::default());
        Self { domain, options, judging, telling, calling }
    }

    /// Lets a caller to a video, by what is known of it or by a play session.
    ///
    /// # Errors
    /// `THREAD_UNKNOWN` for whoever may not watch the video; faults of `playback`.
    pub(super) async fn admit(&self, cx: &Context, video: &str, token: &str) -> Reply<ThreadEntry> {
        let video_id: VideoId = video.parse().map_err(|_| model::refuse_thread())?;
        let of = video_id.clone();
        let read = self.domain.db.read(move |view| {
            // A session from before a deletion proves nothing any more.
            if store::has_ended(view, &of)? {
                return Err(model::refuse_thread().into());
            }
            store::find_thread(view, &of)
        });
        let thread = read.await?;
        // What everybody may watch is open without asking anybody.
        let is_asked = thread.as_ref().is_none_or(|thread| !thread.is_public());
        let proof = if is_asked { self.prove(cx, &video_id, token).await? } else { None };
        Ok(model::decide_entry(&cx.caller, video_id, thread, proof)?)
    }

    /// What a play session proves; nothing if it is over, or of another video.
    async fn prove(
        &self,
        cx: &Context,
        video_id: &VideoId,
        token: &str,
    ) -> Reply<Option<PlayProof>> {
        if token.is_empty() {
            return Ok(None);
        }
        let asked = CheckSessionRequest { media_token: token.to_owned() };
        match self.domain.peers.playback.check_session(cx, asked).await {
            Ok(told) if told.video_id == video_id.as_str() => {
                Ok(Some(PlayProof { owner_id: told.owner_id }))
            },
            Ok(_) | Err(Error::Refused(_)) => Ok(None),
            Err(fault) => Err(fault),
        }
    }

    /// What moderation asks for; nothing when it cannot be asked.
    pub(super) async fn screen(&self, text: &str) -> Option<Action> {
        let asked = ScreenTextRequest { text: text.to_owned() };
        let cx = Context::of_domain(Owner::NAME);
        let told = self.domain.peers.moderation.screen_text(&cx, asked).await;
        told.ok().map(|told| told.action())
    }

    /// Whom a text names, without those who have blocked its author.
    ///
    /// # Errors
    /// Faults of `user`.
    pub(super) async fn mentions(&self, text: &str, author_id: &UserId) -> Reply<Vec<Mention>> {
        let names = spelling::names_in(text, self.options.get().mentions_max);
        if names.is_empty() {
            return Ok(Vec::new());
        }
        let cx = Context::of_domain(Owner::NAME);
        let found = self.domain.peers.user.find_users(&cx, FindUsersRequest { names }).await?;
        let asked = stream::iter(found.users).map(|user| async move {
            let reach = self.reach(&user.user_id, author_id).await?;
            let is_told = reach == Reach::Open;
            let mention = Mention { user_id: user.user_id.parse()?, is_told };
            Reply::Ok(Some(mention).filter(|_| reach != Reach::Blocked))
        });
        let mentions: Vec<Option<Mention>> = asked.buffered(ASKED_AT_ONCE).try_collect().await?;
        Ok(mentions.into_iter().flatten().collect())
    }

    /// How an account takes what another one does. Nobody is blocked by an account that is gone.
    ///
    /// # Errors
    /// Faults of `user`.
    pub(super) async fn reach(&self, of: &str, actor_id: &UserId) -> Reply<Reach> {
        if of.is_empty() || of == actor_id.as_str() {
            return Ok(Reach::Open);
        }
        let (user_id, other_ids) = (of.to_owned(), vec![actor_id.to_string()]);
        let asked = CheckRelationsRequest { user_id, other_ids };
        let cx = Context::of_domain(Owner::NAME);
        match self.domain.peers.user.check_relations(&cx, asked).await {
            Ok(told) => Ok(model::decide_reach(told.relations.first())),
            Err(Error::Refused(_)) => Ok(Reach::Open),
            Err(fault) => Err(fault),
        }
    }
}
