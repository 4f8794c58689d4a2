//! Gives the public card of one account, by id or by name.

use crate::contract::user::{GetUserRequest, GetUserResponse};
use crate::domains::user::actor::{User, read_name};
use crate::domains::user::{model, store};
use crate::kernel::context::Context;
use crate::kernel::fault::Reply;

pub(in crate::domains::user) async fn handle(
    service: &User,
    _: Context,
    request: GetUserRequest,
) -> Reply<GetUserResponse> {
    let GetUserRequest { user_id, name } = request;
    let found = if user_id.is_empty() {
        let name = read_name(&name).map_err(|_| model::refuse_user())?;
        service.domain.db.read(move |view| store::by_key(view, &name.key)).await?
    } else {
        let user_id = user_id.parse().map_err(|_| model::refuse_user())?;
        service.domain.db.read(move |view| store::by_id(view, &user_id)).await?
    };
    let account = found.ok_or_else(model::refuse_user)?;
    Ok(GetUserResponse { user: Some(account.card()) })
}
