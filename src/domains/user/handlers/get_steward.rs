//! Gives the account in whose name the operator of this machine publishes.

use crate::contract::user::{GetStewardRequest, GetStewardResponse};
use crate::domains::user::actor::User;
use crate::domains::user::{model, store};
use crate::kernel::context::{Caller, Context};
use crate::kernel::fault::Reply;

pub(in crate::domains::user) async fn handle(
    desk: &User,
    cx: Context,
    _: GetStewardRequest,
) -> Reply<GetStewardResponse> {
    if !cx.caller.is_admin() && !matches!(cx.caller, Caller::Domain(_)) {
        return Err(model::not_allowed("only administrators may ask who runs this site").into());
    }
    let steward = desk.seat.db.read(store::steward).await?;
    Ok(GetStewardResponse { user: steward.map(|account| account.card()) })
}
