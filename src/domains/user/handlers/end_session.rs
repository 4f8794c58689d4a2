//! Ends a session of the caller by its id. Another's must look like one that has ended.

use crate::contract::user::{EndSessionRequest, EndSessionResponse};
use crate::domains::user::actor::User;
use crate::domains::user::store;
use crate::kernel::context::Context;
use crate::kernel::fault::Reply;

pub(in crate::domains::user) async fn handle(
    service: &User,
    cx: Context,
    request: EndSessionRequest,
) -> Reply<EndSessionResponse> {
    let user_id = cx.caller.authorize_account()?.clone();
    // What is no id names no session.
    if let Ok(session_id) = request.session_id.parse() {
        let db = &service.domain.db;
        db.write(&cx, move |tx| store::end_own_session(tx, &session_id, &user_id)).await?;
    }
    Ok(EndSessionResponse {})
}
