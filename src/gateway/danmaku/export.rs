//! What an export has of `danmaku`: what a person has written over videos, and what they filter.

use crate::contract::danmaku::{ExportAccountRequest, Filter, FilterList, SentBullet, Standing};
use crate::gateway::core::front::Front;
use crate::gateway::core::words::Words;
use crate::gateway::danmaku::api::filters::filter_word;
use crate::gateway::danmaku::api::looks::{mode_word, size_word};
use crate::gateway::export::views::{Facts, ToldPage};
use crate::kernel::context::Context;
use crate::kernel::fault::Reply;
use crate::kernel::wire::Page;
use serde_json::{Value, json};

pub(in crate::gateway) const FILE: &str = "danmaku.json";

/// What is in the list, for whoever opens the archive.
pub(in crate::gateway) fn about(words: &Words) -> &'static str {
    words.danmaku.export_list()
}

/// A part of the list.
///
/// # Errors
/// Faults of `danmaku`.
pub(in crate::gateway) async fn list(
    front: &Front,
    cx: &Context,
    page: Option<Page>,
) -> Reply<ToldPage> {
    let told = front.clients().danmaku.export_account(cx, ExportAccountRequest { page }).await?;
    let filters = told.list.into_iter().flat_map(filters);
    let items = filters.chain(told.sent.into_iter().map(facts)).collect();
    Ok(ToldPage { items, next_cursor: told.next_cursor })
}

fn filters(list: FilterList) -> Vec<Value> {
    let value = |one: Filter| {
        let hides = filter_word(one.kind());
        json!({ "kind": "filter", "hides": hides, "value": one.value })
    };
    list.filters.into_iter().map(value).collect()
}

fn facts(one: SentBullet) -> Value {
    let is_shown = one.standing() == Standing::Shown;
    let bullet = one.bullet.unwrap_or_default();
    let facts = Facts::of(json!({
        "kind": "danmaku", "danmaku_id": bullet.danmaku_id, "video_id": one.video_id,
        "time_ms": bullet.time_ms, "mode": mode_word(bullet.mode()),
        "size": size_word(bullet.size()), "color": format!("#{:06x}", bullet.color),
        "text": bullet.text, "is_shown": is_shown,
    }));
    facts.moment("sent_at", bullet.sent_at_ms).into()
}
