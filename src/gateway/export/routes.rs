//! The export of an account: the form of its page, and the same for programs.

use super::{api, pages};
use crate::gateway::core::routes::Access::Member;
use crate::gateway::core::routes::Kind::{Api, Page};
use crate::gateway::core::routes::{Row, row};
use actix_web::web::to;

#[rustfmt::skip]
pub(in crate::gateway) static ROUTES: &[Row] = &[
    row(Page, Member, "POST", "/account/export", || to(pages::export)),
    row(Api, Member, "GET", "/api/v1/account/export", || to(api::export)),
];
