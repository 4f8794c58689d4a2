//! SaveWishes: of which kinds the caller does not want to be told, and of which by mail as well.
//! What they were told stays.

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
    check_ids(SaveWishesRequest::MAILED, request.mailed.len())?;
    // What this version does not know, it never tells.
    let is_known = |one: &i32| NotificationKind::try_from(*one).is_ok_and(|kind| kind as i32 != 0);
    let known = |kinds: Vec<i32>| {
        let mut kinds: Vec<i32> = kinds.into_iter().filter(is_known).collect();
        kinds.sort_unstable();
        kinds.dedup();
        kinds
    };
    let (unwanted, mut mailed) = (known(request.unwanted), known(request.mailed));
    mailed.retain(|kind| !unwanted.contains(kind));
    let wishes = GetWishesResponse { unwanted, mailed };
    let token: String = service.domain.ids.mint();
    let save = service.domain.db.write(&cx, move |tx| {
        if store::is_erased(tx, &user_id)? {
            return Err(refuse_erased().into());
        }
        if !wishes.mailed.is_empty() {
            store::ensure_leave_token(tx, &user_id, &token)?;
        }
        store::save_wishes(tx, &user_id, &wishes)
    });
    save.await?;
    Ok(SaveWishesResponse {})
}
