//! Gives the account in whose name the operator of this machine publishes.

use crate::contract::user::{GetFirstAdministratorRequest, GetFirstAdministratorResponse};
use crate::domains::user::actor::User;
use crate::domains::user::store;
use crate::kernel::context::{Caller, Context};
use crate::kernel::fault::Reply;

pub(in crate::domains::user) async fn handle(
    service: &User,
    cx: Context,
    _: GetFirstAdministratorRequest,
) -> Reply<GetFirstAdministratorResponse> {
    if !matches!(cx.caller, Caller::Domain(_)) {
        cx.caller.authorize_admin()?;
    }
    let oldest = service.domain.db.read(store::first_administrator).await?;
    Ok(GetFirstAdministratorResponse { user: oldest.map(|account| account.card()) })
}
