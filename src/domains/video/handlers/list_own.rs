//! ListOwn: everything of the caller's, in every state. It must not show anybody else's.

use crate::contract::video::{ListOwnRequest, ListOwnResponse};
use crate::domains::video::{Video, store};
use crate::kernel::context::Context;
use crate::kernel::fault::Reply;
use crate::kernel::page;

pub(in crate::domains::video) async fn handle(
    service: &Video,
    cx: Context,
    request: ListOwnRequest,
) -> Reply<ListOwnResponse> {
    let owner_id = cx.caller.authorize_account()?.clone();
    let span = page::decide_page(request.page.as_ref())?;
    let read = span.clone();
    let cards = service.domain.db.read(move |view| store::own(view, &owner_id, &read)).await?;
    let (cards, next_cursor) =
        page::cut_page(cards, &span, |own| (own.card.created_at_ms, own.card.video_id.as_str()));
    Ok(ListOwnResponse { videos: cards.into_iter().map(Into::into).collect(), next_cursor })
}
