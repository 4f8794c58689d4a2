//! Finishes a sign-in with the second factor. Of all who come with one code, one recovery code or
//! one ticket it must let through exactly one, and a wrong code must cost as a wrong password does.

use crate::contract::user::{FinishSignInRequest, FinishSignInResponse, Owner, Place};
use crate::domains::user::actor::User;
use crate::domains::user::engine::token;
use crate::domains::user::live::{Entrant, TypedCode, take_code};
use crate::domains::user::model::{self, Booked, Booking, Opening, Options, Outgoing};
use crate::domains::user::store;
use crate::kernel::context::Context;
use crate::kernel::db::Tx;
use crate::kernel::fault::{Refused, Reply};
use crate::kernel::ports::letter::Letter;
use std::sync::Arc;

/// What is told once somebody is in.
#[derive(Clone, Default)]
struct Told {
    /// That they came from a new place.
    of_place: Option<Outgoing>,
    /// That a recovery code was used.
    of_code: Option<Outgoing>,
}

pub(in crate::domains::user) async fn handle(
    service: &User,
    cx: Context,
    request: FinishSignInRequest,
) -> Reply<FinishSignInResponse> {
    let FinishSignInRequest { ticket, code, recovery_code, replaced_session_token, place } =
        request;
    let ticket = token::digest(&ticket).ok_or_else(model::refuse_ticket)?;
    let from = place.clone().unwrap_or_default();
    let (session, session_token) = service.fresh_session(place.as_ref())?;
    let entrant = service.entrant(&ticket, place).await?;
    let typed = TypedCode::of(&entrant.account.user_id, code, &recovery_code);
    let told = tell(service, &entrant, &typed, from).await?;
    let options = service.options.get();
    let replaced = token::digest(&replaced_session_token);
    let finished = service.domain.db.write(&cx, move |tx| {
        let booking = match decide(tx, (&entrant, &ticket), &typed, &options)? {
            Ok(booking) => booking,
            Err(refused) => return Ok(Err(refused)),
        };
        if let Some(replaced) = &replaced {
            store::end_session(tx, replaced)?;
        }
        open(tx, &entrant, &session, &options)?;
        let of_place = told.of_place.as_ref().filter(|_| booking.is_stranger);
        let letters = of_place.into_iter().chain(&told.of_code);
        letters.into_iter().try_for_each(|letter| store::queue(tx, letter))?;
        Ok(Ok(FinishSignInResponse { user: Some(entrant.account.card()), session_token }))
    });
    let finished = finished.await??;
    service.mailing.notify_one();
    Ok(finished)
}

async fn tell(service: &User, entrant: &Entrant, typed: &TypedCode, from: Place) -> Reply<Told> {
    let (user_id, mut told) = (&entrant.account.user_id, Told::default());
    if entrant.is_stranger {
        let (at_ms, device) = (service.domain.clock.now_ms(), model::make_device(&from));
        let (place, link) = (from.short_network, service.scribe.link("/account")?);
        let letter = |name| Letter::NewSignIn { name, device, place, at_ms, link };
        told.of_place = service.write_to(user_id, letter).await?;
    }
    if typed.is_recovery() {
        let (left, link) = (entrant.codes_left.saturating_sub(1), "/account/second-factor");
        let link = service.scribe.link(link)?;
        let letter = |name| Letter::RecoveryCodeUsed { name, left, link };
        told.of_code = service.write_to(user_id, letter).await?;
    }
    Ok(told)
}

/// Whether somebody is let in; the inner error leaves what it has noted.
fn decide(
    tx: &Tx<'_, Owner>,
    (entrant, ticket): (&Entrant, &str),
    typed: &TypedCode,
    options: &Arc<Options>,
) -> Reply<Result<Booking, Refused>> {
    let user_id = &entrant.account.user_id;
    // The lock lets those with one code pass one after the other.
    let now = store::lock_password(tx, user_id)?.ok_or_else(model::refuse_ticket)?;
    let waiting = store::ticket(tx, ticket, tx.now_ms())?.ok_or_else(model::refuse_ticket)?;
    let (name_key, places) = (entrant.name_key.clone(), entrant.places.clone());
    let Booked { booking, .. } = store::book(tx, name_key, places, options)?;
    if let Err(refused) = take_code(tx, (user_id, booking.is_stranger), typed, options)? {
        store::fail(tx, &booking, options)?;
        match waiting.tries + 1 < options.ticket_tries_max {
            true => store::note_wrong_code(tx, ticket)?,
            false => store::end_ticket(tx, ticket)?,
        }
        return Ok(Err(refused));
    }
    store::end_ticket(tx, ticket)?;
    store::clear_tries(tx, &booking.name_key, &booking.place)?;
    let asking = store::request_of(tx, user_id)?;
    let let_in = model::check_approved(asking.as_ref());
    Ok(let_in.and_then(|()| model::check_suspension(&now.suspension)).map(|()| booking))
}

fn open(tx: &Tx<'_, Owner>, entrant: &Entrant, session: &Opening, options: &Options) -> Reply<()> {
    let user_id = &entrant.account.user_id;
    store::note_places(tx, user_id, &entrant.places.all(), options.known_places_max)?;
    store::open_session(tx, user_id, session, options)
}
