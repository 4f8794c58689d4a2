//! The only SQL of accounts. It must not decide: the rules are in the model.

mod accounts;
mod bookings;
mod letters;
mod mail;
mod resets;
mod sessions;
mod setup;
mod tokens;
mod tries;

pub(super) use accounts::{
    any_admin, by_id, by_key, count_administrators, first_administrator, insert, list_accounts,
    lock, lock_overseen, lock_password, set_password, set_role, set_suspension,
};
pub(super) use bookings::{book, fail, take_back};
pub(super) use letters::{count_letters, count_mail, due_letters, note_try, queue, sweep_letters};
pub(super) use mail::{
    claim_of, claim_of_link, put_address, put_claim, put_reset_request, recipient,
    recipient_by_key, reset_request, strike_claim, sweep_claims, sweep_reset_requests,
};
pub(super) use resets::{
    of_reset_link, put_reset_link, redeem_reset_link, strike_reset_link, sweep_reset_links,
};
pub(super) use sessions::{
    end_own_session, end_session, end_sessions, list_sessions, note_uses, open_session, resolve,
    sweep_sessions,
};
pub(super) use setup::{put_link, redeem_link, strike_link, valid_link};
pub(super) use tokens::{
    count_tokens, insert_token, list_tokens, revoke_token, revoke_tokens, sweep_tokens,
};
pub(super) use tries::{clear_tries, note_places, sweep_places, sweep_tries};
