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
    let (read, is_first) = (span.clone(), span.is_first());
    let read = service.domain.db.read(move |view| {
        let count = if is_first { store::count_held(view)? } else { 0 };
        Ok((store::held(view, &read)?, count))
    });
    let (found, waiting_count) = read.await?;
    let (held, next_cursor) = page::cut_page(found, &span, Sent::key);
    let held = held.into_iter().map(Into::into).collect();
    Ok(ListHeldResponse { held, next_cursor, waiting_count })
}
