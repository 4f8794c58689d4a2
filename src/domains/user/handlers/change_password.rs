//! Gives the caller another password. The current one is asked for, so that whoever finds a browser
//! open cannot take the account; whoever has taken it already is put out.

use crate::contract::user::{ChangePasswordRequest, ChangePasswordResponse};
use crate::domains::user::actor::{User, read_name};
use crate::domains::user::engine::token;
use crate::domains::user::live::{Asker, check_new};
use crate::domains::user::{model, store};
use crate::kernel::context::Context;
use crate::kernel::fault::Reply;

pub(in crate::domains::user) async fn handle(
    service: &User,
    cx: Context,
    request: ChangePasswordRequest,
) -> Reply<ChangePasswordResponse> {
    let user_id = cx.caller.authorize_account()?.clone();
    let ChangePasswordRequest { current_password, new_password, kept_session_token, place } =
        request;
    let of_caller = service.domain.db.read(move |view| store::by_id(view, &user_id)).await?;
    let name = read_name(&of_caller.ok_or_else(model::refuse_user)?.name)?;
    // It costs no try: it says nothing about the current one.
    check_new(&name, &new_password)?;
    let current = (&name, current_password);
    let proven = service.prove(&cx, current, place, model::refuse_password).await?;
    let password_hash = service.hash_new(&cx, Asker::Known, (&name, new_password)).await?;
    let options = service.options.get();
    let kept = token::digest(&kept_session_token).unwrap_or_default();
    let changed = service.domain.db.answer(&cx, move |tx| {
        let user_id = &proven.locked.account.user_id;
        // Somebody else may have changed it since it was read.
        let now = store::lock_password(tx, user_id)?;
        let now = now.filter(|now| now.password_hash == proven.locked.password_hash);
        now.ok_or_else(model::refuse_password)?;
        // A password alone makes no place known, nor forgets a wrong code, where a code is asked.
        if store::totp_of(tx, user_id)?.is_some_and(|totp| totp.is_on()) {
            store::settle(tx, &proven.booking, &options)?;
        } else {
            store::clear_tries(tx, &proven.booking.name_key, &proven.booking.place)?;
            store::note_places(tx, user_id, &proven.places.all(), options.known_places_max)?;
        }
        store::set_password(tx, user_id, &password_hash)?;
        store::strike_reset_link(tx, user_id)?;
        store::end_tickets(tx, user_id)?;
        let sessions_ended = store::end_sessions(tx, user_id, &kept)?;
        Ok(ChangePasswordResponse { sessions_ended })
    });
    changed.await
}
