//! Sets how much an account may upload, whatever its role. What was uploaded before stays.

use crate::contract::user::{SetQuotaRequest, SetQuotaResponse};
use crate::domains::user::actor::User;
use crate::domains::user::{model, store};
use crate::kernel::context::Context;
use crate::kernel::fault::Reply;

pub(in crate::domains::user) async fn handle(
    service: &User,
    cx: Context,
    request: SetQuotaRequest,
) -> Reply<SetQuotaResponse> {
    cx.caller.authorize_admin()?;
    let user_id = request.user_id.parse().map_err(|_| model::refuse_user())?;
    let own = model::decide_own_quota(&request)?;
    let set = service.domain.db.write(&cx, move |tx| {
        if !store::lock(tx, &user_id)? || store::by_id(tx, &user_id)?.is_none() {
            return Err(model::refuse_user().into());
        }
        store::put_quota(tx, &user_id, own)?;
        Ok(SetQuotaResponse {})
    });
    set.await
}
