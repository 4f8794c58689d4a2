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
    let read = span.clone();
    let read = service.domain.db.read(move |view| store::waiting(view, owner_id.as_ref(), &read));
    let (held, next_cursor) = page::cut_page(read.await?, &span, Posted::by_time);
    let show = |one| model::show_own(one, &ReaderMarks::default());
    Ok(ListHeldCommentsResponse { comments: held.into_iter().map(show).collect(), next_cursor })
}
