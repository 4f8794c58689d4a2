//! Sign-in, sign-up, set-up and the account page, as they are shown. They must not hold a password.

mod account;
mod sign_in;

pub(crate) use account::{AccountPage, NewToken, TokenRow};
pub(crate) use sign_in::{SetupPage, SignInPage, SignUpPage};
