//! ListByOwner: the published public videos of one account, newest first. It must not tell whether
//! the account has others.

use crate::contract::video::{ListByOwnerRequest, ListByOwnerResponse};
use crate::domains::video::{Video, store};
use crate::kernel::context::Context;
use crate::kernel::fault::Reply;
use crate::kernel::id::UserId;
use crate::kernel::page;

pub(in crate::domains::video) async fn handle(
    service: &Video,
    _: Context,
    request: ListByOwnerRequest,
) -> Reply<ListByOwnerResponse> {
    let none = ListByOwnerResponse::default();
    let Ok(owner_id) = request.owner_id.parse::<UserId>() else { return Ok(none) };
    let span = page::decide_page(request.page.as_ref())?;
    let read = span.clone();
    let cards = service.domain.db.read(move |view| store::by_owner(view, &owner_id, &read)).await?;
    let (cards, next_cursor) =
        page::cut_page(cards, &span, |card| (card.published_at_ms, card.video_id.as_str()));
    Ok(ListByOwnerResponse { videos: cards.into_iter().map(Into::into).collect(), next_cursor })
}
