//! What is remembered of what a person watches.

use super::{Facts, ToldPage};
use crate::contract::playback::{ExportAccountRequest, ExportedPlace, ExportedSession};
use crate::gateway::core::front::Front;
use crate::kernel::context::Context;
use crate::kernel::fault::Reply;
use crate::kernel::wire::Page;
use serde_json::{Value, json};

pub(super) const FILE: &str = "watched.json";

pub(super) async fn list(front: &Front, cx: &Context, page: Option<Page>) -> Reply<ToldPage> {
    let told = front.clients().playback.export_account(cx, ExportAccountRequest { page }).await?;
    let sessions = told.sessions.iter().map(session);
    let items = sessions.chain(told.places.iter().map(place)).collect();
    Ok(ToldPage { items, next_cursor: told.next_cursor })
}

fn session(one: &ExportedSession) -> Value {
    let facts = json!({
        "kind": "session", "session_id": one.session_id, "video_id": one.video_id,
    });
    let facts = Facts::of(facts).moment("created_at", one.created_at_ms);
    facts.moment("expires_at", one.expires_at_ms).into()
}

fn place(one: &ExportedPlace) -> Value {
    let facts = json!({
        "kind": "place", "video_id": one.video_id, "position_ms": one.position_ms,
    });
    Facts::of(facts).moment("forgotten_at", one.expires_at_ms).into()
}
