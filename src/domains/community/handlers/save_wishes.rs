//! SaveWishes: of which kinds the caller does not want to be told. What they were told stays.

use crate::contract::community::{
    GetWishesResponse, NotificationKind, SaveWishesRequest, SaveWishesResponse,
};
use crate::domains::community::actor::Community;
use crate::domains::community::store;
use crate::kernel::authorize::refuse_erased;
use crate::kernel::context::Context;
use crate::kernel::fault::Reply;
use crate::kernel::quota::check_ids;

pub(in crate::domains::community) async fn handle(
    service: &Community,
    cx: Context,
    request: SaveWishesRequest,
) -> Reply<SaveWishesResponse> {
    let user_id = cx.caller.authorize_account()?.clone();
    check_ids(SaveWishesRequest::UNWANTED, request.unwanted.len())?;
    // What this version does not know, it never tells.
    let is_known = |one: &i32| NotificationKind::try_from(*one).is_ok_and(|kind| kind as i32 != 0);
    let mut unwanted: Vec<i32> = request.unwanted.into_iter().filter(is_known).collect();
    unwanted.sort_unstable();
    unwanted.dedup();
    let save = service.domain.db.write(&cx, move |tx| {
        if store::is_erased(tx, &user_id)? {
            return Err(refuse_erased().into());
        }
        store::save_wishes(tx, &user_id, &GetWishesResponse { unwanted })
    });
    save.await?;
    Ok(SaveWishesResponse {})
}
