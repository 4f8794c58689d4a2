//! The rules of playing: who may go on reading, how long, which files, and where to resume.
//! It must not load or save; callers bring what they read and keep what comes back.

mod history;
mod options;
mod path;
mod served;
mod telling;
mod watching;

pub(super) use history::{
    KeptPlace, OldVideo, PastSession, PastVideo, Watched, make_history, show_history,
};
pub(crate) use options::Options;
pub(super) use path::{decide_kind, decide_path};
pub(super) use served::{Serving, decide_served, is_over};
pub(super) use telling::{TOLD_APART_MS, Untold, after_beacon, decide_tell_at, make_progress};
#[cfg(test)]
pub(super) use watching::SPEED_MAX;
pub(super) use watching::{
    Beacon, Interval, Intervals, PlayedSoFar, VIEW_APART_MS, decide_advance, decide_beacon,
    decide_network, make_watcher, may_hear_views,
};

use crate::contract::playback::{Refusal, SessionId};
use crate::contract::transcode::Package;
use crate::contract::video::{VideoCard, VideoId};
use crate::kernel::context::Caller;
use crate::kernel::fault::{Error, RefusalCode as _, Reply};
use crate::kernel::id::UserId;
use crate::kernel::wire::BlobRef;

/// A visitor's word that is longer than this is nobody's.
const VISITOR_BYTES_MAX: usize = 128;
/// From here on a video counts as watched to its end.
const END_PERCENT: u64 = 95;

/// What video says about a video now, as far as it forbids to play it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Visibility {
    Shown,
    Private,
    Deleted,
}

/// One play session with what is known of its video.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct PlaySession {
    pub(super) session_id: SessionId,
    pub(super) video_id: VideoId,
    /// Who watches; empty for callers of whom nothing is remembered.
    pub(super) viewer: String,
    /// The viewer may act for the owner.
    pub(super) insider: bool,
    pub(super) folder: Folder,
    pub(super) duration_ms: u64,
    pub(super) expires_at_ms: i64,
    pub(super) visibility: Visibility,
    /// Whose video it is; nothing in sessions from before views were counted.
    pub(super) owner_id: Option<UserId>,
    /// Not everybody could see the video when the session began.
    pub(super) preview: bool,
}

/// How often a video was viewed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Viewed {
    pub(super) video_id: VideoId,
    /// Nothing before its first view.
    pub(super) owner_id: Option<UserId>,
    pub(super) views: u64,
    pub(super) visibility: Visibility,
}

/// Where a package lies.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Folder {
    pub(super) owner: String,
    pub(super) path: String,
}

/// Whose place in which video.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) struct ResumeKey {
    pub(super) viewer: String,
    pub(super) video_id: VideoId,
}

impl PlaySession {
    /// Whether a viewer may say where it is. One that nobody opened is known only to its page,
    /// which comes as another visitor each time when cookies do not reach it.
    pub(super) fn is_told_by(&self, viewer: &str) -> bool {
        self.viewer.is_empty() || self.viewer == viewer
    }

    /// Whose video a view of this session counts for; nothing where not everybody may watch.
    pub(super) fn counts_for(&self) -> Option<&UserId> {
        let is_for_all = !self.preview && self.visibility == Visibility::Shown;
        self.owner_id.as_ref().filter(|_| is_for_all)
    }

    /// The session as an entry of its viewer's history.
    pub(super) fn past(&self, position_ms: u64, watched_at_ms: i64) -> PastVideo {
        let (video_id, duration_ms) = (self.video_id.clone(), self.duration_ms);
        PastVideo {
            video_id,
            position_ms: position_ms.min(duration_ms),
            duration_ms,
            watched_at_ms,
        }
    }

    /// Whether its viewer may still watch.
    pub(super) fn is_open(&self, now_ms: i64) -> bool {
        let shown = match self.visibility {
            Visibility::Shown => true,
            Visibility::Private => self.insider,
            Visibility::Deleted => false,
        };
        shown && now_ms < self.expires_at_ms
    }
}

/// The name under which the places of an account are remembered.
pub(super) fn make_viewer(user_id: &UserId) -> String {
    format!("user:{user_id}")
}

/// Whose account a viewer is; nothing for a visitor.
pub(super) fn decide_account(viewer: &str) -> Option<UserId> {
    viewer.strip_prefix("user:").and_then(|user_id| user_id.parse().ok())
}

/// The name under which the place of a caller is remembered; empty for whoever has none.
pub(super) fn decide_viewer(caller: &Caller) -> String {
    match caller {
        Caller::User { .. } => caller.scope(),
        Caller::Anonymous { visitor } if (1..=VISITOR_BYTES_MAX).contains(&visitor.len()) => {
            caller.scope()
        },
        Caller::Anonymous { .. } | Caller::Operator | Caller::Domain(_) => String::new(),
    }
}

/// A session of `caller` for a video that was shown to them, if it can be played yet.
pub(super) fn decide_session(
    session_id: SessionId,
    caller: &Caller,
    (card, package): (&VideoCard, Option<&Package>),
    (now_ms, session_ms): (i64, u64),
) -> Reply<PlaySession> {
    let folder = package.and_then(|package| package.folder.clone()).map(Folder::from);
    let (Some(package), Some(folder)) = (package, folder) else { return Err(refuse_unready()) };
    let owner_id = card.owner_id.parse()?;
    let lasts_ms = session_ms.max(package.duration_ms.saturating_mul(2));
    let lasts_ms = i64::try_from(lasts_ms).unwrap_or(i64::MAX);
    Ok(PlaySession {
        session_id,
        video_id: card.video_id.parse()?,
        viewer: decide_viewer(caller),
        // Moderators look at what is hidden from others.
        insider: caller.may_act_for(&owner_id) || caller.is_moderator(),
        folder,
        duration_ms: package.duration_ms,
        expires_at_ms: now_ms.saturating_add(lasts_ms),
        visibility: Visibility::Shown,
        owner_id: Some(owner_id),
        preview: !card.is_shown,
    })
}

/// Whether a video for adults may be played: its viewer has said that they are of age, or answers
/// for the video.
pub(super) fn check_age(caller: &Caller, card: &VideoCard, is_of_age: bool) -> Reply<()> {
    let answers_for_it = caller.is_moderator() || caller.may_act_for(&card.owner_id.parse()?);
    if !card.is_age_limited || is_of_age || answers_for_it {
        return Ok(());
    }
    let reason = "this video is for adults; say that you are of age, then play it";
    Err(Refusal::AgeUnconfirmed.because(reason).into())
}

/// The place to remember for a position; `None` when the video counts as watched.
pub(super) fn decide_resume(
    position_ms: u64,
    duration_ms: u64,
    slack_ms: u64,
) -> Reply<Option<u64>> {
    if position_ms > duration_ms.saturating_add(slack_ms) {
        let reason = "this place lies behind the end of the video; report where the player is";
        return Err(Refusal::PositionInvalid
            .because(reason)
            .with("duration_ms", duration_ms)
            .into());
    }
    let end_ms = duration_ms.saturating_mul(END_PERCENT) / 100;
    Ok((position_ms < end_ms).then_some(position_ms))
}

impl From<BlobRef> for Folder {
    fn from(BlobRef { owner, path, .. }: BlobRef) -> Self {
        Self { owner, path }
    }
}

/// A file of a package.
pub(super) fn make_file(folder: &Folder, path: &str) -> BlobRef {
    let path = format!("{}/{path}", folder.path);
    BlobRef { owner: folder.owner.clone(), path, size_bytes: 0 }
}

/// What video would not show is unknown here too; whatever else went wrong stays as it is.
pub(super) fn refuse_as_own(error: Error) -> Error {
    if !error.is(crate::contract::video::Refusal::VideoUnknown) {
        return error;
    }
    let reason = "there is no such video, or it is not shown to you; check the address or sign in";
    Refusal::VideoUnknown.because(reason).into()
}

pub(super) fn refuse_video() -> Error {
    Refusal::VideoUnknown.because("this is no id of a video; take it from the list").into()
}

pub(super) fn refuse_unready() -> Error {
    Refusal::NotReady.because("this video is not playable yet; look again in a while").into()
}

pub(super) fn refuse_token() -> Error {
    let reason = "this media address is wrong or too old; load the page again to get a new one";
    Refusal::TokenInvalid.because(reason).into()
}

pub(super) fn refuse_session() -> Error {
    let reason = "this play session has ended or is not yours; load the page again";
    Refusal::SessionUnknown.because(reason).into()
}
