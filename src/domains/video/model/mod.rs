//! The rules of a video: who may see and change it, what its texts may be, where it may go next.
//! It must not load or save; callers bring what they read and keep what comes back.

mod options;
mod step;
mod text;
mod way;

pub(crate) use options::Options;
use step::{Blame, decide_step};
pub(super) use step::{Happening, Step};
use text::decide_stated;
pub(super) use text::{Texts, decide_texts, make_tag_key};
pub(super) use way::make_way;
use way::{after_published, decide_way};

use crate::contract::ingest::SourceFacts;
use crate::contract::transcode::Package;
use crate::contract::video::{
    CreateDraftRequest, Failure, Privacy, Refusal, UpdateVideoRequest, VideoCard, VideoId,
    VideoState, Way,
};
use crate::kernel::context::Caller;
use crate::kernel::fault::{Error, RefusalCode as _, Reply};
use crate::kernel::id::UserId;
use crate::kernel::quota::check_quota;

/// What others may see of a video.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Card {
    pub(super) video_id: VideoId,
    pub(super) owner_id: UserId,
    pub(super) title: String,
    pub(super) description: String,
    pub(super) tags: Vec<String>,
    pub(super) privacy: Privacy,
    pub(super) state: VideoState,
    pub(super) duration_ms: u64,
    pub(super) created_at_ms: i64,
    pub(super) published_at_ms: i64,
    pub(super) failure: Option<Failure>,
    pub(super) width: u32,
    pub(super) height: u32,
    pub(super) version: u64,
}

impl From<Card> for VideoCard {
    fn from(one: Card) -> Self {
        Self {
            is_shown: is_shown(&one),
            video_id: one.video_id.into(),
            owner_id: one.owner_id.into(),
            title: one.title,
            description: one.description,
            tags: one.tags,
            privacy: one.privacy.into(),
            state: one.state.into(),
            duration_ms: one.duration_ms,
            created_at_ms: one.created_at_ms,
            published_at_ms: one.published_at_ms,
            failure: one.failure,
            width: one.width,
            height: one.height,
            version: one.version,
            way: None,
        }
    }
}

/// A video as its owner's list shows it.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Own {
    pub(super) card: Card,
    pub(super) way: Way,
}

impl From<Own> for VideoCard {
    fn from(one: Own) -> Self {
        Self { way: Some(one.way), ..one.card.into() }
    }
}

/// One video as it is kept.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Entry {
    pub(super) card: Card,
    /// Stays unpublished when it is ready.
    pub(super) hold: bool,
    /// Transcode was heard before the acceptance that it answers.
    pub(super) ahead: bool,
    pub(super) size_bytes: u64,
    pub(super) way: Way,
}

/// Who will own a draft that `caller` opens.
pub(super) fn decide_owner(caller: &Caller, asked: &str) -> Reply<UserId> {
    caller.authorize_creator()?;
    match caller {
        Caller::Operator => asked.parse().map_err(|_| {
            Refusal::OwnerInvalid
                .because("say which account will own the draft: the operator has none of its own")
                .into()
        }),
        Caller::User { user_id, .. } if asked.is_empty() || asked == user_id.as_str() => {
            Ok(user_id.clone())
        },
        _ => Err(Refusal::OwnerInvalid
            .because("a draft belongs to whoever opens it; leave the owner out")
            .into()),
    }
}

/// How many videos of one owner have no source: waiting for one, and with a refused one.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Sourceless {
    pub(super) drafts: u64,
    pub(super) refused: u64,
}

/// Whether an owner may open another draft. A file that was refused is no draft that waits, but
/// there is an end to these too.
pub(super) fn check_room(now: Sourceless, options: &Options) -> Reply<()> {
    check_quota(Refusal::TooManyDrafts, now.drafts, options.drafts_max)?;
    check_quota(Refusal::TooManyRefused, now.refused, options.refused_max)?;
    Ok(())
}

/// A new draft, if its texts are in order.
pub(super) fn decide_draft(request: &CreateDraftRequest) -> Reply<(Texts, Privacy)> {
    let texts = decide_texts(&request.title, &request.description, &request.tags)?;
    let privacy = match privacy_of(request.privacy)? {
        Privacy::Unspecified => Privacy::Public,
        stated => stated,
    };
    Ok((texts, privacy))
}

/// The card after a change, or `None` when the change changes nothing.
pub(super) fn decide_change(card: &Card, request: &UpdateVideoRequest) -> Reply<Option<Card>> {
    check_version(card, request.if_version)?;
    let texts = decide_stated(card, request)?;
    let privacy = match privacy_of(request.privacy)? {
        Privacy::Unspecified => card.privacy,
        stated => stated,
    };
    let changed = Card {
        title: texts.title,
        description: texts.description,
        tags: texts.tags,
        privacy,
        ..card.clone()
    };
    if changed == *card {
        return Ok(None);
    }
    Ok(Some(Card { version: card.version + 1, ..changed }))
}

/// Whether it is held back from now on, where asking for that changes anything.
pub(super) fn decide_hold(entry: &Entry, asked: Option<bool>) -> Option<bool> {
    let state = entry.card.state;
    let waits = |hold: &bool| *hold != entry.hold || (!hold && state == VideoState::Ready);
    asked.filter(|hold| state != VideoState::Published && waits(hold))
}

/// Whether the video is still what the caller saw; 0 asks for no version.
pub(super) fn check_version(card: &Card, if_version: u64) -> Reply<()> {
    if if_version == 0 || if_version == card.version {
        return Ok(());
    }
    let reason = "the video was changed in the meantime; look at what it is now, then save again";
    Err(Refusal::VersionChanged.because(reason).with("version", card.version).into())
}

/// Whether asking to publish changes anything, if it may be asked now.
pub(super) fn decide_publish(card: &Card) -> Reply<bool> {
    let reason = match card.state {
        VideoState::Published => return Ok(false),
        VideoState::Ready => return Ok(true),
        VideoState::Draft => "it has no file yet; upload one, then publish",
        VideoState::Refused => "its file was refused; upload another one, then publish",
        VideoState::Failed => "its file could not be made playable; retry or upload another one",
        VideoState::Processing | VideoState::Unspecified => {
            "it is still being made playable; publish when that is done"
        },
    };
    Err(Refusal::NotReady.because(reason).into())
}

/// The entry after one step of its way.
pub(super) fn decide_move(entry: &Entry, happening: &Happening, now_ms: i64) -> (Entry, Step) {
    let (state, ahead) = (entry.card.state, entry.ahead);
    let step = decide_step(state, (entry.hold, ahead), happening);
    let mut moved = entry.clone();
    let trodden = decide_way(&entry.way, (state, ahead), (happening, &step));
    if trodden != entry.way {
        moved.way = Way { version: entry.way.version + 1, ..trodden };
    }
    moved.card.state = step.state;
    moved.ahead = step.ahead;
    match &step.blame {
        Blame::Keep => {},
        Blame::Clear => moved.card.failure = None,
        Blame::Say(failure) => moved.card.failure = Some(failure.clone()),
    }
    if step.publishes {
        moved.card.published_at_ms = now_ms;
    }
    (moved, step)
}

/// Shows a video that its owner held back.
pub(super) fn after_publish(entry: &mut Entry, now_ms: i64) {
    entry.card.state = VideoState::Published;
    entry.card.published_at_ms = now_ms;
    entry.way = Way { version: entry.way.version + 1, ..after_published(&entry.way) };
}

/// Notes how long and how large a package is. Its source says the size of the picture; without
/// that the largest rendition does.
pub(super) fn after_package(entry: &mut Entry, package: &Package, facts: Option<&SourceFacts>) {
    entry.card.duration_ms = package.duration_ms;
    entry.size_bytes = package.size_bytes;
    let largest = package.renditions.iter().max_by_key(|one| one.height);
    let of_rendition = largest.map(|one| (one.width, one.height));
    let of_source = facts.map(|facts| (facts.width, facts.height));
    let picture = of_source.or(of_rendition).unwrap_or_default();
    (entry.card.width, entry.card.height) = picture;
}

/// Whether the video is on show for somebody without any right to it.
pub(super) fn is_shown(card: &Card) -> bool {
    card.state == VideoState::Published && !is_private(card)
}

/// The tags, as they are compared, under which a video is found: none unless it is in lists.
pub(super) fn make_listed_tags(card: &Card) -> Vec<String> {
    let is_listed = card.state == VideoState::Published && card.privacy == Privacy::Public;
    let tags = card.tags.iter().filter(|_| is_listed);
    tags.map(|tag| make_tag_key(tag)).collect()
}

/// Whether only its owner may watch it, whatever its state.
pub(super) fn is_private(card: &Card) -> bool {
    !matches!(card.privacy, Privacy::Public | Privacy::Unlisted)
}

/// Whether the caller may know that the video exists.
pub(super) fn may_see(caller: &Caller, card: &Card) -> bool {
    is_shown(card) || matches!(caller, Caller::Domain(_)) || caller.may_act_for(&card.owner_id)
}

/// The entry, if the caller may know of it.
pub(super) fn decide_view(caller: &Caller, found: Option<Entry>) -> Reply<Entry> {
    found.filter(|entry| may_see(caller, &entry.card)).ok_or_else(refuse_unknown)
}

/// The card as the caller may see it: its way is for its owner.
pub(super) fn show_to(caller: &Caller, entry: Entry) -> VideoCard {
    let way = caller.may_act_for(&entry.card.owner_id).then_some(entry.way);
    VideoCard { way, ..entry.card.into() }
}

/// The way, if the caller may act for its owner.
pub(super) fn decide_way_view(caller: &Caller, found: Option<Entry>) -> Reply<Way> {
    let own = found.filter(|entry| caller.may_act_for(&entry.card.owner_id));
    own.map(|entry| entry.way).ok_or_else(refuse_unknown)
}

/// The entry, if the caller may change it.
pub(super) fn decide_hand(caller: &Caller, found: Option<Entry>) -> Reply<Entry> {
    if matches!(caller, Caller::Anonymous { .. }) {
        caller.authorize_account()?;
    }
    let entry = decide_view(caller, found)?;
    caller.authorize_owner(&entry.card.owner_id)?;
    Ok(entry)
}

/// The one answer for what is not there and for what the caller may not see.
pub(super) fn refuse_unknown() -> Error {
    let reason = "there is no such video, or it is not shown to you; check the address or sign in";
    Refusal::VideoUnknown.because(reason).into()
}

fn privacy_of(number: i32) -> Reply<Privacy> {
    Privacy::try_from(number).map_err(|_| {
        let reason = "choose who may watch: everybody, whoever has the address, or only you";
        Refusal::PrivacyInvalid.because(reason).into()
    })
}
