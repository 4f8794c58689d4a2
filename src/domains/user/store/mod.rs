//! The only SQL of accounts. It must not decide: the rules are in the model.

mod accounts;
mod bookings;
mod sessions;
mod setup;
mod tokens;
mod tries;

pub(super) use accounts::{
    any_admin, by_id, by_key, first_administrator, insert, kept_password, lock, set_password,
};
pub(super) use bookings::{book, fail, take_back};
pub(super) use sessions::{end_session, note_uses, open_session, resolve, sweep_sessions};
pub(super) use setup::{put_link, redeem_link, strike_link, valid_link};
pub(super) use tokens::{count_tokens, insert_token, list_tokens, revoke_token, sweep_tokens};
pub(super) use tries::{clear_tries, note_places, sweep_places, sweep_tries};
