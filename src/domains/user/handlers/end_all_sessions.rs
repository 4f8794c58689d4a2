//! Ends all sessions of the caller and, if asked, revokes all their API tokens. It must not end
//! what asks: whoever puts everybody else out stays in.

use crate::contract::user::{EndAllSessionsRequest, EndAllSessionsResponse};
use crate::domains::user::actor::User;
use crate::domains::user::engine::token;
use crate::domains::user::store;
use crate::kernel::context::Context;
use crate::kernel::fault::Reply;

pub(in crate::domains::user) async fn handle(
    service: &User,
    cx: Context,
    request: EndAllSessionsRequest,
) -> Reply<EndAllSessionsResponse> {
    let user_id = cx.caller.authorize_account()?.clone();
    let EndAllSessionsRequest { kept_session_token, with_api_tokens, kept_api_token } = request;
    let kept = token::digest(&kept_session_token).unwrap_or_default();
    let kept_token = token::digest(&kept_api_token).unwrap_or_default();
    let ended = service.domain.db.answer(&cx, move |tx| {
        store::lock(tx, &user_id)?;
        let sessions_ended = store::end_sessions(tx, &user_id, &kept)?;
        let tokens_revoked =
            if with_api_tokens { store::revoke_tokens(tx, &user_id, &kept_token)? } else { 0 };
        Ok(EndAllSessionsResponse { sessions_ended, tokens_revoked })
    });
    ended.await
}
