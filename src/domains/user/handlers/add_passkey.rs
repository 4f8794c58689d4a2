//! Keeps a passkey of the caller. It must not take one of another site, nor one that was not asked
//! for; its person is told, since from now on it opens their account.

use crate::contract::user::{AddPasskeyRequest, AddPasskeyResponse, Refusal};
use crate::domains::user::actor::User;
use crate::domains::user::engine::{passkey, token};
use crate::domains::user::live::check_proven;
use crate::domains::user::model::{self, KeptPasskey};
use crate::domains::user::store;
use crate::kernel::context::Context;
use crate::kernel::fault::Reply;
use crate::kernel::ports::letter::Letter;
use crate::kernel::quota::check_quota;

pub(in crate::domains::user) async fn handle(
    service: &User,
    cx: Context,
    request: AddPasskeyRequest,
) -> Reply<AddPasskeyResponse> {
    let user_id = cx.caller.authorize_account()?.clone();
    let label = model::decide_passkey_label(&request.label)?;
    let session = token::digest(&request.session_token);
    let party = service.party()?;
    let client = &request.client_data_json;
    let challenge = passkey::challenge_of(client).ok_or_else(model::refuse_passkey)?;
    let made = passkey::made(client, &request.attestation_object, (&challenge, &party));
    let made = made.ok_or_else(model::refuse_passkey)?;
    let waiting = token::digest(&challenge).ok_or_else(model::refuse_passkey)?;
    let (told, link) = (label.clone(), service.scribe.link("/account/second-factor")?);
    let letter = |name| Letter::PasskeyAdded { name, label: told, link };
    let letter = service.write_to(&user_id, letter).await?;
    let (caller, passkey_id) = (cx.caller.clone(), service.domain.ids.fresh());
    let most = service.options.get().passkeys_max;
    let added = service.domain.db.answer(&cx, move |tx| {
        check_proven(tx, &caller, session.as_deref())?;
        // The lock keeps the count true until the passkey is in.
        if !store::lock(tx, &user_id)? {
            return Err(model::refuse_user().into());
        }
        check_quota(Refusal::TooManyPasskeys, store::count_passkeys(tx, &user_id)?, most)?;
        let one = KeptPasskey {
            passkey_id,
            user_id,
            credential_id: made.credential_id,
            label,
            public_key: made.public_key,
            counter: made.sign_count,
            created_at_ms: tx.now_ms(),
            used_at_ms: 0,
        };
        let is_asked_for = store::take_challenge(tx, one.user_id.as_str(), &waiting)?;
        if !is_asked_for || !store::insert_passkey(tx, &one)? {
            return Err(model::refuse_passkey().into());
        }
        letter.iter().try_for_each(|letter| store::queue(tx, letter))?;
        Ok(AddPasskeyResponse { passkey: Some(one.into()) })
    });
    let added = added.await?;
    service.mailing.notify_one();
    Ok(added)
}
