//! Takes a passkey of the caller away. Another's must look like one that is gone.

use crate::contract::user::{RemovePasskeyRequest, RemovePasskeyResponse};
use crate::domains::user::actor::User;
use crate::domains::user::engine::token;
use crate::domains::user::live::check_proven;
use crate::domains::user::store;
use crate::kernel::context::Context;
use crate::kernel::fault::Reply;
use crate::kernel::ports::letter::Letter;

pub(in crate::domains::user) async fn handle(
    service: &User,
    cx: Context,
    request: RemovePasskeyRequest,
) -> Reply<RemovePasskeyResponse> {
    let user_id = cx.caller.authorize_account()?.clone();
    let session = token::digest(&request.session_token);
    let owner = user_id.clone();
    let had = service.domain.db.read(move |view| store::list_passkeys(view, &owner)).await?;
    let found = had.into_iter().find(|one| one.passkey_id.as_str() == request.passkey_id);
    let letter = match &found {
        Some(one) => {
            let (label, link) = (one.label.clone(), service.scribe.link("/account")?);
            let told = |name| Letter::PasskeyRemoved { name, label, link };
            service.write_to(&user_id, told).await?
        },
        None => None,
    };
    let caller = cx.caller.clone();
    let removed = service.domain.db.write(&cx, move |tx| {
        check_proven(tx, &caller, session.as_deref())?;
        if let Some(one) = &found
            && store::delete_passkey(tx, &user_id, &one.passkey_id)?
        {
            letter.iter().try_for_each(|letter| store::queue(tx, letter))?;
        }
        Ok(RemovePasskeyResponse {})
    });
    let removed = removed.await?;
    service.mailing.notify_one();
    Ok(removed)
}
