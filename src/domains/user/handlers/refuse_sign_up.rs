//! Refuses a sign-up that waits. It must not put out who was let in already: that is a suspension.

use crate::contract::user::{RefuseSignUpRequest, RefuseSignUpResponse};
use crate::domains::user::actor::User;
use crate::domains::user::{model, store};
use crate::kernel::context::Context;
use crate::kernel::fault::Reply;

pub(in crate::domains::user) async fn handle(
    service: &User,
    cx: Context,
    request: RefuseSignUpRequest,
) -> Reply<RefuseSignUpResponse> {
    cx.caller.authorize_admin()?;
    let user_id = request.user_id.parse().map_err(|_| model::refuse_sign_up_id())?;
    let refusal_reason = model::decide_reason(&request.reason)?;
    let kept_ms = service.options.get().sign_up_kept_ms;
    let refused = service.domain.db.write(&cx, move |tx| {
        store::lock(tx, &user_id)?;
        store::request_of(tx, &user_id)?.ok_or_else(model::refuse_sign_up_id)?;
        let refused_at_ms = tx.now_ms();
        let dismissal = model::Dismissal { refused_at_ms, refusal_reason };
        store::dismiss(tx, &user_id, &dismissal, refused_at_ms + kept_ms)?;
        Ok(RefuseSignUpResponse {})
    });
    refused.await
}
