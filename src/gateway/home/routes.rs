//! The home page, and the lists of an account and of a tag.

use super::pages;
use crate::gateway::core::routes::Access::Anyone;
use crate::gateway::core::routes::Kind::Page;
use crate::gateway::core::routes::{Row, row};
use actix_web::web::to;

#[rustfmt::skip]
pub(in crate::gateway) static ROUTES: &[Row] = &[
    row(Page, Anyone, "GET", "/", || to(pages::home)),
    row(Page, Anyone, "GET", "/about", || to(pages::about)),
    row(Page, Anyone, "GET", "/terms", || to(pages::terms)),
    row(Page, Anyone, "GET", "/u/{name}", || to(pages::user)),
    row(Page, Anyone, "GET", "/tag/{tag}", || to(pages::tag)),
];
