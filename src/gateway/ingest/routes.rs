//! What the world reaches of `ingest`: the upload page, and uploads by tus.

use super::{api, pages};
use crate::gateway::core::routes::Access::{Anyone, Member};
use crate::gateway::core::routes::Kind::{Page, Tus};
use crate::gateway::core::routes::{Row, row};
use actix_web::web::to;

#[rustfmt::skip]
pub(in crate::gateway) static ROUTES: &[Row] = &[
    row(Page, Member, "GET", "/upload", || to(pages::upload)),
    row(Tus, Anyone, "OPTIONS", "/api/v1/uploads", || to(api::options)).always(),
    row(Tus, Member, "POST", "/api/v1/uploads", || to(api::create)).always(),
    row(Tus, Anyone, "OPTIONS", "/api/v1/uploads/{id}", || to(api::options_one)).always(),
    row(Tus, Member, "HEAD", "/api/v1/uploads/{id}", || to(api::offset)),
    row(Tus, Member, "PATCH", "/api/v1/uploads/{id}", || to(api::append)).always(),
    row(Tus, Member, "DELETE", "/api/v1/uploads/{id}", || to(api::terminate)).always(),
    row(Tus, Member, "POST", "/api/v1/uploads/{id}", || to(api::overridden)).always(),
];
