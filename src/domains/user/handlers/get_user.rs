//! Gives the public card of one account and what it says about itself, by id or by name.

use crate::contract::user::{GetUserRequest, GetUserResponse};
use crate::domains::user::actor::{User, read_name};
use crate::domains::user::{model, store};
use crate::kernel::context::Context;
use crate::kernel::fault::Reply;
use crate::kernel::id::UserId;

/// By what an account is looked up.
enum Wanted {
    Key(String),
    Id(UserId),
}

pub(in crate::domains::user) async fn handle(
    service: &User,
    _: Context,
    request: GetUserRequest,
) -> Reply<GetUserResponse> {
    let GetUserRequest { user_id, name } = request;
    let wanted = match user_id.as_str() {
        "" => Wanted::Key(read_name(&name).map_err(|_| model::refuse_user())?.key),
        stated => Wanted::Id(stated.parse().map_err(|_| model::refuse_user())?),
    };
    let found = service.domain.db.read(move |view| {
        let found = match wanted {
            Wanted::Key(key) => store::by_key(view, &key)?,
            Wanted::Id(user_id) => store::by_id(view, &user_id)?,
        };
        let account = found.ok_or_else(model::refuse_user)?;
        let bio = store::bio_of(view, &account.user_id)?;
        Ok(GetUserResponse { user: Some(account.card()), bio })
    });
    found.await
}
