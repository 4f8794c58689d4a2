//! Blocks an account for the caller. Whoever is blocked is not told.

use crate::contract::user::{BlockUserRequest, BlockUserResponse, RelationKind};
use crate::domains::user::actor::User;
use crate::kernel::context::Context;
use crate::kernel::fault::Reply;

pub(in crate::domains::user) async fn handle(
    service: &User,
    cx: Context,
    request: BlockUserRequest,
) -> Reply<BlockUserResponse> {
    service.relate(&cx, &request.user_id, RelationKind::Block).await?;
    Ok(BlockUserResponse {})
}
