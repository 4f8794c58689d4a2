//! Says whose session or API token this is. Every request asks it, so it costs one look-up, and it
//! must not wait for a write: that a credential was used is noted later.

use crate::contract::user::resolve_credential_request::Credential as Shown;
use crate::contract::user::{ResolveCredentialRequest, ResolveCredentialResponse};
use crate::domains::user::actor::User;
use crate::domains::user::engine::token;
use crate::domains::user::model::{Credential, Resolved, Use};
use crate::domains::user::store;
use crate::kernel::context::Context;
use crate::kernel::fault::Reply;

pub(in crate::domains::user) async fn handle(
    service: &User,
    _: Context,
    request: ResolveCredentialRequest,
) -> Reply<ResolveCredentialResponse> {
    let nobody = ResolveCredentialResponse::default();
    let (credential, shown) = match request.credential {
        Some(Shown::SessionToken(token)) => (Credential::Session, token),
        Some(Shown::ApiToken(token)) => (Credential::ApiToken, token),
        None => return Ok(nobody),
    };
    let Some(digest) = token::digest(&shown) else { return Ok(nobody) };
    let looked = digest.clone();
    let found =
        service.domain.db.read(move |view| store::resolve(view, credential, &looked)).await?;
    let Some(Resolved { account, used_at_ms }) = found else { return Ok(nobody) };
    let options = service.options.get();
    let idle_ms = service.domain.clock.now_ms() - used_at_ms;
    if credential == Credential::Session && idle_ms > options.session_idle_ms {
        return Ok(nobody);
    }
    if idle_ms > options.use_stale_ms {
        let used = Use { credential, token_hash: digest };
        service.uses.add(used, options.uses_waiting_max);
    }
    let session_idle_ms = match credential {
        Credential::Session => options.session_idle_ms,
        Credential::ApiToken => 0,
    };
    Ok(ResolveCredentialResponse { user: Some(account.card()), session_idle_ms })
}
