//! Gives a challenge for a sign-in with a passkey. It must not depend on who asks.

use crate::contract::user::{BeginPasskeySignInRequest, BeginPasskeySignInResponse};
use crate::domains::user::actor::User;
use crate::domains::user::live::FreshChallenge;
use crate::kernel::context::Context;
use crate::kernel::fault::Reply;

pub(in crate::domains::user) async fn handle(
    service: &User,
    cx: Context,
    _: BeginPasskeySignInRequest,
) -> Reply<BeginPasskeySignInResponse> {
    let rp_id = service.party()?.rp_id;
    let FreshChallenge { challenge, expires_at_ms } = service.open_challenge(&cx).await?;
    Ok(BeginPasskeySignInResponse { challenge, rp_id, expires_at_ms })
}
