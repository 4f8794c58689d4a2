//! Takes away the picture that stands for the caller. It must not change another account.

use crate::contract::user::{RemoveAvatarRequest, RemoveAvatarResponse};
use crate::domains::user::actor::User;
use crate::domains::user::{model, store};
use crate::kernel::context::Context;
use crate::kernel::fault::Reply;

pub(in crate::domains::user) async fn handle(
    service: &User,
    cx: Context,
    _: RemoveAvatarRequest,
) -> Reply<RemoveAvatarResponse> {
    let user_id = cx.caller.authorize_account()?.clone();
    let removed = service.domain.db.write(&cx, move |tx| {
        if !store::lock(tx, &user_id)? {
            return Err(model::refuse_user().into());
        }
        let portrait = store::portrait_of(tx, &user_id)?;
        if let Some(portrait) = model::after_avatar(portrait, None) {
            store::put_portrait(tx, &user_id, &portrait)?;
            store::tell_profile(tx, &user_id, &portrait)?;
        }
        Ok(RemoveAvatarResponse {})
    });
    let removed = removed.await?;
    service.littering.notify_one();
    Ok(removed)
}
