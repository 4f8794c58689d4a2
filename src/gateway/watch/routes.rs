//! The watch page, and the player in pages of other sites.

use super::{api, pages};
use crate::gateway::core::routes::Access::Anyone;
use crate::gateway::core::routes::Kind::{Api, Page};
use crate::gateway::core::routes::{Row, row};
use actix_web::web::to;

#[rustfmt::skip]
pub(in crate::gateway) static ROUTES: &[Row] = &[
    row(Page, Anyone, "GET", "/watch/{id}", || to(pages::watch)).play(),
    row(Page, Anyone, "POST", "/watch/{id}/of-age", || to(pages::confirm_age)),
    row(Page, Anyone, "GET", "/embed/{id}", || to(pages::embed)).play().framed(),
    row(Api, Anyone, "GET", "/oembed", || to(api::oembed)),
];
