//! Lists the caller's sessions, the one that asks before all others. It must not give their tokens:
//! nobody has them.

use crate::contract::user::{ListSessionsRequest, ListSessionsResponse};
use crate::domains::user::actor::User;
use crate::domains::user::engine::token;
use crate::domains::user::{model, store};
use crate::kernel::context::Context;
use crate::kernel::fault::Reply;

pub(in crate::domains::user) async fn handle(
    service: &User,
    cx: Context,
    request: ListSessionsRequest,
) -> Reply<ListSessionsResponse> {
    let user_id = cx.caller.authorize_account()?.clone();
    let asking = token::digest(&request.session_token);
    let since_ms = service.domain.clock.now_ms() - service.options.get().session_idle_ms;
    let list = service.domain.db.read(move |view| store::list_sessions(view, &user_id, since_ms));
    let sessions = list.await?.into_iter();
    let show = |one| model::show_session(one, asking.as_deref());
    let mut sessions: Vec<_> = sessions.map(show).collect();
    sessions.sort_by_key(|one| !one.is_current);
    Ok(ListSessionsResponse { sessions })
}
