//! Tries to sign in, booked before anybody looks at the password, so that tries at once count like
//! tries in a row. It must not decide who waits how long: the model does.

use super::accounts::to_sign_in;
use super::tries::{known_places, known_tries, put_strangers, put_tries, strangers_at_ms};
use crate::contract::user::Owner;
use crate::domains::user::model::{self, Booked, Booking, Options, Places};
use crate::kernel::db::Tx;
use crate::kernel::fault::Reply;

/// Books a try; gives it with the account and the password to compare, if there is such an account.
/// A device that was right before has tries of its own; a network that was is spared the pace of
/// strangers.
pub(in crate::domains::user) fn book(
    tx: &Tx<'_, Owner>,
    name_key: String,
    places: Places,
    options: &Options,
) -> Reply<Booked> {
    let found = to_sign_in(tx, &name_key)?;
    let known = found.as_ref().map(|locked| &locked.account.user_id);
    let known = known.map(|user_id| known_places(tx, user_id, &places.all()));
    let known = known.transpose()?.unwrap_or_default();
    let device = places.device.filter(|device| known.contains(device));
    let is_stranger = known.is_empty();
    let place = device.unwrap_or(places.network);
    let now_ms = tx.now_ms();
    let tries = model::decide_try(known_tries(tx, &name_key, &place)?, now_ms, options)?;
    if is_stranger {
        let at_ms = strangers_at_ms(tx, &name_key)?;
        put_strangers(tx, &name_key, model::decide_stranger_try(at_ms, now_ms, options)?)?;
    }
    put_tries(tx, &name_key, &place, tries)?;
    Ok(Booked { booking: Booking { name_key, place, is_stranger }, found })
}

/// The password was wrong.
pub(in crate::domains::user) fn fail(
    tx: &Tx<'_, Owner>,
    booking: &Booking,
    options: &Options,
) -> Reply<()> {
    let booked = known_tries(tx, &booking.name_key, &booking.place)?;
    let failed = model::after_failure(booked, tx.now_ms(), options);
    put_tries(tx, &booking.name_key, &booking.place, failed)
}

/// The password was right, but more is asked: it was no wrong try, and the wrong ones before it
/// count on.
pub(in crate::domains::user) fn settle(
    tx: &Tx<'_, Owner>,
    booking: &Booking,
    options: &Options,
) -> Reply<()> {
    let booked = known_tries(tx, &booking.name_key, &booking.place)?;
    let taken = model::after_taken_back(booked, tx.now_ms(), options);
    put_tries(tx, &booking.name_key, &booking.place, taken)
}

/// Nobody looked at the password.
pub(in crate::domains::user) fn take_back(
    tx: &Tx<'_, Owner>,
    booking: &Booking,
    options: &Options,
) -> Reply<()> {
    settle(tx, booking, options)?;
    if booking.is_stranger {
        let at_ms = strangers_at_ms(tx, &booking.name_key)?;
        let at_ms = model::after_stranger_taken_back(at_ms, options);
        put_strangers(tx, &booking.name_key, at_ms)?;
    }
    Ok(())
}
