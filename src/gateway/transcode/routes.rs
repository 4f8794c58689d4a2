//! What the world reaches of `transcode`: its retry.

use super::{api, pages};
use crate::gateway::core::routes::Access::Member;
use crate::gateway::core::routes::Kind::{Api, Page};
use crate::gateway::core::routes::{Row, row};
use actix_web::web::to;

#[rustfmt::skip]
pub(in crate::gateway) static ROUTES: &[Row] = &[
    row(Page, Member, "POST", "/studio/{id}/retry", || to(pages::retry)),
    row(Api, Member, "POST", "/api/v1/videos/{id}/retry", || to(api::retry)),
];
