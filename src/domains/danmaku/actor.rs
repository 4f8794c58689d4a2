//! The service of danmaku: what it holds, which rpcs it answers, and whom it lets into a room. The
//! work stands in `handlers`.

use super::Options;
use super::engine::MarkKey;
use super::live::{Curves, Groups};
use super::model::{self, PlayProof, Room, RoomEntry};
use super::store;
use crate::contract::danmaku::{Owner, service};
use crate::contract::playback::CheckSessionRequest;
use crate::contract::video::VideoId;
use crate::kernel::context::Context;
use crate::kernel::db::Tx;
use crate::kernel::domain_context::DomainContext;
use crate::kernel::fault::{Error, Fault, Reply};
use crate::kernel::live::LiveSettings;
use crate::kernel::rpc::Domain as _;
use crate::kernel::watchers::Watchers;
use std::cell::RefCell;
use std::rc::Rc;
use tokio::sync::Notify;

/// The danmaku domain.
pub(crate) struct Danmaku {
    pub(super) domain: Rc<DomainContext<Owner>>,
    pub(super) options: LiveSettings<Options>,
    /// Whoever follows a room.
    pub(super) watchers: Watchers,
    /// Wakes what judges later.
    pub(super) judging: Rc<Notify>,
    pub(super) curves: Curves,
    pub(super) groups: Groups,
    key: RefCell<Option<Rc<MarkKey>>>,
}

service!(
    Danmaku: send_danmaku,
    recall_danmaku,
    delete_danmaku,
    change_room,
    import_danmaku,
    decide_held,
    save_filters,
    get_room,
    enter_room,
    list_newest,
    get_segment,
    get_delta,
    watch_room,
    list_held,
    get_filters,
    export_account,
);

impl Danmaku {
    pub(super) fn new(domain: Rc<DomainContext<Owner>>, options: LiveSettings<Options>) -> Self {
        let (watchers, judging) = (Watchers::default(), Rc::default());
        let groups = Groups::new(domain.db.clone(), options.clone());
        let (curves, key) = (Curves::default(), RefCell::default());
        Self { domain, options, watchers, judging, curves, groups, key }
    }

    /// Lets a caller into the room of a video, by what is known of it or by a play session.
    ///
    /// # Errors
    /// `ROOM_UNKNOWN` for whoever may not watch the video; faults of `playback`.
    pub(super) async fn admit(&self, cx: &Context, video: &str, token: &str) -> Reply<RoomEntry> {
        let (video_id, room) = self.room(video).await?;
        // What everybody may watch is read without asking anybody.
        let is_asked = room.as_ref().is_none_or(|room| !room.is_public());
        let proof = if is_asked { self.prove(cx, &video_id, token).await? } else { None };
        Ok(model::decide_entry(&cx.caller, video_id, room, proof)?)
    }

    /// The same, with what the play session proves of whoever may write.
    ///
    /// # Errors
    /// As `admit`.
    pub(super) async fn admit_viewer(
        &self,
        cx: &Context,
        video: &str,
        token: &str,
    ) -> Reply<RoomEntry> {
        let (video_id, room) = self.room(video).await?;
        let proof = self.prove(cx, &video_id, token).await?;
        Ok(model::decide_entry(&cx.caller, video_id, room, proof)?)
    }

    async fn room(&self, video: &str) -> Reply<(VideoId, Option<Room>)> {
        let video_id: VideoId = video.parse().map_err(|_| model::refuse_room())?;
        let of = video_id.clone();
        let read = self.domain.db.read(move |view| {
            // A session from before a deletion proves nothing any more.
            if store::has_ended(view, &of)? {
                return Err(model::refuse_room().into());
            }
            store::find_room(view, &of)
        });
        Ok((video_id, read.await?))
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
            Ok(told) if told.video_id == video_id.as_str() => Ok(Some(told.into())),
            Ok(_) | Err(Error::Refused(_)) => Ok(None),
            Err(fault) => Err(fault),
        }
    }

    /// The key of senders' marks. The first call of all makes it.
    pub(super) async fn mark_key(&self) -> Reply<Rc<MarkKey>> {
        if let Some(key) = self.key.borrow().as_ref() {
            return Ok(Rc::clone(key));
        }
        let fresh = self.domain.ids.bytes::<32>();
        let keep = move |tx: &Tx<'_, Owner>| {
            store::keep_mark_key(tx, &fresh)?;
            store::mark_key(tx)
        };
        let kept = self.domain.db.write(&Context::of_domain(Owner::NAME), keep).await?;
        let kept = kept.ok_or_else(|| Fault::Internal("the key was not kept".to_owned()))?;
        Ok(Rc::clone(self.key.borrow_mut().insert(Rc::new(MarkKey::new(kept)))))
    }
}
