//! GetWallet: the coins that the caller has. It must not show anybody else's.

use crate::contract::community::{GetWalletRequest, GetWalletResponse};
use crate::domains::community::actor::Community;
use crate::domains::community::store;
use crate::kernel::context::Context;
use crate::kernel::fault::Reply;

pub(in crate::domains::community) async fn handle(
    service: &Community,
    cx: Context,
    _: GetWalletRequest,
) -> Reply<GetWalletResponse> {
    let user_id = cx.caller.authorize_account()?.clone();
    let (now_ms, options) = (service.domain.clock.now_ms(), service.options.get());
    let read = service.domain.db.read(move |view| store::wallet_of(view, &user_id));
    Ok(GetWalletResponse { wallet: Some(read.await?.show(now_ms, &options)) })
}
