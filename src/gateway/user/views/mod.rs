//! The pages of accounts, as they are shown. They must not hold a password.

mod account;
mod blocks;
mod confirm;
mod erasure;
mod forbidden;
mod invitations;
mod mail;
mod picture;
mod quota;
mod reset;
mod roles;
mod second_factor;
mod sign_in;
mod users;

pub(crate) use account::{AccountPage, NewToken, Refusals, SessionRow, TokenRow, device_name};
pub(crate) use blocks::{BlockRow, BlockedList, BlocksPage, SetAside};
pub(crate) use confirm::{Asked, Choice, ConfirmPage};
pub(crate) use erasure::{ErasePage, ErasedPage};
pub(crate) use forbidden::ForbiddenPage;
pub(crate) use invitations::{
    InvitationForm, InvitationRow, InvitationState, InvitationsPage, WaitingList, WaitingRow,
};
pub(crate) use mail::{AddressView, ConfirmAddressPage, ForgotPage, LinkState};
pub(crate) use picture::{PartView, PictureView};
pub(crate) use quota::QuotaPage;
pub(crate) use reset::ResetPage;
pub(crate) use roles::{RightRow, RoleColumn, RolesPage};
pub(crate) use second_factor::{
    PasskeyRow, ProvePage, QrPicture, RecoveryCodesPage, SecondFactorPage, SecondStepPage,
    TotpSetupPage, TotpView,
};
pub(crate) use sign_in::{ClosedPage, NoForm, SetupPage, SignInPage, SignUpPage};
pub(crate) use users::{Filter, ResetLinkPage, UserRow, UsersPage};

use crate::contract::user::{ChangePasswordRequest, UserCard};
use crate::gateway::core::views::Frame;

/// What names and passwords may be, said before anybody breaks it.
pub(crate) struct Rules {
    pub(crate) name_chars_min: u32,
    pub(crate) name_chars_max: u32,
    pub(crate) password_chars_min: u32,
    pub(crate) password_chars_max: u32,
    pub(crate) name_hint: String,
    pub(crate) password_hint: String,
}

impl Rules {
    pub(crate) fn of(frame: &Frame) -> Self {
        let (name, password) = (UserCard::NAME, ChangePasswordRequest::NEW_PASSWORD);
        let words = frame.words.user;
        Self {
            name_chars_min: name.min_chars,
            name_chars_max: name.max_chars,
            password_chars_min: password.min_chars,
            password_chars_max: password.max_chars,
            name_hint: words.user_name_hint(name.min_chars, name.max_chars),
            password_hint: words.user_password_hint(password.min_chars),
        }
    }
}
