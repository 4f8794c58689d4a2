//! Checks the password of whoever is signed in once more, so that what they may do with it is not
//! done by whoever finds a browser open. It proves the session that asks, and no other one.

use crate::contract::user::{ProvePasswordRequest, ProvePasswordResponse};
use crate::domains::user::actor::{User, read_name};
use crate::domains::user::engine::token;
use crate::domains::user::{model, store};
use crate::kernel::context::Context;
use crate::kernel::fault::Reply;

pub(in crate::domains::user) async fn handle(
    service: &User,
    cx: Context,
    request: ProvePasswordRequest,
) -> Reply<ProvePasswordResponse> {
    let user_id = cx.caller.authorize_account()?.clone();
    let ProvePasswordRequest { current_password, session_token, place } = request;
    let session = token::digest(&session_token).ok_or_else(model::refuse_proof)?;
    let of_caller = service.domain.db.read(move |view| store::by_id(view, &user_id)).await?;
    let name = read_name(&of_caller.ok_or_else(model::refuse_user)?.name)?;
    let current = (&name, current_password);
    let proven = service.prove(&cx, current, place, model::refuse_password).await?;
    let proof_ms = service.options.get().proof_ms;
    let done = service.domain.db.write(&cx, move |tx| {
        let user_id = &proven.locked.account.user_id;
        // Somebody else may have changed it since it was read.
        let now = store::lock_password(tx, user_id)?;
        let now = now.filter(|now| now.password_hash == proven.locked.password_hash);
        now.ok_or_else(model::refuse_password)?;
        store::clear_tries(tx, &proven.booking.name_key, &proven.booking.place)?;
        let proven_until_ms = tx.now_ms().saturating_add(proof_ms);
        if !store::prove_session(tx, user_id, &session, proven_until_ms)? {
            return Err(model::refuse_proof().into());
        }
        Ok(ProvePasswordResponse { proven_until_ms })
    });
    done.await
}
