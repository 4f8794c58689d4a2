//! Turns codes by an app on, with the first of them, which is then used up. The recovery codes must
//! not be kept in clear.

use crate::contract::user::{ConfirmTotpRequest, ConfirmTotpResponse};
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
    request: ConfirmTotpRequest,
) -> Reply<ConfirmTotpResponse> {
    let user_id = cx.caller.authorize_account()?.clone();
    let ConfirmTotpRequest { code, session_token } = request;
    let session = token::digest(&session_token);
    let codes = service.fresh_codes(&user_id)?;
    let link = service.scribe.link("/account/second-factor")?;
    let letter = service.write_to(&user_id, |name| Letter::SecondFactorOn { name, link }).await?;
    let (caller, options) = (cx.caller.clone(), service.options.get());
    let confirmed = service.domain.db.answer(&cx, move |tx| {
        check_proven(tx, &caller, session.as_deref())?;
        store::lock(tx, &user_id)?;
        let found = store::totp_of(tx, &user_id)?;
        let totp = model::decide_confirmed(found, &code, (tx.now_ms(), &options))?;
        store::put_totp(tx, &user_id, &totp)?;
        store::put_recovery_codes(tx, &user_id, &codes.hashes)?;
        letter.iter().try_for_each(|letter| store::queue(tx, letter))?;
        Ok(ConfirmTotpResponse { recovery_codes: codes.shown })
    });
    let confirmed = confirmed.await?;
    service.mailing.notify_one();
    Ok(confirmed)
}
