//! Makes a link by which people sign up. Only administrators and the operator of the machine may;
//! the token must not be kept in clear.

use crate::contract::user::{CreateInvitationRequest, CreateInvitationResponse, Refusal};
use crate::domains::user::actor::User;
use crate::domains::user::{model, store};
use crate::kernel::context::Context;
use crate::kernel::fault::Reply;
use crate::kernel::quota::check_quota;

pub(in crate::domains::user) async fn handle(
    service: &User,
    cx: Context,
    request: CreateInvitationRequest,
) -> Reply<CreateInvitationResponse> {
    cx.caller.authorize_admin()?;
    let options = service.options.get();
    let model::Offer { label, role, uses_max, lifetime_ms } =
        model::decide_offer(&request, &options)?;
    let invitation_id = service.domain.ids.fresh();
    let link = service.fresh_token()?;
    let created = service.domain.db.answer(&cx, move |tx| {
        let now_ms = tx.now_ms();
        let count = store::count_invitations(tx, now_ms)?;
        check_quota(Refusal::TooManyInvitations, count, options.invitations_max)?;
        let invited = model::Invited {
            invitation_id,
            label,
            role,
            uses_max,
            created_at_ms: now_ms,
            expires_at_ms: now_ms + lifetime_ms,
            revoked_at_ms: 0,
        };
        store::insert_invitation(tx, &invited, &link.digest)?;
        let invitation = Some(model::show_invitation(invited, 0, now_ms));
        Ok(CreateInvitationResponse { invitation, token: link.token })
    });
    created.await
}
