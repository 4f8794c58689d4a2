//! Says whose password a link would set. It must not say why one does not hold.

use crate::contract::user::{GetResetLinkRequest, GetResetLinkResponse};
use crate::domains::user::actor::User;
use crate::domains::user::engine::token;
use crate::domains::user::store;
use crate::kernel::context::Context;
use crate::kernel::fault::Reply;

pub(in crate::domains::user) async fn handle(
    service: &User,
    _: Context,
    request: GetResetLinkRequest,
) -> Reply<GetResetLinkResponse> {
    let Some(link) = token::digest(&request.token) else {
        return Ok(GetResetLinkResponse::default());
    };
    let now_ms = service.domain.clock.now_ms();
    let found = service.domain.db.read(move |view| store::of_reset_link(view, &link, now_ms));
    Ok(GetResetLinkResponse { user: found.await?.map(|account| account.card()) })
}
