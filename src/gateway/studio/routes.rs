//! The studio, and how far a video is on its way.

use super::{api, pages, stream};
use crate::gateway::core::routes::Access::Member;
use crate::gateway::core::routes::Kind::{Api, Page};
use crate::gateway::core::routes::{Row, row};
use actix_web::web::to;

#[rustfmt::skip]
pub(in crate::gateway) static ROUTES: &[Row] = &[
    row(Page, Member, "GET", "/studio", || to(pages::studio)),
    row(Api, Member, "GET", "/api/v1/videos/{id}/progress", || to(api::progress)),
    row(Api, Member, "GET", "/api/v1/videos/{id}/progress/stream", || to(stream::progress)),
];
