//! Makes a picture stand for the caller, once it is made anew. It must not show it to others before
//! moderation has passed it.

use crate::contract::user::{AvatarId, SetAvatarRequest, SetAvatarResponse};
use crate::domains::user::actor::User;
use crate::domains::user::{live, model, store};
use crate::kernel::context::Context;
use crate::kernel::fault::Reply;

/// How long making one may take: what is not in use by then is removed.
const MAKING_MS: i64 = 600_000;

pub(in crate::domains::user) async fn handle(
    service: &User,
    cx: Context,
    request: SetAvatarRequest,
) -> Reply<SetAvatarResponse> {
    let user_id = cx.caller.authorize_account()?.clone();
    let reader = model::decide_picture(&request.picture, &service.options.get())?;
    let avatar: AvatarId = service.domain.ids.fresh();
    let most = service.options.get().profile_changes_per_day_max;
    let (planned, of) = (avatar.clone(), user_id.clone());
    let plan = service.domain.db.write(&cx, move |tx| {
        if !store::lock(tx, &of)? {
            return Err(model::refuse_user().into());
        }
        // Each try counts: making one is dear, whatever comes of it.
        live::book_profile_change(tx, &of, most)?;
        store::plan_removal(tx, &planned, tx.now_ms().saturating_add(MAKING_MS))
    });
    plan.await?;
    service.draw_avatar((&user_id, &avatar), (request.picture, reader)).await?;
    let set = service.domain.db.answer(&cx, move |tx| {
        // Somebody may have erased the account meanwhile.
        if !store::lock(tx, &user_id)? {
            return Err(model::refuse_user().into());
        }
        if !store::strike_removal(tx, &avatar)? {
            // It took so long that it was removed.
            return Err(model::refuse_avatar().into());
        }
        let portrait = store::portrait_of(tx, &user_id)?;
        if let Some(portrait) = model::after_avatar(portrait, Some(&avatar)) {
            store::put_portrait(tx, &user_id, &portrait)?;
            store::tell_profile(tx, &user_id, &portrait)?;
        }
        Ok(SetAvatarResponse { avatar: avatar.to_string() })
    });
    let set = set.await?;
    service.littering.notify_one();
    Ok(set)
}
