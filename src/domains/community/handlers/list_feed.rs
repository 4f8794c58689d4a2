//! ListFeed: the public videos of those whom the caller follows. What is private must not be in it.

use crate::contract::community::{ListFeedRequest, ListFeedResponse};
use crate::domains::community::actor::Community;
use crate::domains::community::store;
use crate::kernel::context::Context;
use crate::kernel::fault::Reply;
use crate::kernel::page;

pub(in crate::domains::community) async fn handle(
    service: &Community,
    cx: Context,
    request: ListFeedRequest,
) -> Reply<ListFeedResponse> {
    let user_id = cx.caller.authorize_account()?.clone();
    let span = page::decide_page(request.page.as_ref())?;
    let read = span.clone();
    let found = service.domain.db.read(move |view| store::feed_of(view, &user_id, &read)).await?;
    let (page, next_cursor) =
        page::cut_page(found, &span, |one| (one.listed_at_ms, one.video_id.as_str()));
    let video_ids = page.into_iter().map(|one| one.video_id).collect();
    Ok(ListFeedResponse { video_ids, next_cursor })
}
