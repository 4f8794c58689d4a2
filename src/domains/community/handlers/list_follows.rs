//! ListFollows: whom an account follows, or who follows it. It must not leave out anybody: whom a
//! reader has set aside is known elsewhere.

use crate::contract::community::{ListFollowsRequest, ListFollowsResponse};
use crate::domains::community::actor::Community;
use crate::domains::community::store;
use crate::kernel::context::Context;
use crate::kernel::fault::Reply;
use crate::kernel::id::UserId;
use crate::kernel::page;

pub(in crate::domains::community) async fn handle(
    service: &Community,
    cx: Context,
    request: ListFollowsRequest,
) -> Reply<ListFollowsResponse> {
    let reader_id = cx.caller.user_id().cloned();
    let user_id: UserId = if request.user_id.is_empty() {
        cx.caller.authorize_account()?.clone()
    } else if let Ok(user_id) = request.user_id.parse() {
        user_id
    } else {
        return Ok(ListFollowsResponse::default());
    };
    let span = page::decide_page(request.page.as_ref())?;
    let read = service.domain.db.read(move |view| {
        let found = if request.is_followers {
            store::followers_of(view, &user_id, &span)?
        } else {
            store::followed_by(view, &user_id, &span)?
        };
        let (page, next_cursor) =
            page::cut_page(found, &span, |one| (one.followed_at_ms, one.user_id.as_str()));
        let user_ids: Vec<String> = page.into_iter().map(|one| one.user_id).collect();
        let followed_ids = match &reader_id {
            Some(reader_id) => store::followed_among(view, reader_id, &user_ids)?,
            None => Vec::new(),
        };
        Ok(ListFollowsResponse { user_ids, next_cursor, followed_ids })
    });
    read.await
}
