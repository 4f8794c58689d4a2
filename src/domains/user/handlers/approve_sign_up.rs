//! Lets somebody in whose sign-up waits, or was refused before. Who is in already stays in.

use crate::contract::user::{ApproveSignUpRequest, ApproveSignUpResponse};
use crate::domains::user::actor::User;
use crate::domains::user::{model, store};
use crate::kernel::context::Context;
use crate::kernel::fault::Reply;

pub(in crate::domains::user) async fn handle(
    service: &User,
    cx: Context,
    request: ApproveSignUpRequest,
) -> Reply<ApproveSignUpResponse> {
    cx.caller.authorize_admin()?;
    let user_id = request.user_id.parse().map_err(|_| model::refuse_sign_up_id())?;
    let approved = service.domain.db.write(&cx, move |tx| {
        // The sweep deletes under the same lock: who is approved is not deleted.
        store::lock(tx, &user_id)?;
        let was_waiting = store::request_of(tx, &user_id)?.is_some();
        store::strike_request(tx, &user_id)?;
        let account = store::by_id(tx, &user_id)?.ok_or_else(model::refuse_sign_up_id)?;
        if was_waiting {
            store::introduce(tx, &account)?;
        }
        Ok(ApproveSignUpResponse { user: Some(account.card()) })
    });
    approved.await
}
