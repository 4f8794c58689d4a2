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
pub(super) use text::{Texts, decide_texts};
pub(super) use way::untrodden;
use way::{decide_way, published};

use crate::contract::ingest::SourceFacts;
use crate::contract::transcode::Package;
use crate::contract::video::{
    CreateDraftRequest, Privacy, Refusal, UpdateVideoRequest, VideoCard, VideoState, Way,
};
use crate::kernel::authorize::sign_in_first;
use crate::kernel::context::Caller;
use crate::kernel::fault::{Error, RefusalCode as _, Reply, Shared};
use crate::kernel::id::is_id;

/// One video as it is kept.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Entry {
    pub(super) card: VideoCard,
    /// Stays unpublished when it is ready.
    pub(super) hold: bool,
    /// Transcode was heard before the acceptance that it answers.
    pub(super) ahead: bool,
    pub(super) size_bytes: u64,
    pub(super) way: Way,
}

/// Who will own a draft that `caller` opens.
pub(super) fn decide_owner(caller: &Caller, asked: &str) -> Reply<String> {
    caller.authorize_creator()?;
    match caller {
        Caller::Operator if is_id(asked) => Ok(asked.to_owned()),
        Caller::Operator => Err(Refusal::OwnerInvalid
            .because("say which account will own the draft: the operator has none of its own")
            .into()),
        Caller::User { user_id, .. } if asked.is_empty() || asked == &**user_id => {
            Ok(user_id.to_string())
        },
        _ => Err(Shared::NotOwner
            .because("a draft belongs to whoever opens it; leave the owner out")
            .into()),
    }
}

/// How many videos of one owner have no source: waiting for one, and with a refused one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Sourceless {
    pub(super) drafts: u64,
    pub(super) refused: u64,
}

/// Whether an owner may open another draft. A file that was refused is no draft that waits, but
/// there is an end to these too.
pub(super) fn decide_room(now: Sourceless, options: &Options) -> Reply<()> {
    let too_many = |reason: String, name: &str, most: u64| {
        Err(Refusal::TooManyDrafts.because(reason).with(name, most).into())
    };
    if now.drafts >= options.drafts_max {
        let reason = format!(
            "{} drafts still wait for a file; upload to one of them or delete some first",
            now.drafts
        );
        return too_many(reason, "drafts_max", options.drafts_max);
    }
    if now.refused >= options.refused_max {
        let reason = format!("{} uploads were refused; delete some of them first", now.refused);
        return too_many(reason, "refused_max", options.refused_max);
    }
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
pub(super) fn decide_change(
    card: &VideoCard,
    request: &UpdateVideoRequest,
) -> Reply<Option<VideoCard>> {
    decide_version(card, request.if_version)?;
    let texts = decide_stated(card, request)?;
    let privacy = match privacy_of(request.privacy)? {
        Privacy::Unspecified => card.privacy(),
        stated => stated,
    };
    let changed = VideoCard {
        title: texts.title,
        description: texts.description,
        tags: texts.tags,
        privacy: privacy.into(),
        ..card.clone()
    };
    if changed == *card {
        return Ok(None);
    }
    Ok(Some(VideoCard { version: card.version + 1, ..changed }))
}

/// Whether the video is still what the caller saw; 0 asks for no version.
pub(super) fn decide_version(card: &VideoCard, if_version: u64) -> Reply<()> {
    if if_version == 0 || if_version == card.version {
        return Ok(());
    }
    let reason = "the video was changed in the meantime; look at what it is now, then save again";
    Err(Refusal::VersionChanged.because(reason).with("version", card.version).into())
}

/// Whether asking to publish changes anything, if it may be asked now.
pub(super) fn decide_publish(card: &VideoCard) -> Reply<bool> {
    let reason = match card.state() {
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
    let (state, ahead) = (entry.card.state(), entry.ahead);
    let step = decide_step(state, (entry.hold, ahead), happening);
    let mut moved = entry.clone();
    let trodden = decide_way(&entry.way, (state, ahead), (happening, &step));
    if trodden != entry.way {
        moved.way = Way { version: entry.way.version + 1, ..trodden };
    }
    moved.card.set_state(step.state);
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
pub(super) fn publish(entry: &mut Entry, now_ms: i64) {
    entry.card.set_state(VideoState::Published);
    entry.card.published_at_ms = now_ms;
    entry.way = Way { version: entry.way.version + 1, ..published(&entry.way) };
}

/// Notes how long and how large a package is. Its source says the size of the picture; without
/// that the largest rendition does.
pub(super) fn measure(entry: &mut Entry, package: &Package, facts: Option<&SourceFacts>) {
    entry.card.duration_ms = package.duration_ms;
    entry.size_bytes = package.size_bytes;
    let largest = package.renditions.iter().max_by_key(|one| one.height);
    let of_rendition = largest.map(|one| (one.width, one.height));
    let of_source = facts.map(|facts| (facts.width, facts.height));
    let picture = of_source.or(of_rendition).unwrap_or_default();
    (entry.card.width, entry.card.height) = picture;
}

/// Whether the video is on show for somebody without any right to it.
pub(super) fn is_shown(card: &VideoCard) -> bool {
    card.state() == VideoState::Published
        && matches!(card.privacy(), Privacy::Public | Privacy::Unlisted)
}

/// Whether the caller may know that the video exists.
pub(super) fn may_see(caller: &Caller, card: &VideoCard) -> bool {
    is_shown(card) || matches!(caller, Caller::Domain(_)) || caller.may_act_for(&card.owner_id)
}

/// The entry, if the caller may know of it.
pub(super) fn decide_sight(caller: &Caller, found: Option<Entry>) -> Reply<Entry> {
    found.filter(|entry| may_see(caller, &entry.card)).ok_or_else(unknown)
}

/// The card as the caller may see it: its way is for its owner.
pub(super) fn shown_to(caller: &Caller, entry: Entry) -> VideoCard {
    let way = caller.may_act_for(&entry.card.owner_id).then_some(entry.way);
    VideoCard { way, ..entry.card }
}

/// The way, if the caller may act for its owner.
pub(super) fn decide_way_sight(caller: &Caller, found: Option<Entry>) -> Reply<Way> {
    let own = found.filter(|entry| caller.may_act_for(&entry.card.owner_id));
    own.map(|entry| entry.way).ok_or_else(unknown)
}

/// The entry, if the caller may change it.
pub(super) fn decide_hand(caller: &Caller, found: Option<Entry>) -> Reply<Entry> {
    if matches!(caller, Caller::Anonymous { .. }) {
        return Err(sign_in_first().into());
    }
    let entry = decide_sight(caller, found)?;
    caller.authorize_owner(&entry.card.owner_id)?;
    Ok(entry)
}

/// The one answer for what is not there and for what the caller may not see.
pub(super) fn unknown() -> Error {
    let reason = "there is no such video, or it is not shown to you; check the address or sign in";
    Refusal::VideoUnknown.because(reason).into()
}

fn privacy_of(number: i32) -> Reply<Privacy> {
    Privacy::try_from(number).map_err(|_| {
        let reason = "choose who may watch: everybody, whoever has the address, or only you";
        Refusal::PrivacyInvalid.because(reason).into()
    })
}
