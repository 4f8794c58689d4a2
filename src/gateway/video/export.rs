//! The videos of a person: their texts, where they stand, and what is played of them.

use crate::contract::transcode::Package;
use crate::contract::video::failure::Origin;
use crate::contract::video::{ExportAccountRequest, ExportedVideo, Failure, Way};
use crate::gateway::core::front::Front;
use crate::gateway::core::words::Words;
use crate::gateway::export::calls::{asked, page};
use crate::gateway::export::views::{Facts, ToldPage, word};
use crate::gateway::{ingest, moderation, transcode};
use crate::kernel::context::Context;
use crate::kernel::fault::Reply;
use crate::kernel::wire::Page;
use serde_json::{Value, json};

pub(in crate::gateway) const FILE: &str = "videos.json";

/// A video with what is played of it.
#[derive(Debug)]
pub(in crate::gateway) struct Film {
    pub(in crate::gateway) video_id: String,
    pub(in crate::gateway) facts: Value,
    pub(in crate::gateway) package: Option<Package>,
}

/// What is in the list, for whoever opens the archive.
pub(in crate::gateway) fn about(words: &Words) -> &'static str {
    words.video.export_list()
}

/// A part of the list.
///
/// # Errors
/// Faults of `video`.
pub(in crate::gateway) async fn list(
    front: &Front,
    cx: &Context,
    page: Option<Page>,
) -> Reply<ToldPage> {
    let told = front.clients().video.export_account(cx, ExportAccountRequest { page }).await?;
    let items = told.videos.iter().map(facts).collect();
    Ok(ToldPage { items, next_cursor: told.next_cursor })
}

/// The videos, a part at a time.
///
/// # Errors
/// Faults of `video`.
pub(in crate::gateway) async fn films(
    front: &Front,
    cx: &Context,
    cursor: &str,
) -> Reply<ToldPage<Film>> {
    let ask = || {
        let request = ExportAccountRequest { page: page(cursor) };
        front.clients().video.export_account(cx, request)
    };
    let told = asked(ask).await?;
    let items = told.videos.into_iter().filter_map(|one| {
        let (facts, video_id) = (facts(&one), one.video?.video_id);
        Some(Film { video_id, facts, package: one.package })
    });
    Ok(ToldPage { items: items.collect(), next_cursor: told.next_cursor })
}

fn failure(one: &Failure) -> Option<Value> {
    Some(match one.origin.as_ref()? {
        Origin::Ingest(one) => ingest::export::failure(one),
        Origin::Transcode(one) => transcode::export::failure(one),
        Origin::Moderation(one) => moderation::export::failure(one),
    })
}

fn way(one: &Way) -> Value {
    let stages = one.stages.iter().map(|note| {
        let facts = json!({
            "stage": word(note.stage().as_str_name(), "STAGE_"),
            "state": word(note.state().as_str_name(), "STAGE_STATE_"),
            "attempt": note.attempt, "attempts_max": note.attempts_max,
        });
        let failed = note.failure.as_ref().and_then(failure);
        Value::from(Facts::of(facts).maybe("failure", failed))
    });
    json!({
        "state": word(one.state().as_str_name(), "WAY_STATE_"),
        "is_retryable": one.retryable,
        "stages": stages.collect::<Vec<_>>(),
    })
}

fn facts(one: &ExportedVideo) -> Value {
    let card = one.video.clone().unwrap_or_default();
    let privacy = word(card.privacy().as_str_name(), "PRIVACY_");
    let state = word(card.state().as_str_name(), "VIDEO_STATE_");
    let facts = json!({
        "video_id": card.video_id, "title": card.title, "description": card.description,
        "tags": card.tags, "privacy": privacy, "state": state, "is_held": one.is_held,
        "is_age_limited": card.is_age_limited, "duration_ms": card.duration_ms,
        "width": card.width, "height": card.height, "version": card.version,
    });
    let facts = Facts::of(facts)
        .moment("created_at", card.created_at_ms)
        .moment("changed_at", one.changed_at_ms)
        .moment("published_at", card.published_at_ms)
        .maybe("failure", card.failure.as_ref().and_then(failure))
        .maybe("way", card.way.as_ref().map(way))
        .maybe("package", one.package.as_ref().map(transcode::export::package))
        .maybe("review", one.review.as_ref().map(moderation::export::review));
    facts.into()
}
