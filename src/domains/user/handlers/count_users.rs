//! Counts accounts by role, for administrators. It must not count who was not let in yet.

use crate::contract::user::{CountUsersRequest, CountUsersResponse, Role, RoleCount};
use crate::domains::user::actor::User;
use crate::domains::user::store;
use crate::kernel::context::Context;
use crate::kernel::fault::Reply;

pub(in crate::domains::user) async fn handle(
    service: &User,
    cx: Context,
    _: CountUsersRequest,
) -> Reply<CountUsersResponse> {
    cx.caller.authorize_admin()?;
    let counted = service.domain.db.read(move |view| {
        let mut roles = Vec::new();
        for role in [Role::Viewer, Role::Creator, Role::Moderator, Role::Admin] {
            let accounts = store::count_of_role(view, role)?;
            let suspended = store::count_suspended(view, role)?;
            roles.push(RoleCount { role: role.into(), accounts, suspended });
        }
        Ok(CountUsersResponse { roles })
    });
    counted.await
}
