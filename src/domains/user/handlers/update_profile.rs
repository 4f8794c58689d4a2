//! Sets what the caller says about themselves. It must not change another account, nor show a text
//! to others before moderation has passed it.

use crate::contract::user::{UpdateProfileRequest, UpdateProfileResponse};
use crate::domains::user::actor::User;
use crate::domains::user::{live, model, store};
use crate::kernel::context::Context;
use crate::kernel::fault::Reply;

pub(in crate::domains::user) async fn handle(
    service: &User,
    cx: Context,
    request: UpdateProfileRequest,
) -> Reply<UpdateProfileResponse> {
    let user_id = cx.caller.authorize_account()?.clone();
    let most = service.options.get().profile_changes_per_day_max;
    let bio = model::decide_bio(&request.bio)?;
    let updated = service.domain.db.write(&cx, move |tx| {
        // Whoever deletes an account locks it: no row is left behind.
        if !store::lock(tx, &user_id)? {
            return Err(model::refuse_user().into());
        }
        let portrait = store::portrait_of(tx, &user_id)?;
        if let Some(portrait) = model::after_bio(portrait, &bio) {
            live::book_profile_change(tx, &user_id, most)?;
            store::put_portrait(tx, &user_id, &portrait)?;
            store::tell_profile(tx, &user_id, &portrait)?;
        }
        Ok(UpdateProfileResponse { bio })
    });
    updated.await
}
