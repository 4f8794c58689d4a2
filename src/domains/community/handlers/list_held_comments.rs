//! ListHeldComments: what waits for the caller. It must not be read by those who wrote it.

use crate::contract::community::{ListHeldCommentsRequest, ListHeldCommentsResponse};
use crate::domains::community::actor::Community;
use crate::domains::community::model::{self, Posted, ReaderMarks};
use crate::domains::community::store;
use crate::kernel::context::Context;
use crate::kernel::fault::Reply;
use crate::kernel::page;

pub(in crate::domains::community) async fn handle(
    service: &Community,
    cx: Context,
    request: ListHeldCommentsRequest,
) -> Reply<ListHeldCommentsResponse> {
    let user_id = cx.caller.authorize_account()?.clone();
    let owner_id = Some(user_id).filter(|_| !cx.caller.is_moderator());
    let span = page::decide_page(request.page.as_ref())?;
    let (read, is_first) = (span.clone(), span.is_first());
    let read = service.domain.db.read(move |view| {
        let owner_id = owner_id.as_ref();
        let count = if is_first { store::count_waiting(view, owner_id)? } else { 0 };
        Ok((store::waiting(view, owner_id, &read)?, count))
    });
    let (found, waiting_count) = read.await?;
    let (held, next_cursor) = page::cut_page(found, &span, Posted::by_time);
    let show = |one| model::show_own(one, &ReaderMarks::default());
    let comments = held.into_iter().map(show).collect();
    Ok(ListHeldCommentsResponse { comments, next_cursor, waiting_count })
}
