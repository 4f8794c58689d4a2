//! Checks a password and opens a session, or gives a ticket where a second factor is asked for. An
//! unknown name and a wrong password must cost the same time and give the same answer; that an
//! account is suspended, waits for approval, or asks for more, hears only who knows its password.

use crate::contract::user::{Owner, SignInRequest, SignInResponse};
use crate::domains::user::actor::{Fresh, User, read_name};
use crate::domains::user::engine::token;
use crate::domains::user::model::{self, Options};
use crate::domains::user::store;
use crate::kernel::context::Context;
use crate::kernel::db::Tx;
use crate::kernel::fault::Reply;
use crate::kernel::id::UserId;
use crate::kernel::ports::letter::Letter;

pub(in crate::domains::user) async fn handle(
    service: &User,
    cx: Context,
    request: SignInRequest,
) -> Reply<SignInResponse> {
    let SignInRequest { name, password, replaced_session_token, place } = request;
    let name = read_name(&name).map_err(|_| model::refuse_wrong())?;
    let (session, session_token) = service.fresh_session(place.as_ref())?;
    let from = place.clone().unwrap_or_default();
    let proven = service.prove(&cx, (&name, password), place, model::refuse_wrong).await?;
    let letter = match proven.booking.is_stranger {
        true => {
            let (at_ms, device) = (service.domain.clock.now_ms(), model::make_device(&from));
            let link = service.scribe.link("/account")?;
            let place = from.short_network;
            let told = |name| Letter::NewSignIn { name, device, place, at_ms, link };
            service.write_to(&proven.locked.account.user_id, told).await?
        },
        false => None,
    };
    let (options, ticket) = (service.options.get(), service.fresh_token()?);
    let replaced = token::digest(&replaced_session_token);
    let opened = service.domain.db.write(&cx, move |tx| {
        let user_id = &proven.locked.account.user_id;
        // Somebody may have changed the password, or suspended the account, since it was read.
        let now = store::lock_password(tx, user_id)?;
        let now = now.filter(|now| now.password_hash == proven.locked.password_hash);
        let now = now.ok_or_else(model::refuse_wrong)?;
        // Who knows the password but has no code must not begin anew with each ticket.
        let waits = store::totp_of(tx, user_id)?.is_some_and(|totp| totp.is_on());
        match waits {
            true => store::settle(tx, &proven.booking, &options)?,
            false => store::clear_tries(tx, &proven.booking.name_key, &proven.booking.place)?,
        }
        let asking = store::request_of(tx, user_id)?;
        let let_in = model::check_approved(asking.as_ref());
        if let Err(refused) = let_in.and_then(|()| model::check_suspension(&now.suspension)) {
            return Ok(Err(refused));
        }
        if let Some(renewed) = &proven.renewed {
            store::set_password(tx, user_id, renewed)?;
        }
        if waits {
            return wait(tx, user_id, ticket, &options).map(Ok);
        }
        store::note_places(tx, user_id, &proven.places.all(), options.known_places_max)?;
        if let Some(replaced) = &replaced {
            store::end_session(tx, replaced)?;
        }
        store::open_session(tx, user_id, &session, &options)?;
        letter.iter().try_for_each(|letter| store::queue(tx, letter))?;
        let user = Some(now.account.card());
        Ok(Ok(SignInResponse { user, session_token, ..SignInResponse::default() }))
    });
    let opened = opened.await??;
    service.mailing.notify_one();
    Ok(opened)
}

/// Lets a sign-in wait for its second factor.
fn wait(
    tx: &Tx<'_, Owner>,
    user_id: &UserId,
    ticket: Fresh,
    options: &Options,
) -> Reply<SignInResponse> {
    let ticket_expires_at_ms = tx.now_ms().saturating_add(options.ticket_ms);
    store::put_ticket(tx, user_id, &ticket.digest, ticket_expires_at_ms)?;
    let ticket = ticket.token;
    Ok(SignInResponse { ticket, ticket_expires_at_ms, ..SignInResponse::default() })
}
