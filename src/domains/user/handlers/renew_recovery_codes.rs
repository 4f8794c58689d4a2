//! Gives other recovery codes in place of those that are left. They must not be kept in clear.

use crate::contract::user::{RenewRecoveryCodesRequest, RenewRecoveryCodesResponse};
use crate::domains::user::actor::User;
use crate::domains::user::engine::token;
use crate::domains::user::live::check_proven;
use crate::domains::user::{model, store};
use crate::kernel::context::Context;
use crate::kernel::fault::Reply;

pub(in crate::domains::user) async fn handle(
    service: &User,
    cx: Context,
    request: RenewRecoveryCodesRequest,
) -> Reply<RenewRecoveryCodesResponse> {
    let user_id = cx.caller.authorize_account()?.clone();
    let session = token::digest(&request.session_token);
    let codes = service.fresh_codes(&user_id)?;
    let caller = cx.caller.clone();
    let renewed = service.domain.db.answer(&cx, move |tx| {
        check_proven(tx, &caller, session.as_deref())?;
        store::lock(tx, &user_id)?;
        let totp = store::totp_of(tx, &user_id)?.filter(model::Totp::is_on);
        totp.ok_or_else(model::refuse_off)?;
        store::put_recovery_codes(tx, &user_id, &codes.hashes)?;
        Ok(RenewRecoveryCodesResponse { recovery_codes: codes.shown })
    });
    renewed.await
}
