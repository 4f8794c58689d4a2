//! Checks a password and opens a session. An unknown name and a wrong password must cost the same
//! time and give the same answer.

use crate::contract::user::{Place, SignInRequest, SignInResponse};
use crate::domains::user::actor::{User, read_name};
use crate::domains::user::engine::password::{self, Checked};
use crate::domains::user::engine::token::{self, Places};
use crate::domains::user::model::{self, Account, Name, Options, Tries};
use crate::domains::user::store;
use crate::kernel::context::Context;
use crate::kernel::fault::Reply;
use std::sync::Arc;

pub(in crate::domains::user) async fn handle(
    desk: &User,
    cx: Context,
    request: SignInRequest,
) -> Reply<SignInResponse> {
    let SignInRequest { name, password, replaced_session_token, place } = request;
    // What no account can have tells nothing about any account, so it may be answered at once.
    let name = read_name(&name).map_err(|_| model::wrong())?;
    if !model::may_be_password(&password) {
        return Err(model::wrong().into());
    }
    let options = desk.options.get();
    let Place { network, device_token } = place.unwrap_or_default();
    let places = token::places(&name.key, &network, &device_token);
    let (found, place, is_stranger) = book(desk, &cx, &name, &places, &options).await?;
    let from = (name.key.clone(), place.clone());
    let kept = found.as_ref().map(|(_, kept)| kept.clone());
    let checked = match check(desk, &cx, password, kept).await {
        Ok(checked) => checked,
        Err(error) => {
            settle(desk, &cx, from.clone(), model::take_back).await?;
            if is_stranger {
                take_stranger_back(desk, &cx, from.0, options).await?;
            }
            return Err(error);
        },
    };
    let Some((account, kept)) = found.filter(|_| checked.right) else {
        let now_ms = desk.seat.clock.now_ms();
        settle(desk, &cx, from, move |booked| model::after_failure(booked, now_ms, &options))
            .await?;
        return Err(model::wrong().into());
    };
    let session = desk.fresh_token()?;
    let replaced = token::digest(&replaced_session_token);
    let opened = desk.seat.db.write(&cx, move |tx| {
        // Somebody may have changed the password since it was read.
        if !store::kept_password(tx, &account.user_id, &kept)? {
            return Err(model::wrong().into());
        }
        store::clear_tries(tx, &name.key, &place)?;
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

/// Books the try; gives whose password to check, the place on which it was booked, and whether a
/// stranger's try was booked as well. A device
/// that was right before has tries of its own; a network that was is spared the pace of strangers.
async fn book(
    desk: &User,
    cx: &Context,
    name: &Name,
    places: &Places,
    options: &Arc<Options>,
) -> Reply<(Option<(Account, String)>, String, bool)> {
    let (key, options, places) = (name.key.clone(), Arc::clone(options), places.clone());
    let booked = desk.seat.db.write(cx, move |tx| {
        let found = store::to_sign_in(tx, &key)?;
        let known = found.as_ref().map(|(account, _)| account.user_id.as_str());
        let known = known.map(|user_id| store::known_places(tx, user_id, &places.all()));
        let known = known.transpose()?.unwrap_or_default();
        let device = places.device.filter(|device| known.contains(device));
        let is_stranger = known.is_empty();
        let place = device.unwrap_or(places.network);
        let tries = model::book(store::known_tries(tx, &key, &place)?, tx.now_ms(), &options)?;
        if is_stranger {
            let at_ms = store::strangers_at_ms(tx, &key)?;
            store::put_strangers(tx, &key, model::book_stranger(at_ms, tx.now_ms(), &options)?)?;
        }
        store::put_tries(tx, &key, &place, tries)?;
        Ok((found, place, is_stranger))
    });
    booked.await
}

async fn check(
    desk: &User,
    cx: &Context,
    password: String,
    kept: Option<String>,
) -> Reply<Checked> {
    let salt = desk.seat.ids.bytes();
    let work = move |cost, memory: &mut _| {
        password::check(&password, kept.as_deref(), (cost, salt), memory)
    };
    desk.hashing(cx, work).await
}

/// Makes of the booked tries what came of them.
async fn settle(
    desk: &User,
    cx: &Context,
    (name_key, place): (String, String),
    outcome: impl FnOnce(Tries) -> Tries + Clone + Send + 'static,
) -> Reply<()> {
    let db = &desk.seat.db;
    db.write(cx, move |tx| {
        let tries = outcome(store::known_tries(tx, &name_key, &place)?);
        store::put_tries(tx, &name_key, &place, tries)
    })
    .await
}

/// Gives the strangers the try back that nobody looked at.
async fn take_stranger_back(
    desk: &User,
    cx: &Context,
    name_key: String,
    options: Arc<Options>,
) -> Reply<()> {
    let taken = desk.seat.db.write(cx, move |tx| {
        let at_ms = store::strangers_at_ms(tx, &name_key)?;
        store::put_strangers(tx, &name_key, model::take_stranger_back(at_ms, &options))
    });
    taken.await
}
