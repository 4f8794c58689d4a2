//! Says whether somebody could sign up by a link. It must not say why not, nor for whom it is.

use crate::contract::user::{GetInvitationRequest, GetInvitationResponse, Role};
use crate::domains::user::actor::User;
use crate::domains::user::engine::token;
use crate::domains::user::{model, store};
use crate::kernel::context::Context;
use crate::kernel::fault::Reply;

pub(in crate::domains::user) async fn handle(
    service: &User,
    _: Context,
    request: GetInvitationRequest,
) -> Reply<GetInvitationResponse> {
    let Some(link) = token::digest(&request.token) else {
        return Ok(GetInvitationResponse::default());
    };
    let (options, now_ms) = (service.options.get(), service.domain.clock.now_ms());
    let found = service.domain.db.read(move |view| {
        let Some(invited) = store::of_invitation(view, &link)? else { return Ok(None) };
        let uses = store::count_uses(view, &invited.invitation_id)?;
        Ok(Some(invited.role).filter(|_| model::may_admit(&invited, uses, now_ms)))
    });
    // A site that is closed is closed to those who were invited as well.
    let is_open = |role: &Role| model::decide_sign_up(&options, Some(*role)).is_ok();
    let role = found.await?.filter(is_open).unwrap_or(Role::Unspecified);
    let is_valid = role != Role::Unspecified;
    Ok(GetInvitationResponse { is_valid, role: role.into() })
}
