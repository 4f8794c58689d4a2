//! GetWishes: of what the caller does not want to be told. It must not tell of anybody else's.

use crate::contract::community::{GetWishesRequest, GetWishesResponse};
use crate::domains::community::actor::Community;
use crate::domains::community::store;
use crate::kernel::context::Context;
use crate::kernel::fault::Reply;

pub(in crate::domains::community) async fn handle(
    service: &Community,
    cx: Context,
    _: GetWishesRequest,
) -> Reply<GetWishesResponse> {
    let user_id = cx.caller.authorize_account()?.clone();
    let read = service.domain.db.read(move |view| store::wishes_of(view, &user_id));
    Ok(read.await?.unwrap_or_default())
}
