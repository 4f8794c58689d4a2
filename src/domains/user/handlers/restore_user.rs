//! Lets a suspended account in again. What the suspension has ended stays ended.

use crate::contract::user::{RestoreUserRequest, RestoreUserResponse};
use crate::domains::user::actor::User;
use crate::domains::user::model::{self, Suspension};
use crate::domains::user::store;
use crate::kernel::context::Context;
use crate::kernel::fault::Reply;

pub(in crate::domains::user) async fn handle(
    service: &User,
    cx: Context,
    request: RestoreUserRequest,
) -> Reply<RestoreUserResponse> {
    cx.caller.authorize_admin()?;
    let user_id = request.user_id.parse().map_err(|_| model::refuse_user())?;
    let restored = service.domain.db.write(&cx, move |tx| {
        if !store::lock(tx, &user_id)? {
            return Err(model::refuse_user().into());
        }
        store::set_suspension(tx, &user_id, &Suspension::default())?;
        Ok(RestoreUserResponse {})
    });
    restored.await
}
