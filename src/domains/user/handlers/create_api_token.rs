//! Creates an API token of the caller, whose session has to be proven: a token outlives it. It must
//! not let an account have more than its share.

use crate::contract::user::{ApiToken, CreateApiTokenRequest, CreateApiTokenResponse, Refusal};
use crate::domains::user::actor::User;
use crate::domains::user::engine::token;
use crate::domains::user::live::check_proven;
use crate::domains::user::{model, store};
use crate::kernel::context::Context;
use crate::kernel::fault::Reply;
use crate::kernel::quota::check_quota;

pub(in crate::domains::user) async fn handle(
    service: &User,
    cx: Context,
    request: CreateApiTokenRequest,
) -> Reply<CreateApiTokenResponse> {
    let user_id = cx.caller.authorize_account()?.clone();
    let label = model::decide_label(&request.label)?;
    let session = token::digest(&request.session_token);
    let caller = cx.caller.clone();
    let tokens_max = service.options.get().api_tokens_max;
    let fresh = service.fresh_api_token()?;
    let token_id = service.domain.ids.fresh();
    let created = service.domain.db.answer(&cx, move |tx| {
        check_proven(tx, &caller, session.as_deref())?;
        // The lock keeps the count true until the token is in.
        if !store::lock(tx, &user_id)? {
            return Err(model::refuse_user().into());
        }
        check_quota(Refusal::TooManyTokens, store::count_tokens(tx, &user_id)?, tokens_max)?;
        let created_at_ms = tx.now_ms();
        let token_hash = fresh.digest;
        let token = model::Token { token_id, token_hash, user_id, label, created_at_ms };
        store::insert_token(tx, &token)?;
        let (token_id, label) = (token.token_id.into(), token.label);
        let token = Some(ApiToken { token_id, label, created_at_ms, used_at_ms: 0 });
        Ok(CreateApiTokenResponse { token, api_token: fresh.token })
    });
    created.await
}
