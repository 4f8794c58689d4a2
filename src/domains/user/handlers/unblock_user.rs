//! Takes a block back. It must not touch a mute of the same account.

use crate::contract::user::{RelationKind, UnblockUserRequest, UnblockUserResponse};
use crate::domains::user::actor::User;
use crate::kernel::context::Context;
use crate::kernel::fault::Reply;

pub(in crate::domains::user) async fn handle(
    service: &User,
    cx: Context,
    request: UnblockUserRequest,
) -> Reply<UnblockUserResponse> {
    service.unrelate(&cx, &request.user_id, RelationKind::Block).await?;
    Ok(UnblockUserResponse {})
}
