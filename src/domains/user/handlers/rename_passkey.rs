//! Gives a passkey of the caller another name. Another's must look like one that never was.

use crate::contract::user::{RenamePasskeyRequest, RenamePasskeyResponse};
use crate::domains::user::actor::User;
use crate::domains::user::{model, store};
use crate::kernel::context::Context;
use crate::kernel::fault::Reply;

pub(in crate::domains::user) async fn handle(
    service: &User,
    cx: Context,
    request: RenamePasskeyRequest,
) -> Reply<RenamePasskeyResponse> {
    let user_id = cx.caller.authorize_account()?.clone();
    let label = model::decide_passkey_label(&request.label)?;
    let passkey_id = request.passkey_id.parse().map_err(|_| model::refuse_passkey_id())?;
    let renamed = service.domain.db.write(&cx, move |tx| {
        if store::rename_passkey(tx, &user_id, &passkey_id, &label)? {
            return Ok(RenamePasskeyResponse {});
        }
        Err(model::refuse_passkey_id().into())
    });
    renamed.await
}
