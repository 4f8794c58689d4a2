//! Checks a password and opens a session. An unknown name and a wrong password must cost the same
//! time and give the same answer.

use crate::contract::user::{Owner, SignInRequest, SignInResponse};
use crate::domains::user::actor::{User, places_of, read_name};
use crate::domains::user::engine::password::{self, Checked};
use crate::domains::user::engine::token;
use crate::domains::user::live::Asker;
use crate::domains::user::model::{self, Booked, Locked};
use crate::domains::user::store;
use crate::kernel::context::Context;
use crate::kernel::db::Tx;
use crate::kernel::fault::Reply;
use std::sync::Arc;

pub(in crate::domains::user) async fn handle(
    service: &User,
    cx: Context,
    request: SignInRequest,
) -> Reply<SignInResponse> {
    let SignInRequest { name, password, replaced_session_token, place } = request;
    // What no account can have tells nothing about any account, so it may be answered at once.
    let name = read_name(&name).map_err(|_| model::refuse_wrong())?;
    if !model::may_be_password(&password) {
        return Err(model::refuse_wrong().into());
    }
    let options = service.options.get();
    let network = place.as_ref().map(|place| place.network.clone()).unwrap_or_default();
    let places = places_of(&name, place);
    let (key, tried, rules) = (name.key.clone(), places.clone(), Arc::clone(&options));
    let book = move |tx: &Tx<'_, Owner>| store::book(tx, key, tried, &rules);
    let Booked { booking, found } = service.domain.db.write(&cx, book).await?;
    let kept = found.as_ref().map(|locked| locked.password_hash.clone());
    let asker = if booking.is_stranger { Asker::Stranger(network) } else { Asker::Known };
    let checked = match check(service, &cx, asker, (password, kept)).await {
        Ok(checked) => checked,
        Err(error) => {
            let take_back = move |tx: &Tx<'_, Owner>| store::take_back(tx, &booking, &options);
            service.domain.db.write(&cx, take_back).await?;
            return Err(error);
        },
    };
    let Some(Locked { account, password_hash }) = found.filter(|_| checked.right) else {
        let fail = move |tx: &Tx<'_, Owner>| store::fail(tx, &booking, &options);
        service.domain.db.write(&cx, fail).await?;
        return Err(model::refuse_wrong().into());
    };
    let session = service.fresh_token()?;
    let replaced = token::digest(&replaced_session_token);
    let opened = service.domain.db.write(&cx, move |tx| {
        // Somebody may have changed the password since it was read.
        if !store::kept_password(tx, &account.user_id, &password_hash)? {
            return Err(model::refuse_wrong().into());
        }
        store::clear_tries(tx, &name.key, &booking.place)?;
        store::note_places(tx, &account.user_id, &places.all(), options.known_places_max)?;
        if let Some(renewed) = &checked.renewed {
            store::set_password(tx, &account.user_id, renewed)?;
        }
        if let Some(replaced) = &replaced {
            store::end_session(tx, replaced)?;
        }
        store::open_session(tx, &account.user_id, &session.digest, &options)?;
        Ok(SignInResponse { user: Some(account.card()), session_token: session.token })
    });
    opened.await
}

async fn check(
    service: &User,
    cx: &Context,
    asker: Asker,
    (password, kept): (String, Option<String>),
) -> Reply<Checked> {
    let salt = service.domain.ids.bytes();
    let work = move |cost, memory: &mut _| {
        password::check(&password, kept.as_deref(), (cost, salt), memory)
    };
    service.hashing(cx, asker, work).await
}
