//! Makes the link by which somebody chooses a new password without the old one. It must not be made
//! by anybody but administrators and the operator, and it must not be kept in clear.

use crate::contract::user::{MintResetLinkRequest, MintResetLinkResponse};
use crate::domains::user::actor::{User, read_name};
use crate::domains::user::engine::token;
use crate::domains::user::live::check_proven;
use crate::domains::user::{model, store};
use crate::kernel::context::Context;
use crate::kernel::fault::Reply;

pub(in crate::domains::user) async fn handle(
    service: &User,
    cx: Context,
    request: MintResetLinkRequest,
) -> Reply<MintResetLinkResponse> {
    cx.caller.authorize_admin()?;
    let MintResetLinkRequest { user_id, name, session_token } = request;
    let found = if user_id.is_empty() {
        let name = read_name(&name).map_err(|_| model::refuse_user())?;
        service.domain.db.read(move |view| store::by_key(view, &name.key)).await?
    } else {
        let user_id = user_id.parse().map_err(|_| model::refuse_user())?;
        service.domain.db.read(move |view| store::by_id(view, &user_id)).await?
    };
    let account = found.ok_or_else(model::refuse_user)?;
    let link_ms = service.options.get().reset_link_ms;
    let link = service.fresh_token()?;
    let session = token::digest(&session_token);
    let caller = cx.caller.clone();
    let minted = service.domain.db.write(&cx, move |tx| {
        check_proven(tx, &caller, session.as_deref())?;
        let expires_at_ms = tx.now_ms() + link_ms;
        store::put_reset_link(tx, &account.user_id, &link.digest, expires_at_ms)?;
        let user = Some(account.card());
        Ok(MintResetLinkResponse { user, token: link.token, expires_at_ms })
    });
    minted.await
}
