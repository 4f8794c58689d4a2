//! The rules of a video: who may see and change it, what its texts may be, where it may go next.
//! It must not load or save; callers bring what they read and keep what comes back.

mod options;
mod step;
mod text;
mod way;

pub(crate) use options::Options;
use step::{Blame, Judged, decide_step};
pub(super) use step::{Happening, Step};
use text::decide_stated;
pub(super) use text::{Texts, decide_texts, make_tag_key};
use way::decide_way;
pub(super) use way::make_way;

use crate::contract::ingest::SourceFacts;
use crate::contract::moderation::{Action, ReviewDecided};
use crate::contract::transcode::Package;
use crate::contract::video::failure::Origin;
use crate::contract::video::{
    CreateDraftRequest, ExportedVideo, Failure, Privacy, Refusal, UpdateVideoRequest, VideoCard,
    VideoId, VideoState, Way,
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
    pub(super) is_age_limited: bool,
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
            is_age_limited: one.is_age_limited,
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

/// All that its owner is told of a video.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Whole {
    pub(super) own: Own,
    pub(super) hold: bool,
    pub(super) updated_at_ms: i64,
    pub(super) package: Option<Package>,
    pub(super) review: Option<ReviewDecided>,
}

impl From<Whole> for ExportedVideo {
    fn from(one: Whole) -> Self {
        let Whole { own, hold, updated_at_ms, package, review } = one;
        let video = Some(own.into());
        Self { video, is_held: hold, changed_at_ms: updated_at_ms, package, review }
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
    /// Of what is played; empty until there is something.
    pub(super) package_id: String,
    /// The version with which the texts came.
    pub(super) described_version: u64,
    /// What moderation decided last, of whatever package and texts.
    pub(super) review: Option<ReviewDecided>,
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

/// The entry with another card and hold. Other texts are looked at before they are public.
pub(super) fn after_change(
    entry: Entry,
    changed: Option<Card>,
    hold: Option<bool>,
    now_ms: i64,
) -> Entry {
    let card = changed.unwrap_or_else(|| entry.card.clone());
    let texts = |card: &Card| (card.title.clone(), card.description.clone(), card.tags.clone());
    let is_described = texts(&card) != texts(&entry.card);
    let described_version = if is_described { card.version } else { entry.described_version };
    let hold = hold.unwrap_or(entry.hold);
    let entry = Entry { card, hold, described_version, ..entry };
    if is_described || hold != entry.hold || entry.card.state == VideoState::Ready {
        decide_move(&entry, &Happening::Changed, now_ms).0
    } else {
        entry
    }
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
        VideoState::Ready | VideoState::InReview => return Ok(true),
        VideoState::Blocked => "moderation decided against it; change it, or appeal",
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
    let judged = decide_judged(entry);
    let step = decide_step(state, (entry.hold, ahead), &judged, happening);
    let mut moved = entry.clone();
    let trodden = decide_way(&entry.way, (state, ahead), (happening, &step), &judged);
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
    if step.publishes && moved.card.published_at_ms == 0 {
        moved.card.published_at_ms = now_ms;
    }
    moved.card.is_age_limited = judged == (Judged::Passed { is_age_limited: true });
    (moved, step)
}

/// Shows a video that its owner held back, as soon as it may be shown.
pub(super) fn after_publish(entry: &Entry, now_ms: i64) -> Entry {
    let free = Entry { hold: false, ..entry.clone() };
    decide_move(&free, &Happening::Changed, now_ms).0
}

/// What moderation says of the video as it is now.
fn decide_judged(entry: &Entry) -> Judged {
    let current = entry.review.as_ref().filter(|review| {
        review.package_id == entry.package_id && review.text_version == entry.described_version
    });
    let Some(review) = current else { return Judged::Pending };
    let failure = || Failure { origin: review.failure.clone().map(Origin::Moderation) };
    match review.action() {
        Action::Pass => Judged::Passed { is_age_limited: false },
        Action::AgeLimit => Judged::Passed { is_age_limited: true },
        Action::Block => Judged::Blocked(failure()),
        Action::Review | Action::Unspecified => Judged::Held(failure()),
    }
}

/// The entry with what moderation decided.
pub(super) fn after_review(entry: Entry, review: ReviewDecided) -> Entry {
    Entry { review: Some(review), ..entry }
}

/// Notes how long and how large a package is. Its source says the size of the picture; without
/// that the largest rendition does.
pub(super) fn after_package(entry: &mut Entry, package: &Package, facts: Option<&SourceFacts>) {
    entry.package_id.clone_from(&package.package_id);
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

/// Whether only its owner may watch it now, if there is something to watch.
pub(super) fn is_hidden(card: &Card) -> bool {
    is_private(card) || is_before_moderators(card)
}

/// Whether only its owner may watch it, whatever its state.
pub(super) fn is_private(card: &Card) -> bool {
    !matches!(card.privacy, Privacy::Public | Privacy::Unlisted)
}

/// Whether the caller may know that the video exists.
pub(super) fn may_see(caller: &Caller, card: &Card) -> bool {
    is_shown(card)
        || matches!(caller, Caller::Domain(_))
        || caller.may_act_for(&card.owner_id)
        || (caller.is_moderator() && is_before_moderators(card))
}

/// Whether moderators decide about it, or have decided against it.
fn is_before_moderators(card: &Card) -> bool {
    matches!(card.state, VideoState::InReview | VideoState::Blocked)
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
