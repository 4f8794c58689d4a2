//! Ends a session. Holding its token is the right to end it; an unknown one is no error.

use crate::contract::user::{SignOutRequest, SignOutResponse};
use crate::domains::user::actor::User;
use crate::domains::user::engine::token;
use crate::domains::user::store;
use crate::kernel::context::Context;
use crate::kernel::fault::Reply;

pub(in crate::domains::user) async fn handle(
    service: &User,
    cx: Context,
    request: SignOutRequest,
) -> Reply<SignOutResponse> {
    if let Some(digest) = token::digest(&request.session_token) {
        service.domain.db.write(&cx, move |tx| store::end_session(tx, &digest)).await?;
    }
    Ok(SignOutResponse {})
}
