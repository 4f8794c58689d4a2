//! What an export has of `community`: what a person has written, rated and kept, and whom they
//! follow.

use crate::contract::community::{Belongings, Comment, ExportAccountRequest, Rating};
use crate::gateway::core::front::Front;
use crate::gateway::core::words::Words;
use crate::gateway::export::views::{Facts, ToldPage};
use crate::kernel::context::Context;
use crate::kernel::fault::Reply;
use crate::kernel::wire::Page;
use serde_json::{Value, json};

pub(in crate::gateway) const FILE: &str = "community.json";

/// What is in the list, for whoever opens the archive.
pub(in crate::gateway) fn about(words: &Words) -> &'static str {
    words.community.export_list()
}

/// A part of the list.
///
/// # Errors
/// Faults of `community`.
pub(in crate::gateway) async fn list(
    front: &Front,
    cx: &Context,
    page: Option<Page>,
) -> Reply<ToldPage> {
    let told = front.clients().community.export_account(cx, ExportAccountRequest { page }).await?;
    let belongings = told.belongings.into_iter().flat_map(belongings);
    let items = belongings.chain(told.comments.into_iter().map(facts)).collect();
    Ok(ToldPage { items, next_cursor: told.next_cursor })
}

fn belongings(all: Belongings) -> Vec<Value> {
    let Belongings { rated, kept, followed_ids, given, coins, blocked_words, reports } = all;
    let rated = rated.into_iter().map(|one| {
        let rating = if one.rating() == Rating::Dislike { "dislike" } else { "like" };
        json!({ "kind": "rating", "video_id": one.video_id, "rating": rating })
    });
    let kept = kept
        .into_iter()
        .map(|one| json!({ "kind": "folder", "name": one.name, "video_ids": one.video_ids }));
    let followed = followed_ids.into_iter().map(|id| json!({ "kind": "follow", "user_id": id }));
    let given = given
        .into_iter()
        .map(|one| json!({ "kind": "coins", "video_id": one.video_id, "coins": one.coins }));
    let wallet = (coins > 0).then(|| json!({ "kind": "wallet", "coins": coins }));
    let words = (!blocked_words.is_empty())
        .then(|| json!({ "kind": "blocked_words", "words": blocked_words }));
    let reports = reports.into_iter().map(|one| {
        let facts = json!({ "kind": "report", "comment_id": one.comment_id, "note": one.note });
        Facts::of(facts).moment("sent_at", one.sent_at_ms).into()
    });
    let own = wallet.into_iter().chain(words).chain(reports);
    rated.chain(kept).chain(followed).chain(given).chain(own).collect()
}

fn facts(one: Comment) -> Value {
    let facts = Facts::of(json!({
        "kind": "comment", "comment_id": one.comment_id, "video_id": one.video_id,
        "text": one.text, "reply_to": one.root_id,
    }));
    facts.moment("posted_at", one.posted_at_ms).into()
}
