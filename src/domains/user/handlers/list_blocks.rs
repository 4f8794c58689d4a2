//! Lists whom the caller has blocked or muted. It must not show who has done so to them.

use crate::contract::user::{ListBlocksRequest, ListBlocksResponse};
use crate::domains::user::actor::User;
use crate::domains::user::{model, store};
use crate::kernel::context::Context;
use crate::kernel::fault::Reply;
use crate::kernel::page;

pub(in crate::domains::user) async fn handle(
    service: &User,
    cx: Context,
    request: ListBlocksRequest,
) -> Reply<ListBlocksResponse> {
    let user_id = cx.caller.authorize_account()?.clone();
    let kind = model::decide_kind(request.kind());
    let span = page::decide_page(request.page.as_ref())?;
    let read = span.clone();
    let list =
        service.domain.db.read(move |view| store::list_relations(view, &user_id, kind, &read));
    let (blocks, next_cursor) =
        page::cut_page(list.await?, &span, |one| (one.since_ms, one.other_id.as_str()));
    let blocks = blocks.into_iter().map(Into::into).collect();
    Ok(ListBlocksResponse { blocks, next_cursor })
}
