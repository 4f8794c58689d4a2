//! Mutes an account for the caller. Whoever is muted is not told.

use crate::contract::user::{MuteUserRequest, MuteUserResponse, RelationKind};
use crate::domains::user::actor::User;
use crate::kernel::context::Context;
use crate::kernel::fault::Reply;

pub(in crate::domains::user) async fn handle(
    service: &User,
    cx: Context,
    request: MuteUserRequest,
) -> Reply<MuteUserResponse> {
    service.relate(&cx, &request.user_id, RelationKind::Mute).await?;
    Ok(MuteUserResponse {})
}
