//! What the world reaches of `user`: signing in, the account, its API.

use super::{api, pages};
use crate::gateway::core::routes::Access::{Anyone, Member, Operator};
use crate::gateway::core::routes::Kind::{Api, Page};
use crate::gateway::core::routes::{Row, row};
use actix_web::web::to;

#[rustfmt::skip]
pub(in crate::gateway) static ROUTES: &[Row] = &[
    row(Page, Anyone, "GET", "/sign-in", || to(pages::sign_in)),
    row(Page, Anyone, "POST", "/sign-in", || to(pages::enter)).always(),
    row(Page, Anyone, "GET", "/sign-up", || to(pages::sign_up)),
    row(Page, Anyone, "POST", "/sign-up", || to(pages::join)).always(),
    row(Page, Anyone, "POST", "/sign-out", || to(pages::leave)),
    row(Page, Anyone, "GET", "/setup", || to(pages::setup)),
    row(Page, Anyone, "POST", "/setup", || to(pages::claim)).always(),
    row(Page, Anyone, "POST", "/preferences", || to(pages::preferences)),
    row(Page, Member, "GET", "/account", || to(pages::account)),
    row(Page, Member, "POST", "/account/tokens", || to(pages::create_token)),
    row(Page, Member, "POST", "/account/tokens/{id}/revoke", || to(pages::revoke_token)),
    row(Api, Member, "GET", "/api/v1/me", || to(api::me)),
    row(Api, Operator, "POST", "/api/v1/users", || to(api::add)).always(),
    row(Api, Member, "GET", "/api/v1/tokens", || to(api::tokens)),
    row(Api, Member, "POST", "/api/v1/tokens", || to(api::create_token)),
    row(Api, Member, "DELETE", "/api/v1/tokens/{id}", || to(api::revoke_token)),
];
