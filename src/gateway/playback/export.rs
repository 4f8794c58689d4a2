//! What is remembered of what a person watches.

use crate::contract::playback::{
    ExportAccountRequest, ExportedPlace, ExportedSession, WatchedVideo,
};
use crate::gateway::core::front::Front;
use crate::gateway::core::words::Words;
use crate::gateway::export::views::{Facts, ToldPage};
use crate::kernel::context::Context;
use crate::kernel::fault::Reply;
use crate::kernel::wire::Page;
use serde_json::{Value, json};

pub(in crate::gateway) const FILE: &str = "watched.json";

/// What is in the list, for whoever opens the archive.
pub(in crate::gateway) fn about(words: &Words) -> &'static str {
    words.playback.export_list()
}

/// A part of the list.
///
/// # Errors
/// Faults of `playback`.
pub(in crate::gateway) async fn list(
    front: &Front,
    cx: &Context,
    page: Option<Page>,
) -> Reply<ToldPage> {
    let told = front.clients().playback.export_account(cx, ExportAccountRequest { page }).await?;
    let sessions = told.sessions.iter().map(session);
    let rest = told.places.iter().map(place).chain(told.watched.iter().map(watched));
    let items = sessions.chain(rest).collect();
    Ok(ToldPage { items, next_cursor: told.next_cursor })
}

fn session(one: &ExportedSession) -> Value {
    let facts = json!({
        "kind": "session", "session_id": one.session_id, "video_id": one.video_id,
    });
    let facts = Facts::of(facts).moment("created_at", one.created_at_ms);
    facts.moment("expires_at", one.expires_at_ms).into()
}

fn watched(one: &WatchedVideo) -> Value {
    let facts = json!({
        "kind": "watched", "video_id": one.video_id, "position_ms": one.position_ms,
        "duration_ms": one.duration_ms,
    });
    Facts::of(facts).moment("watched_at", one.watched_at_ms).into()
}

fn place(one: &ExportedPlace) -> Value {
    let facts = json!({
        "kind": "place", "video_id": one.video_id, "position_ms": one.position_ms,
    });
    Facts::of(facts).moment("forgotten_at", one.expires_at_ms).into()
}
