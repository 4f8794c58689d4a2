//! Makes the link by which the first administrator is created. It must not be made by anybody who
//! came over the network, nor once there is an administrator.

use crate::contract::user::{MintSetupLinkRequest, MintSetupLinkResponse};
use crate::domains::user::actor::User;
use crate::domains::user::{model, store};
use crate::kernel::context::Context;
use crate::kernel::fault::Reply;

pub(in crate::domains::user) async fn handle(
    service: &User,
    cx: Context,
    _: MintSetupLinkRequest,
) -> Reply<MintSetupLinkResponse> {
    cx.caller.authorize_operator()?;
    let link_ms = service.options.get().setup_link_ms;
    let link = service.fresh_token()?;
    let minted = service.domain.db.write(&cx, move |tx| {
        if store::any_admin(tx)? {
            return Err(model::refuse_setup_done().into());
        }
        store::put_link(tx, &link.digest, tx.now_ms() + link_ms)?;
        Ok(MintSetupLinkResponse { token: link.token })
    });
    minted.await
}
