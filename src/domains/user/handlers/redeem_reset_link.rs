//! Redeems the link for a new password. Of all who come with the same link it must let through
//! exactly one, and whoever was signed in before is out.

use crate::contract::user::{RedeemResetLinkRequest, RedeemResetLinkResponse};
use crate::domains::user::actor::{User, read_name};
use crate::domains::user::engine::token;
use crate::domains::user::live::Asker;
use crate::domains::user::{model, store};
use crate::kernel::context::Context;
use crate::kernel::fault::Reply;

pub(in crate::domains::user) async fn handle(
    service: &User,
    cx: Context,
    request: RedeemResetLinkRequest,
) -> Reply<RedeemResetLinkResponse> {
    let RedeemResetLinkRequest { token, new_password } = request;
    let link = token::digest(&token).ok_or_else(model::refuse_reset_link)?;
    // A first look, so that guessing at links costs us no hash; the unit below decides.
    let (looked, now_ms) = (link.clone(), service.domain.clock.now_ms());
    let found = service.domain.db.read(move |view| store::of_reset_link(view, &looked, now_ms));
    let Some(account) = found.await? else {
        // Unless this repeats the call that redeemed the link: then its reply is kept.
        let refused = model::refuse_reset_link();
        return service.domain.db.answer(&cx, move |_| Err(refused.into())).await;
    };
    let name = read_name(&account.name)?;
    let password_hash = service.hash_new(&cx, Asker::Known, (&name, new_password)).await?;
    let redeemed = service.domain.db.answer(&cx, move |tx| {
        // Redeeming locks the link's row: the second who comes finds it gone.
        if !store::redeem_reset_link(tx, &link)? {
            return Err(model::refuse_reset_link().into());
        }
        store::lock(tx, &account.user_id)?;
        store::set_password(tx, &account.user_id, &password_hash)?;
        store::end_sessions(tx, &account.user_id, "")?;
        store::end_tickets(tx, &account.user_id)?;
        Ok(RedeemResetLinkResponse { user: Some(account.card()) })
    });
    redeemed.await
}
