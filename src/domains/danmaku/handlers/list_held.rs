//! ListHeld: what waits for a person. It must not be read by those who wrote it.

use crate::contract::danmaku::{ListHeldRequest, ListHeldResponse};
use crate::domains::danmaku::actor::Danmaku;
use crate::domains::danmaku::model::Sent;
use crate::domains::danmaku::store;
use crate::kernel::context::Context;
use crate::kernel::fault::Reply;
use crate::kernel::page;

pub(in crate::domains::danmaku) async fn handle(
    service: &Danmaku,
    cx: Context,
    request: ListHeldRequest,
) -> Reply<ListHeldResponse> {
    cx.caller.authorize_moderator()?;
    let span = page::decide_page(request.page.as_ref())?;
    let read = span.clone();
    let found = service.domain.db.read(move |view| store::held(view, &read)).await?;
    let (held, next_cursor) = page::cut_page(found, &span, Sent::key);
    Ok(ListHeldResponse { held: held.into_iter().map(Into::into).collect(), next_cursor })
}
