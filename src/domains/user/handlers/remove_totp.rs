//! Turns codes by an app off, with their recovery codes. Its person is told, since it may not have
//! been them.

use crate::contract::user::{RemoveTotpRequest, RemoveTotpResponse};
use crate::domains::user::actor::User;
use crate::domains::user::engine::token;
use crate::domains::user::live::check_proven;
use crate::domains::user::store;
use crate::kernel::context::Context;
use crate::kernel::fault::Reply;
use crate::kernel::ports::letter::Letter;

pub(in crate::domains::user) async fn handle(
    service: &User,
    cx: Context,
    request: RemoveTotpRequest,
) -> Reply<RemoveTotpResponse> {
    let user_id = cx.caller.authorize_account()?.clone();
    let session = token::digest(&request.session_token);
    let link = service.scribe.link("/account")?;
    let told = |name| Letter::SecondFactorOff { name, is_by_admin: false, link };
    let letter = service.write_to(&user_id, told).await?;
    let caller = cx.caller.clone();
    let removed = service.domain.db.write(&cx, move |tx| {
        check_proven(tx, &caller, session.as_deref())?;
        store::lock(tx, &user_id)?;
        store::end_tickets(tx, &user_id)?;
        if store::strike_totp(tx, &user_id)? {
            letter.iter().try_for_each(|letter| store::queue(tx, letter))?;
        }
        Ok(RemoveTotpResponse {})
    });
    let removed = removed.await?;
    service.mailing.notify_one();
    Ok(removed)
}
