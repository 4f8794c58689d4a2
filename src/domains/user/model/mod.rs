//! The rules of accounts, as plain functions over plain values.
//! They must not read a clock, a store or chance: all three come in as parameters.

mod access;
mod account;
mod options;
mod tries;

pub(super) use access::{
    Setup, check_ids, check_setup, check_token_count, password_missing, setup_done,
    setup_link_invalid, token_unknown,
};
pub(super) use account::{
    Account, Credential, Keeping, Listed, Locked, Name, Resolved, Token, Use, check_label,
    check_password, check_sign_up, chosen_role, may_be_password, name, user_unknown,
};
pub(crate) use options::Options;
pub(super) use tries::{
    Booked, Booking, Places, Tries, after_failure, book, book_stranger, take_back,
    take_stranger_back, wrong,
};
