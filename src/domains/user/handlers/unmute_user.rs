//! Takes a mute back. It must not touch a block of the same account.

use crate::contract::user::{RelationKind, UnmuteUserRequest, UnmuteUserResponse};
use crate::domains::user::actor::User;
use crate::kernel::context::Context;
use crate::kernel::fault::Reply;

pub(in crate::domains::user) async fn handle(
    service: &User,
    cx: Context,
    request: UnmuteUserRequest,
) -> Reply<UnmuteUserResponse> {
    service.unrelate(&cx, &request.user_id, RelationKind::Mute).await?;
    Ok(UnmuteUserResponse {})
}
