//! Begins to set up codes by an app. Nothing may be asked at sign-in before the first code has
//! shown that the app has the secret.

use crate::contract::user::{BeginTotpRequest, BeginTotpResponse};
use crate::domains::user::actor::User;
use crate::domains::user::engine::{token, totp};
use crate::domains::user::live::check_proven;
use crate::domains::user::{model, store};
use crate::kernel::context::Context;
use crate::kernel::fault::Reply;

pub(in crate::domains::user) async fn handle(
    service: &User,
    cx: Context,
    request: BeginTotpRequest,
) -> Reply<BeginTotpResponse> {
    let user_id = cx.caller.authorize_account()?.clone();
    let session = token::digest(&request.session_token);
    let bytes: [u8; totp::SECRET_BYTES] = service.domain.ids.bytes();
    let link = service.scribe.link("")?;
    let (caller, options) = (cx.caller.clone(), service.options.get());
    let begun = service.domain.db.write(&cx, move |tx| {
        check_proven(tx, &caller, session.as_deref())?;
        store::lock(tx, &user_id)?;
        let account = store::by_id(tx, &user_id)?.ok_or_else(model::refuse_user)?;
        let (found, secret) = (store::totp_of(tx, &user_id)?, totp::base32(&bytes));
        let begun = model::decide_secret(found, secret, (tx.now_ms(), &options))?;
        store::put_totp(tx, &user_id, &begun)?;
        let uri = totp::uri(host(link.as_str()), &account.name, &begun.secret);
        Ok(BeginTotpResponse { secret: begun.secret, uri })
    });
    begun.await
}

/// Whom the codes are for, as the app lists them: the site by its address.
fn host(link: &str) -> &str {
    let after = link.split_once("://").map_or(link, |(_, after)| after);
    after.split('/').next().unwrap_or_default()
}
