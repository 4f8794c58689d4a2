//! Lists the caller's passkeys, newest first. It must not give their keys.

use crate::contract::user::{ListPasskeysRequest, ListPasskeysResponse};
use crate::domains::user::actor::User;
use crate::domains::user::store;
use crate::kernel::context::Context;
use crate::kernel::fault::Reply;

pub(in crate::domains::user) async fn handle(
    service: &User,
    cx: Context,
    _: ListPasskeysRequest,
) -> Reply<ListPasskeysResponse> {
    let user_id = cx.caller.authorize_account()?.clone();
    let passkeys = service.domain.db.read(move |view| store::list_passkeys(view, &user_id)).await?;
    Ok(ListPasskeysResponse { passkeys: passkeys.into_iter().map(Into::into).collect() })
}
