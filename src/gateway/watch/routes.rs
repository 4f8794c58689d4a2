//! The watch page.

use super::pages;
use crate::gateway::core::routes::Access::Anyone;
use crate::gateway::core::routes::Kind::Page;
use crate::gateway::core::routes::{Row, row};
use actix_web::web::to;

#[rustfmt::skip]
pub(in crate::gateway) static ROUTES: &[Row] = &[
    row(Page, Anyone, "GET", "/watch/{id}", || to(pages::watch)).play(),
];
