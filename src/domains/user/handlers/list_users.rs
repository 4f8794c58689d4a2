//! Lists accounts, newest first, for administrators. It must not give what opens one.

use crate::contract::user::{ListUsersRequest, ListUsersResponse};
use crate::domains::user::actor::User;
use crate::domains::user::engine::spelling;
use crate::domains::user::model::Name;
use crate::domains::user::{model, store};
use crate::kernel::context::Context;
use crate::kernel::fault::Reply;
use crate::kernel::page;

pub(in crate::domains::user) async fn handle(
    service: &User,
    cx: Context,
    request: ListUsersRequest,
) -> Reply<ListUsersResponse> {
    cx.caller.authorize_admin()?;
    let span = page::decide_page(request.page.as_ref())?;
    let spelled = spelling::spell(&request.name_prefix, Name::LETTERS_MAX);
    let listing = model::decide_listing(&request, &spelled.key)?;
    let read = span.clone();
    let list = service.domain.db.read(move |view| store::list_accounts(view, &listing, &read));
    let (users, next_cursor) = page::cut_page(list.await?, &span, |one| {
        (one.account.created_at_ms, one.account.user_id.as_str())
    });
    Ok(ListUsersResponse { users: users.into_iter().map(Into::into).collect(), next_cursor })
}
