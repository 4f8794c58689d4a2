//! Adds an account with a role and an API token. Only administrators and the operator of the
//! machine may; the token must not be kept in clear.

use crate::contract::user::{AddUserRequest, AddUserResponse, Role};
use crate::domains::user::actor::User;
use crate::domains::user::engine::token;
use crate::domains::user::live::{Asker, check_proven};
use crate::domains::user::{model, store};
use crate::kernel::context::Context;
use crate::kernel::fault::Reply;

/// What the token is for that comes with the account.
const FIRST_LABEL: &str = "made with the account";

pub(in crate::domains::user) async fn handle(
    service: &User,
    cx: Context,
    request: AddUserRequest,
) -> Reply<AddUserResponse> {
    cx.caller.authorize_admin()?;
    let AddUserRequest { name, role, password, session_token } = request;
    let role = model::decide_role(role, &service.options.get())?;
    let (caller, session) = (cx.caller.clone(), token::digest(&session_token));
    let keeping = service.prepare(&cx, Asker::Known, (&name, password), role).await?;
    let fresh = service.fresh_api_token()?;
    let kept = model::Token {
        token_id: service.domain.ids.fresh(),
        token_hash: fresh.digest,
        user_id: keeping.account.user_id.clone(),
        label: FIRST_LABEL.to_owned(),
        created_at_ms: keeping.account.created_at_ms,
    };
    let added = service.domain.db.answer(&cx, move |tx| {
        // Whoever may be given a role by `SetRole` only after a proof is made with it no easier.
        if keeping.account.role > Role::Creator {
            check_proven(tx, &caller, session.as_deref())?;
        }
        store::insert(tx, &keeping)?;
        store::insert_token(tx, &kept)?;
        store::introduce(tx, &keeping.account)?;
        if keeping.account.role == Role::Admin {
            store::strike_link(tx)?;
        }
        let user = Some(keeping.account.card());
        Ok(AddUserResponse { user, api_token: fresh.token })
    });
    added.await
}
