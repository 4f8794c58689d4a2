//! The roles and what each gives as JSON, for administrators and the operator. It must not state a
//! right: whoever checks it is asked.

use crate::contract::user::{CountUsersRequest, RoleCount};
use crate::gateway::core::api::fresh;
use crate::gateway::core::error::Answer;
use crate::gateway::core::front::FrontData;
use crate::gateway::core::request::RequestContext;
use crate::gateway::user::calls::{rights_of, role_code};
use crate::kernel::authorize::Right;
use utoipa::ToSchema;

/// A role.
#[derive(serde::Serialize, ToSchema)]
pub(in crate::gateway) struct RoleJson {
    /// `viewer`, `creator`, `moderator` or `admin`.
    role: &'static str,
    accounts: u64,
    /// How many of them are suspended.
    suspended: u64,
    /// `account`, `upload`, `moderate`, `act_for_others`, `administer`.
    rights: Vec<&'static str>,
}

/// All roles, in rising order.
#[derive(serde::Serialize, ToSchema)]
pub(in crate::gateway) struct RolesJson {
    roles: Vec<RoleJson>,
}

fn right_word(right: Right) -> &'static str {
    match right {
        Right::Account => "account",
        Right::Upload => "upload",
        Right::Moderate => "moderate",
        Right::ActForOthers => "act_for_others",
        Right::Administer => "administer",
    }
}

fn role(one: &RoleCount) -> RoleJson {
    RoleJson {
        role: role_code(one.role()),
        accounts: one.accounts,
        suspended: one.suspended,
        rights: rights_of(one.role()).into_iter().map(right_word).collect(),
    }
}

/// `GET /api/v1/admin/roles`
#[utoipa::path(
    get, path = "/api/v1/admin/roles", tag = "users",
    operation_id = "listRoles",
    responses((status = 200, description = "The roles and what each gives", body = RolesJson))
)]
pub(in crate::gateway) async fn list(front: FrontData, req: RequestContext) -> Answer {
    let told = front.clients().user.count_users(&req.cx(), CountUsersRequest {}).await?;
    Ok(fresh(&RolesJson { roles: told.roles.iter().map(role).collect() }))
}
