//! Gives the caller their address and the one that waits.

use crate::contract::user::{GetMailAddressRequest, GetMailAddressResponse, Owner};
use crate::domains::user::actor::User;
use crate::domains::user::{model, store};
use crate::kernel::context::Context;
use crate::kernel::db::View;
use crate::kernel::fault::Reply;

pub(in crate::domains::user) async fn handle(
    service: &User,
    cx: Context,
    _: GetMailAddressRequest,
) -> Reply<GetMailAddressResponse> {
    let user_id = cx.caller.authorize_account()?.clone();
    let now_ms = service.domain.clock.now_ms();
    let find = move |view: &View<'_, Owner>| {
        let claim = store::claim_of(view, &user_id, now_ms)?;
        Ok(model::show_addresses(store::recipient(view, &user_id)?, claim))
    };
    service.domain.db.read(find).await
}
