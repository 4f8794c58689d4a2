//! Gives the account in whose name the operator of this machine publishes.

use crate::contract::user::{GetStewardRequest, GetStewardResponse};
use crate::domains::user::actor::User;
use crate::domains::user::store;
use crate::kernel::context::{Caller, Context};
use crate::kernel::fault::Reply;

pub(in crate::domains::user) async fn handle(
    service: &User,
    cx: Context,
    _: GetStewardRequest,
) -> Reply<GetStewardResponse> {
    if !matches!(cx.caller, Caller::Domain(_)) {
        cx.caller.authorize_admin()?;
    }
    let steward = service.domain.db.read(store::steward).await?;
    Ok(GetStewardResponse { user: steward.map(|account| account.card()) })
}
