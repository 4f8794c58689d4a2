//! What the world reaches of `user`: signing in, the account, its API, and the list of accounts.

use super::api::{accounts, mail as mail_api, sessions, users as overseen};
use super::pages::{account, mail, reset, sign_in, users};
use crate::gateway::core::routes::Access::{Anyone, Member, Operator};
use crate::gateway::core::routes::Kind::{Api, Page};
use crate::gateway::core::routes::{Row, row};
use actix_web::web::to;

#[rustfmt::skip]
pub(in crate::gateway) static ROUTES: &[Row] = &[
    row(Page, Anyone, "GET", "/sign-in", || to(sign_in::sign_in)),
    row(Page, Anyone, "POST", "/sign-in", || to(sign_in::enter)).always(),
    row(Page, Anyone, "GET", "/sign-up", || to(sign_in::sign_up)),
    row(Page, Anyone, "POST", "/sign-up", || to(sign_in::join)).always(),
    row(Page, Anyone, "POST", "/sign-out", || to(sign_in::leave)),
    row(Page, Anyone, "GET", "/setup", || to(sign_in::setup)),
    row(Page, Anyone, "POST", "/setup", || to(sign_in::claim)).always(),
    row(Page, Anyone, "GET", "/reset/{token}", || to(reset::form)),
    row(Page, Anyone, "POST", "/reset/{token}", || to(reset::redeem)).always(),
    row(Page, Anyone, "GET", "/forgot", || to(mail::forgot)),
    row(Page, Anyone, "POST", "/forgot", || to(mail::ask_reset)).always(),
    row(Page, Anyone, "GET", "/confirm/{token}", || to(mail::ask_confirm)),
    row(Page, Anyone, "POST", "/confirm/{token}", || to(mail::confirm)).always(),
    row(Page, Anyone, "POST", "/preferences", || to(sign_in::preferences)),
    row(Page, Member, "GET", "/account", || to(account::account)),
    row(Page, Member, "POST", "/account/password", || to(account::change_password)).always(),
    row(Page, Member, "POST", "/account/address", || to(mail::set_address)).always(),
    row(Page, Member, "GET", "/account/sessions/{id}/end", || to(account::ask_end_session)),
    row(Page, Member, "POST", "/account/sessions/{id}/end", || to(account::end_session)),
    row(Page, Member, "GET", "/account/sign-out-everywhere", || to(account::ask_leave_everywhere)),
    row(Page, Member, "POST", "/account/sign-out-everywhere", || to(account::leave_everywhere)),
    row(Page, Member, "POST", "/account/tokens", || to(account::create_token)),
    row(Page, Member, "GET", "/account/tokens/{id}/revoke", || to(account::ask_revoke_token)),
    row(Page, Member, "POST", "/account/tokens/{id}/revoke", || to(account::revoke_token)),
    row(Page, Operator, "GET", "/admin/users", || to(users::list)),
    row(Page, Operator, "GET", "/admin/users/{id}/role", || to(users::ask_role)),
    row(Page, Operator, "POST", "/admin/users/{id}/role", || to(users::set_role)),
    row(Page, Operator, "GET", "/admin/users/{id}/suspend", || to(users::ask_suspend)),
    row(Page, Operator, "POST", "/admin/users/{id}/suspend", || to(users::suspend)),
    row(Page, Operator, "GET", "/admin/users/{id}/restore", || to(users::ask_restore)),
    row(Page, Operator, "POST", "/admin/users/{id}/restore", || to(users::restore)),
    row(Page, Operator, "GET", "/admin/users/{id}/reset", || to(users::ask_reset)),
    row(Page, Operator, "POST", "/admin/users/{id}/reset", || to(users::mint_reset_link)),
    row(Api, Member, "GET", "/api/v1/me", || to(accounts::me)),
    row(Api, Operator, "POST", "/api/v1/users", || to(accounts::add)).always(),
    row(Api, Member, "GET", "/api/v1/tokens", || to(accounts::tokens)),
    row(Api, Member, "POST", "/api/v1/tokens", || to(accounts::create_token)),
    row(Api, Member, "DELETE", "/api/v1/tokens/{id}", || to(accounts::revoke_token)),
    row(Api, Member, "POST", "/api/v1/account/password", || to(sessions::change_password)).always(),
    row(Api, Member, "GET", "/api/v1/account/sessions", || to(sessions::list)),
    row(Api, Member, "DELETE", "/api/v1/account/sessions/{id}", || to(sessions::end)),
    row(Api, Member, "POST", "/api/v1/account/sign-out-everywhere", || to(sessions::end_all)),
    row(Api, Member, "GET", "/api/v1/account/address", || to(mail_api::address)),
    row(Api, Member, "PUT", "/api/v1/account/address", || to(mail_api::set_address)).always(),
    row(Api, Anyone, "POST", "/api/v1/password-resets", || to(mail_api::ask_reset)).always(),
    row(Api, Anyone, "POST", "/api/v1/address-confirmations", || to(mail_api::confirm)).always(),
    row(Api, Operator, "GET", "/api/v1/admin/mail", || to(mail_api::status)),
    row(Api, Operator, "GET", "/api/v1/admin/users", || to(overseen::list)),
    row(Api, Operator, "PATCH", "/api/v1/admin/users/{id}", || to(overseen::set_role)),
    row(Api, Operator, "POST", "/api/v1/admin/users/{id}/suspend", || to(overseen::suspend)),
    row(Api, Operator, "POST", "/api/v1/admin/users/{id}/restore", || to(overseen::restore)),
    row(Api, Operator, "POST", "/api/v1/admin/reset-links", || to(overseen::mint_reset_link)),
];
