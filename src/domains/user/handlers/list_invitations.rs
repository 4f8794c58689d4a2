//! Lists invitations, newest first, for administrators. It must not give what opens one: nobody has
//! it.

use crate::contract::user::{ListInvitationsRequest, ListInvitationsResponse};
use crate::domains::user::actor::User;
use crate::domains::user::{model, store};
use crate::kernel::context::Context;
use crate::kernel::fault::Reply;
use crate::kernel::page;

pub(in crate::domains::user) async fn handle(
    service: &User,
    cx: Context,
    request: ListInvitationsRequest,
) -> Reply<ListInvitationsResponse> {
    cx.caller.authorize_admin()?;
    let span = page::decide_page(request.page.as_ref())?;
    let now_ms = service.domain.clock.now_ms();
    let listed = service.domain.db.read(move |view| {
        let all = store::list_invitations(view, &span)?;
        let (all, next_cursor) =
            page::cut_page(all, &span, |one| (one.created_at_ms, one.invitation_id.as_str()));
        let mut invitations = Vec::with_capacity(all.len());
        for one in all {
            let uses = store::count_uses(view, &one.invitation_id)?;
            invitations.push(model::show_invitation(one, uses, now_ms));
        }
        Ok(ListInvitationsResponse { invitations, next_cursor })
    });
    listed.await
}
