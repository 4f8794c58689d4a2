//! Lists the caller's API tokens, newest first. It must not give their secrets: nobody has them.

use crate::contract::user::{ListApiTokensRequest, ListApiTokensResponse};
use crate::domains::user::actor::User;
use crate::domains::user::store;
use crate::kernel::context::Context;
use crate::kernel::fault::Reply;

pub(in crate::domains::user) async fn handle(
    service: &User,
    cx: Context,
    _: ListApiTokensRequest,
) -> Reply<ListApiTokensResponse> {
    let user_id = cx.caller.authorize_account()?.clone();
    let tokens = service.domain.db.read(move |view| store::list_tokens(view, &user_id)).await?;
    Ok(ListApiTokensResponse { tokens: tokens.into_iter().map(Into::into).collect() })
}
