//! GetFollowing: how many follow an account. It must not say who.

use crate::contract::community::{GetFollowingRequest, GetFollowingResponse};
use crate::domains::community::actor::Community;
use crate::domains::community::{model, store};
use crate::kernel::context::Context;
use crate::kernel::fault::Reply;
use crate::kernel::id::UserId;

pub(in crate::domains::community) async fn handle(
    service: &Community,
    cx: Context,
    request: GetFollowingRequest,
) -> Reply<GetFollowingResponse> {
    let Ok(of) = request.user_id.parse::<UserId>() else {
        return Ok(GetFollowingResponse::default());
    };
    let user_id = cx.caller.user_id().cloned();
    let read = service.domain.db.read(move |view| {
        let is_followed = match &user_id {
            Some(user_id) => store::is_followed(view, user_id, &of)?,
            None => false,
        };
        Ok(model::show_counts_of_follows(store::counts_of(view, &of)?, is_followed))
    });
    read.await
}
