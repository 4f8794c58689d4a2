//! The roles and what each gives, for administrators. It must not state a right: whoever checks it
//! is asked.

use super::users::role_name;
use crate::contract::user::{CountUsersRequest, Role as Told, RoleCount};
use crate::gateway::core::error::Answer;
use crate::gateway::core::front::FrontData;
use crate::gateway::core::pages::shown;
use crate::gateway::core::request::RequestContext;
use crate::gateway::user::calls::{rights_of, role_code};
use crate::gateway::user::views::{RightRow, RoleColumn, RolesPage};
use crate::kernel::authorize::Right;

/// `GET /admin/roles`
pub(in crate::gateway) async fn roles(front: FrontData, req: RequestContext) -> Answer {
    let told = front.clients().user.count_users(&req.cx(), CountUsersRequest {}).await?;
    let roles: Vec<Told> = told.roles.iter().map(RoleCount::role).collect();
    let columns = told.roles.iter().map(|one| RoleColumn {
        code: role_code(one.role()),
        name: role_name(req.language, one.role()),
        accounts: one.accounts,
        suspended: one.suspended,
    });
    let row = |right: Right| RightRow {
        right,
        given: roles.iter().map(|role| rights_of(*role).contains(&right)).collect(),
    };
    shown(&RolesPage {
        frame: req.frame(&front),
        columns: columns.collect(),
        rows: Right::ALL.map(row).into(),
    })
}
