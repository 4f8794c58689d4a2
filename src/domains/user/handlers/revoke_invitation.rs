//! Ends an invitation before its time. It must not touch who came by it.

use crate::contract::user::{RevokeInvitationRequest, RevokeInvitationResponse};
use crate::domains::user::actor::User;
use crate::domains::user::{model, store};
use crate::kernel::context::Context;
use crate::kernel::fault::Reply;

pub(in crate::domains::user) async fn handle(
    service: &User,
    cx: Context,
    request: RevokeInvitationRequest,
) -> Reply<RevokeInvitationResponse> {
    cx.caller.authorize_admin()?;
    let invitation_id = request.invitation_id.parse().map_err(|_| model::refuse_invitation_id())?;
    let revoked = service.domain.db.write(&cx, move |tx| {
        if store::revoke_invitation(tx, &invitation_id)? {
            return Ok(RevokeInvitationResponse {});
        }
        Err(model::refuse_invitation_id().into())
    });
    revoked.await
}
