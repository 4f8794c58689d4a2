//! ListNewest: published public videos, newest first. The caller changes nothing about the list.

use crate::contract::video::{ListNewestRequest, ListNewestResponse};
use crate::domains::video::{Video, store};
use crate::kernel::context::Context;
use crate::kernel::fault::Reply;
use crate::kernel::page;

pub(in crate::domains::video) async fn handle(
    service: &Video,
    _: Context,
    request: ListNewestRequest,
) -> Reply<ListNewestResponse> {
    let span = page::decide_page(request.page.as_ref())?;
    let read = span.clone();
    let cards = service.domain.db.read(move |view| store::newest(view, &read)).await?;
    let (cards, next_cursor) =
        page::cut_page(cards, &span, |card| (card.published_at_ms, card.video_id.as_str()));
    Ok(ListNewestResponse { videos: cards.into_iter().map(Into::into).collect(), next_cursor })
}
