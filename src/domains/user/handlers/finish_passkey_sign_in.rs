//! Signs in with a passkey, which counts as both factors: its device has checked who uses it. Of
//! all who come with one answer it must let through exactly one, and say of none why it was wrong.

use crate::contract::user::{
    FinishPasskeySignInRequest, FinishPasskeySignInResponse, Owner, Place,
};
use crate::domains::user::actor::{User, places_of, read_name};
use crate::domains::user::engine::passkey::{self, Assertion};
use crate::domains::user::engine::token;
use crate::domains::user::model::{self, Account, KeptPasskey, Outgoing, Places};
use crate::domains::user::store;
use crate::kernel::context::Context;
use crate::kernel::db::{Tx, View};
use crate::kernel::fault::{Refused, Reply};
use crate::kernel::ports::letter::Letter;

/// Whose passkey it is, and from where they come.
#[derive(Clone)]
struct KeyHolder {
    passkey: KeptPasskey,
    account: Account,
    places: Places,
    is_stranger: bool,
}

pub(in crate::domains::user) async fn handle(
    service: &User,
    cx: Context,
    request: FinishPasskeySignInRequest,
) -> Reply<FinishPasskeySignInResponse> {
    let party = service.party()?;
    let client = &request.client_data_json;
    let challenge = passkey::challenge_of(client).ok_or_else(model::refuse_passkey)?;
    let waiting = token::digest(&challenge).ok_or_else(model::refuse_passkey)?;
    let found = find(service, request.credential_id, request.place.clone()).await?;
    let answer = Assertion {
        client_data_json: client,
        authenticator_data: &request.authenticator_data,
        signature: &request.signature,
    };
    let count = passkey::signed(&answer, &found.passkey.public_key, (&challenge, &party));
    let is_theirs = request.user_handle == found.account.user_id.as_str();
    let count = count.filter(|_| is_theirs).ok_or_else(model::refuse_passkey)?;
    let (session, session_token) = service.fresh_session(request.place.as_ref())?;
    let letter = tell(service, &found, request.place.unwrap_or_default()).await?;
    let replaced = token::digest(&request.replaced_session_token);
    let options = service.options.get();
    let opened = service.domain.db.write(&cx, move |tx| {
        let user_id = &found.account.user_id;
        if let Err(refused) = decide(tx, &found, (&waiting, count))? {
            return Ok(Err(refused));
        }
        store::note_places(tx, user_id, &found.places.all(), options.known_places_max)?;
        if let Some(replaced) = &replaced {
            store::end_session(tx, replaced)?;
        }
        store::open_session(tx, user_id, &session, &options)?;
        letter.iter().try_for_each(|letter| store::queue(tx, letter))?;
        let user = Some(found.account.card());
        Ok(Ok(FinishPasskeySignInResponse { user, session_token }))
    });
    let opened = opened.await??;
    service.mailing.notify_one();
    Ok(opened)
}

async fn find(service: &User, credential_id: String, place: Option<Place>) -> Reply<KeyHolder> {
    let find = move |view: &View<'_, Owner>| {
        let Some(passkey) = store::passkey_named(view, &credential_id)? else { return Ok(None) };
        let Some(account) = store::by_id(view, &passkey.user_id)? else { return Ok(None) };
        let places = places_of(&read_name(&account.name)?, place);
        let known = store::known_places(view, &account.user_id, &places.all())?;
        let is_stranger = known.is_empty();
        Ok(Some(KeyHolder { passkey, account, places, is_stranger }))
    };
    let found = service.domain.db.read(find).await?;
    Ok(found.ok_or_else(model::refuse_passkey)?)
}

async fn tell(service: &User, found: &KeyHolder, from: Place) -> Reply<Option<Outgoing>> {
    if !found.is_stranger {
        return Ok(None);
    }
    let (at_ms, device) = (service.domain.clock.now_ms(), model::make_device(&from));
    let (place, link) = (from.short_network, service.scribe.link("/account")?);
    let told = |name| Letter::NewSignIn { name, device, place, at_ms, link };
    service.write_to(&found.account.user_id, told).await
}

/// Whether somebody is let in; the inner error leaves the challenge used up.
fn decide(
    tx: &Tx<'_, Owner>,
    found: &KeyHolder,
    (waiting, count): (&str, u32),
) -> Reply<Result<(), Refused>> {
    let user_id = &found.account.user_id;
    // The lock lets those with one passkey pass one after the other.
    let now = store::lock_password(tx, user_id)?.ok_or_else(model::refuse_passkey)?;
    if !store::take_challenge(tx, "", waiting)? {
        return Err(model::refuse_passkey().into());
    }
    let Some(passkey) = store::passkey_named(tx, &found.passkey.credential_id)? else {
        return Ok(Err(model::refuse_passkey()));
    };
    if let Err(refused) = model::check_counter(passkey.counter, count) {
        let passkey_id = passkey.passkey_id;
        tracing::warn!(%user_id, %passkey_id, "the count of a passkey went back");
        return Ok(Err(refused));
    }
    store::note_passkey_use(tx, &passkey.passkey_id, count)?;
    let asking = store::request_of(tx, user_id)?;
    let let_in = model::check_approved(asking.as_ref());
    Ok(let_in.and_then(|()| model::check_suspension(&now.suspension)))
}
