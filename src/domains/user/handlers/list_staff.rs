//! ListStaff: gives who decides about others, so that they can be told what waits for them. It must
//! not answer people who do not see the list of users.

use crate::contract::user::{ListStaffRequest, ListStaffResponse, Role};
use crate::domains::user::actor::User;
use crate::domains::user::store;
use crate::kernel::context::{Caller, Context};
use crate::kernel::fault::Reply;

/// More than these are not told.
const STAFF_MAX: u32 = 200;

pub(in crate::domains::user) async fn handle(
    service: &User,
    cx: Context,
    request: ListStaffRequest,
) -> Reply<ListStaffResponse> {
    if !matches!(cx.caller, Caller::Domain(_)) {
        cx.caller.authorize_admin()?;
    }
    let role = if request.is_admin_only { Role::Admin } else { Role::Moderator };
    let list = service.domain.db.read(move |view| store::list_staff(view, role, STAFF_MAX));
    Ok(ListStaffResponse { user_ids: list.await? })
}
