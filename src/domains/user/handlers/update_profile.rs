//! Sets what the caller says about themselves. It must not change another account.

use crate::contract::user::{UpdateProfileRequest, UpdateProfileResponse};
use crate::domains::user::actor::User;
use crate::domains::user::{model, store};
use crate::kernel::context::Context;
use crate::kernel::fault::Reply;

pub(in crate::domains::user) async fn handle(
    service: &User,
    cx: Context,
    request: UpdateProfileRequest,
) -> Reply<UpdateProfileResponse> {
    let user_id = cx.caller.authorize_account()?.clone();
    let bio = model::decide_bio(&request.bio)?;
    let updated = service.domain.db.write(&cx, move |tx| {
        // Whoever deletes an account locks it: no row is left behind.
        if !store::lock(tx, &user_id)? {
            return Err(model::refuse_user().into());
        }
        store::put_bio(tx, &user_id, &bio)?;
        Ok(UpdateProfileResponse { bio })
    });
    updated.await
}
