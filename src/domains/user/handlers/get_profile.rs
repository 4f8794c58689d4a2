//! Gives what the caller has set last and how it stands. Nobody else's business than theirs.

use crate::contract::user::{GetProfileRequest, GetProfileResponse};
use crate::domains::user::actor::User;
use crate::domains::user::{model, store};
use crate::kernel::context::Context;
use crate::kernel::fault::Reply;

pub(in crate::domains::user) async fn handle(
    service: &User,
    cx: Context,
    _: GetProfileRequest,
) -> Reply<GetProfileResponse> {
    let user_id = cx.caller.authorize_account()?.clone();
    let found = service.domain.db.read(move |view| {
        store::by_id(view, &user_id)?.ok_or_else(model::refuse_user)?;
        Ok(model::show_profile(store::portrait_of(view, &user_id)?))
    });
    found.await
}
