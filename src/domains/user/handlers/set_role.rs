//! Gives an account another role. It must not leave the site without an administrator, however
//! many ask at once.

use crate::contract::user::{SetRoleRequest, SetRoleResponse};
use crate::domains::user::actor::User;
use crate::domains::user::engine::token;
use crate::domains::user::live::check_proven;
use crate::domains::user::{model, store};
use crate::kernel::context::Context;
use crate::kernel::fault::Reply;

pub(in crate::domains::user) async fn handle(
    service: &User,
    cx: Context,
    request: SetRoleRequest,
) -> Reply<SetRoleResponse> {
    cx.caller.authorize_admin()?;
    let user_id = request.user_id.parse().map_err(|_| model::refuse_user())?;
    let role = model::decide_new_role(request.role)?;
    let session = token::digest(&request.session_token);
    let caller = cx.caller.clone();
    let set = service.domain.db.write(&cx, move |tx| {
        check_proven(tx, &caller, session.as_deref())?;
        let mut overseen = store::lock_overseen(tx, &user_id)?.ok_or_else(model::refuse_user)?;
        model::check_role(&overseen, role, store::count_administrators(tx)?)?;
        store::set_role(tx, &user_id, role)?;
        overseen.account.role = role;
        Ok(SetRoleResponse { user: Some(overseen.account.card()) })
    });
    set.await
}
