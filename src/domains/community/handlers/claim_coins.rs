//! ClaimCoins: gives the caller the coins of this day. It must not give them twice.

use crate::contract::community::{ClaimCoinsRequest, ClaimCoinsResponse};
use crate::domains::community::actor::Community;
use crate::domains::community::store;
use crate::kernel::authorize::refuse_erased;
use crate::kernel::context::Context;
use crate::kernel::fault::Reply;

pub(in crate::domains::community) async fn handle(
    service: &Community,
    cx: Context,
    _: ClaimCoinsRequest,
) -> Reply<ClaimCoinsResponse> {
    let user_id = cx.caller.authorize_account()?.clone();
    let options = service.options.get();
    let claim = service.domain.db.write(&cx, move |tx| {
        if store::is_erased(tx, &user_id)? {
            return Err(refuse_erased().into());
        }
        let wallet = store::claim_coins(tx, &user_id, &options)?;
        Ok(ClaimCoinsResponse { wallet: Some(wallet.show(tx.now_ms(), &options)) })
    });
    claim.await
}
