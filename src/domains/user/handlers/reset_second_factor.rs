//! Turns off what an account is asked beyond its password, for whoever has lost theirs. It signs
//! nobody in, and the password is asked as before; its person is told.

use crate::contract::user::{ResetSecondFactorRequest, ResetSecondFactorResponse};
use crate::domains::user::actor::User;
use crate::domains::user::engine::token;
use crate::domains::user::live::check_proven;
use crate::domains::user::{model, store};
use crate::kernel::context::Context;
use crate::kernel::fault::Reply;
use crate::kernel::ports::letter::Letter;

pub(in crate::domains::user) async fn handle(
    service: &User,
    cx: Context,
    request: ResetSecondFactorRequest,
) -> Reply<ResetSecondFactorResponse> {
    cx.caller.authorize_admin()?;
    let user_id = request.user_id.parse().map_err(|_| model::refuse_user())?;
    let session = token::digest(&request.session_token);
    let link = service.scribe.link("/account")?;
    let told = |name| Letter::SecondFactorOff { name, is_by_admin: true, link };
    let letter = service.write_to(&user_id, told).await?;
    let caller = cx.caller.clone();
    let (by, of) = (cx.caller.scope(), user_id.clone());
    let told_by = by.clone();
    let reset = service.domain.db.write(&cx, move |tx| {
        check_proven(tx, &caller, session.as_deref())?;
        if !store::lock(tx, &user_id)? || store::by_id(tx, &user_id)?.is_none() {
            return Err(model::refuse_user().into());
        }
        store::end_tickets(tx, &user_id)?;
        let had_passkeys = store::strike_passkeys(tx, &user_id)?;
        let was_on = store::strike_totp(tx, &user_id)? || had_passkeys;
        if was_on {
            store::tell_reset(tx, &user_id, &told_by)?;
            letter.iter().try_for_each(|letter| store::queue(tx, letter))?;
        }
        Ok(was_on)
    });
    if reset.await? {
        tracing::warn!(%by, %of, "the second factor of an account was turned off");
    }
    service.mailing.notify_one();
    Ok(ResetSecondFactorResponse {})
}
