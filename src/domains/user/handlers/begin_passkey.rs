//! Gives what a browser needs to make a passkey. The challenge must be good for the caller only,
//! and once.

use crate::contract::user::{BeginPasskeyRequest, BeginPasskeyResponse};
use crate::domains::user::actor::{Fresh, User};
use crate::domains::user::engine::token;
use crate::domains::user::live::check_proven;
use crate::domains::user::{model, store};
use crate::kernel::context::Context;
use crate::kernel::fault::Reply;

pub(in crate::domains::user) async fn handle(
    service: &User,
    cx: Context,
    request: BeginPasskeyRequest,
) -> Reply<BeginPasskeyResponse> {
    let user_id = cx.caller.authorize_account()?.clone();
    let session = token::digest(&request.session_token);
    let rp_id = service.party()?.rp_id;
    let Fresh { token: challenge, digest } = service.fresh_token()?;
    let wait_ms = service.options.get().passkey_challenge_ms;
    let caller = cx.caller.clone();
    let begun = service.domain.db.write(&cx, move |tx| {
        check_proven(tx, &caller, session.as_deref())?;
        let account = store::by_id(tx, &user_id)?.ok_or_else(model::refuse_user)?;
        let expires_at_ms = tx.now_ms().saturating_add(wait_ms);
        store::put_challenge(tx, user_id.as_str(), &digest, expires_at_ms)?;
        let had = store::list_passkeys(tx, &user_id)?;
        Ok(BeginPasskeyResponse {
            challenge,
            rp_id,
            user_handle: user_id.to_string(),
            user_name: account.name,
            excluded_ids: had.into_iter().map(|one| one.credential_id).collect(),
            expires_at_ms,
        })
    });
    begun.await
}
