//! ListByTag: the published public videos with a tag, newest first. A tag that nobody uses has
//! none.

use crate::contract::video::{ListByTagRequest, ListByTagResponse};
use crate::domains::video::{Video, model, store};
use crate::kernel::context::Context;
use crate::kernel::fault::Reply;
use crate::kernel::page;

pub(in crate::domains::video) async fn handle(
    service: &Video,
    _: Context,
    request: ListByTagRequest,
) -> Reply<ListByTagResponse> {
    let tag = model::make_tag_key(&request.tag);
    let span = page::decide_page(request.page.as_ref())?;
    let read = span.clone();
    let cards = service.domain.db.read(move |view| store::by_tag(view, &tag, &read)).await?;
    let (cards, next_cursor) =
        page::cut_page(cards, &span, |card| (card.published_at_ms, card.video_id.as_str()));
    Ok(ListByTagResponse { videos: cards.into_iter().map(Into::into).collect(), next_cursor })
}
