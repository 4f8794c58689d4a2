//! ListFollows: whom the caller follows, or who follows them. It must not tell of anybody else's.

use crate::contract::community::{ListFollowsRequest, ListFollowsResponse};
use crate::domains::community::actor::Community;
use crate::domains::community::store;
use crate::kernel::context::Context;
use crate::kernel::fault::Reply;
use crate::kernel::page;

pub(in crate::domains::community) async fn handle(
    service: &Community,
    cx: Context,
    request: ListFollowsRequest,
) -> Reply<ListFollowsResponse> {
    let user_id = cx.caller.authorize_account()?.clone();
    let span = page::decide_page(request.page.as_ref())?;
    let read = service.domain.db.read(move |view| {
        let found = if request.is_followers {
            store::followers_of(view, &user_id, &span)?
        } else {
            store::followed_by(view, &user_id, &span)?
        };
        let (page, next_cursor) =
            page::cut_page(found, &span, |one| (one.followed_at_ms, one.user_id.as_str()));
        let user_ids = page.into_iter().map(|one| one.user_id).collect();
        Ok(ListFollowsResponse { user_ids, next_cursor })
    });
    read.await
}
