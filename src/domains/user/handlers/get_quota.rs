//! Says how much an account may upload. Nobody else's business than theirs and administrators'.

use crate::contract::user::{GetQuotaRequest, GetQuotaResponse};
use crate::domains::user::actor::User;
use crate::domains::user::{model, store};
use crate::kernel::context::Context;
use crate::kernel::fault::Reply;
use crate::kernel::id::UserId;

pub(in crate::domains::user) async fn handle(
    service: &User,
    cx: Context,
    request: GetQuotaRequest,
) -> Reply<GetQuotaResponse> {
    let user_id: UserId = request.user_id.parse().map_err(|_| model::refuse_user())?;
    cx.caller.authorize_owner(&user_id)?;
    let options = service.options.get();
    let found = service.domain.db.read(move |view| {
        let account = store::by_id(view, &user_id)?.ok_or_else(model::refuse_user)?;
        let own = store::quota_of(view, &user_id)?;
        Ok(model::show_quota(account.role, own, &options))
    });
    found.await
}
