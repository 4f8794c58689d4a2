//! Revokes an API token of the caller. Another's token must look like one that never was.

use crate::contract::user::{RevokeApiTokenRequest, RevokeApiTokenResponse};
use crate::domains::user::actor::User;
use crate::domains::user::{model, store};
use crate::kernel::context::Context;
use crate::kernel::fault::Reply;

pub(in crate::domains::user) async fn handle(
    service: &User,
    cx: Context,
    request: RevokeApiTokenRequest,
) -> Reply<RevokeApiTokenResponse> {
    let user_id = cx.caller.authorize_account()?.clone();
    let token_id = request.token_id.parse().map_err(|_| model::refuse_token())?;
    let revoked = service.domain.db.write(&cx, move |tx| {
        if store::revoke_token(tx, &token_id, &user_id)? {
            return Ok(RevokeApiTokenResponse {});
        }
        Err(model::refuse_token().into())
    });
    revoked.await
}
