//! Lists the sign-ups that wait for approval, for administrators. It must not decide any of them.

use crate::contract::user::{ListSignUpsRequest, ListSignUpsResponse};
use crate::domains::user::actor::User;
use crate::domains::user::store;
use crate::kernel::context::Context;
use crate::kernel::fault::Reply;
use crate::kernel::page;

pub(in crate::domains::user) async fn handle(
    service: &User,
    cx: Context,
    request: ListSignUpsRequest,
) -> Reply<ListSignUpsResponse> {
    cx.caller.authorize_admin()?;
    let span = page::decide_page(request.page.as_ref())?;
    let read = span.clone();
    let list = service.domain.db.read(move |view| store::list_waiting(view, &read));
    let (waiting, next_cursor) =
        page::cut_page(list.await?, &span, |one| (one.asked_at_ms, one.user_id.as_str()));
    let sign_ups = waiting.into_iter().map(Into::into).collect();
    Ok(ListSignUpsResponse { sign_ups, next_cursor })
}
