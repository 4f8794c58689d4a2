//! What the rest of the gateway asks of `video` and shows of it: cards with names, the draft that
//! an upload fills, the limits of its fields. It must not hold an address.

use super::api::privacy_named;
use super::views::VideoCard;
use crate::contract::video::failure::Origin;
use crate::contract::video::{
    self, CreateDraftRequest, DeleteVideoRequest, Failure, GetVideosRequest, Privacy, Refusal,
};
use crate::gateway::core::error::HttpError;
use crate::gateway::core::form;
use crate::gateway::core::front::Front;
use crate::gateway::core::request::RequestContext;
use crate::gateway::core::words::Language;
use crate::gateway::playback::calls as playback;
use crate::gateway::studio::views::Cause;
use crate::gateway::user::calls::{self as user, Names};
use crate::kernel::context::Context;
use crate::kernel::fault::Error;
use crate::kernel::limits::Limits;
use std::collections::HashMap;

pub(in crate::gateway) const TITLE: Limits = video::VideoCard::TITLE;
pub(in crate::gateway) const DESCRIPTION: Limits = video::VideoCard::DESCRIPTION;
/// All tags in one line, with commas between them.
pub(in crate::gateway) const TAGS_CHARS_MAX: u32 =
    video::VideoCard::TAGS.max_items * (video::VideoCard::TAGS.max_chars + 2);

/// The names of all owners. Without `user` the cards go without names.
pub(in crate::gateway) async fn names(
    front: &Front,
    req: &RequestContext,
    cards: &[video::VideoCard],
) -> Names {
    user::names(front, req, cards.iter().map(|card| card.owner_id.clone()).collect()).await
}

/// What other domains know of videos in a list. Without them the cards go without it.
#[derive(Default)]
pub(in crate::gateway) struct Known {
    pub(in crate::gateway) names: Names,
    pub(in crate::gateway) avatars: HashMap<String, String>,
    pub(in crate::gateway) views: HashMap<String, u64>,
}

/// The names and pictures of all owners, and how often each video was viewed.
pub(in crate::gateway) async fn known(
    front: &Front,
    req: &RequestContext,
    cards: &[video::VideoCard],
) -> Known {
    let owners = cards.iter().map(|card| card.owner_id.clone()).collect();
    let (people, views) = tokio::join!(user::people(front, req, owners), views(front, req, cards));
    Known { names: people.names, avatars: people.avatars, views }
}

/// How often each video was viewed.
pub(in crate::gateway) async fn views(
    front: &Front,
    req: &RequestContext,
    cards: &[video::VideoCard],
) -> HashMap<String, u64> {
    playback::views(front, req, cards.iter().map(|card| card.video_id.clone()).collect()).await
}

/// The cards of videos by their ids, as far as they are shown to whoever asks.
///
/// # Errors
/// Faults of `video`: what cannot be had now is not gone.
pub(in crate::gateway) async fn cards(
    front: &Front,
    req: &RequestContext,
    ids: Vec<String>,
) -> Result<HashMap<String, VideoCard>, HttpError> {
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let asked = GetVideosRequest { video_ids: ids };
    let cards = front.clients().video.get_videos(&req.cx(), asked).await?.videos;
    let known = known(front, req, &cards).await;
    let by_id = |one: video::VideoCard| (one.video_id.clone(), card(one, &known));
    Ok(cards.into_iter().map(by_id).collect())
}

/// The cards of public videos, in the order of their ids, without those of accounts that their
/// reader has set aside.
///
/// # Errors
/// Faults of `video`: what cannot be had now is not gone.
pub(in crate::gateway) async fn public_cards(
    front: &Front,
    req: &RequestContext,
    ids: Vec<String>,
) -> Result<Vec<VideoCard>, HttpError> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let asked = GetVideosRequest { video_ids: ids.clone() };
    let mut cards = front.clients().video.get_videos(&req.cx(), asked).await?.videos;
    let owners = cards.iter().map(|card| card.owner_id.clone()).collect();
    let aside = user::set_aside(front, req, owners).await;
    cards.retain(|card| {
        let is_public = card.is_shown && card.privacy() == Privacy::Public;
        is_public && !aside.iter().any(|one| one.id == card.owner_id)
    });
    let known = known(front, req, &cards).await;
    cards.sort_by_key(|card| ids.iter().position(|id| *id == card.video_id));
    Ok(cards.into_iter().map(|one| card(one, &known)).collect())
}

/// What videos are called, as far as they are shown to whoever asks; a list goes on without.
pub(in crate::gateway) async fn titles(
    front: &Front,
    req: &RequestContext,
    mut ids: Vec<String>,
) -> Names {
    ids.retain(|id| !id.is_empty());
    ids.sort_unstable();
    ids.dedup();
    if ids.is_empty() {
        return Names::new();
    }
    let asked = GetVideosRequest { video_ids: ids };
    let told = front.clients().video.get_videos(&req.cx(), asked).await;
    let videos = told.map(|told| told.videos).unwrap_or_default();
    videos.into_iter().map(|card| (card.video_id, card.title)).collect()
}

/// The name of a video's owner.
pub(in crate::gateway) fn author(card: &video::VideoCard, names: &Names) -> String {
    names.get(&card.owner_id).cloned().unwrap_or_else(|| "?".to_owned())
}

/// A published video as a card.
pub(in crate::gateway) fn card(card: video::VideoCard, known: &Known) -> VideoCard {
    VideoCard {
        author: author(&card, &known.names),
        views: known.views.get(&card.video_id).copied(),
        id: card.video_id,
        title: card.title,
        duration_ms: i64::try_from(card.duration_ms).unwrap_or(i64::MAX),
        published_ms: card.published_at_ms,
    }
}

/// What an upload says of the video it makes.
pub(in crate::gateway) struct Draft<'a> {
    pub(in crate::gateway) title: String,
    pub(in crate::gateway) description: &'a str,
    /// With commas between them.
    pub(in crate::gateway) tags: &'a str,
    /// As people choose it; empty is public.
    pub(in crate::gateway) privacy: &'a str,
    pub(in crate::gateway) hold: bool,
}

/// Opens a draft, and tells its id.
///
/// # Errors
/// `BODY_INVALID` for a privacy that is none; what `video` refuses; its faults.
pub(in crate::gateway) async fn draft(
    front: &Front,
    cx: &Context,
    draft: Draft<'_>,
) -> Result<String, HttpError> {
    let privacy = match draft.privacy {
        "" => Privacy::Public,
        word => privacy_named(word)?,
    };
    let request = CreateDraftRequest {
        title: draft.title,
        description: draft.description.to_owned(),
        tags: form::tags(draft.tags),
        privacy: privacy.into(),
        hold: draft.hold,
        owner_id: String::new(),
    };
    let draft = front.clients().video.create_draft(cx, request).await?.video;
    draft.map(|video| video.video_id).ok_or_else(HttpError::not_found)
}

/// Takes back a draft that nobody was told of. If that fails too, the sweep of drafts comes.
pub(in crate::gateway) async fn discard(front: &Front, cx: &Context, video_id: String) {
    let unused = DeleteVideoRequest { video_id, if_version: 0 };
    drop(front.clients().video.delete_video(cx, unused).await);
}

/// Why a video does not go on, for a reader of that language. `None` when a domain says it that we
/// do not know.
pub(in crate::gateway) fn cause(failure: &Failure, language: Language) -> Option<Cause> {
    let (code, details) = match failure.origin.as_ref()? {
        Origin::Ingest(failure) => (failure.code(), &failure.details),
        Origin::Transcode(failure) => (failure.code(), &failure.details),
        Origin::Moderation(failure) => (failure.code(), &failure.details),
    };
    Some(Cause::of(code, details, language))
}

/// Whether a video that was there is not there any more.
pub(in crate::gateway) fn is_gone(error: &Error) -> bool {
    error.is(Refusal::VideoUnknown)
}
