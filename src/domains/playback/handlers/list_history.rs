//! ListHistory: what the caller has watched. It must not read of anybody else.

use crate::contract::playback::{ListHistoryRequest, ListHistoryResponse};
use crate::domains::playback::{Playback, store};
use crate::kernel::context::Context;
use crate::kernel::fault::Reply;
use crate::kernel::page;

pub(in crate::domains::playback) async fn handle(
    service: &Playback,
    cx: Context,
    request: ListHistoryRequest,
) -> Reply<ListHistoryResponse> {
    let user_id = cx.caller.authorize_account()?.clone();
    let span = page::decide_page(request.page.as_ref())?;
    let read = span.clone();
    let (is_paused, watched) = service
        .domain
        .db
        .read(move |view| {
            Ok((store::is_paused(view, &user_id)?, store::watched_of(view, &user_id, &read)?))
        })
        .await?;
    let (watched, next_cursor) =
        page::cut_page(watched, &span, |one| (one.watched_at_ms, one.video_id.as_str()));
    let videos = watched.into_iter().map(Into::into).collect();
    Ok(ListHistoryResponse { videos, next_cursor, is_paused })
}
