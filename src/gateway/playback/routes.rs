//! What the world reaches of `playback`: play sessions, the history of whoever asks, views.

use super::{api, pages};
use crate::gateway::core::routes::Access::{Anyone, Member};
use crate::gateway::core::routes::Kind::{Api, Page};
use crate::gateway::core::routes::{Row, row};
use actix_web::web::to;

#[rustfmt::skip]
pub(in crate::gateway) static ROUTES: &[Row] = &[
    row(Page, Member, "GET", "/history", || to(pages::history)),
    row(Page, Member, "GET", "/history/clear", || to(pages::ask_clear)),
    row(Page, Member, "POST", "/history/clear", || to(pages::clear)),
    row(Page, Member, "POST", "/history/pause", || to(pages::pause)),
    row(Page, Member, "POST", "/history/resume", || to(pages::resume)),
    row(Page, Member, "POST", "/history/{id}/remove", || to(pages::remove)),
    row(Api, Anyone, "POST", "/api/v1/videos/{id}/sessions", || to(api::start)).play(),
    row(Api, Anyone, "POST", "/api/v1/sessions/{id}/progress", || to(api::report)).stats(),
    row(Api, Member, "GET", "/api/v1/history", || to(api::history)),
    row(Api, Member, "DELETE", "/api/v1/history", || to(api::clear)),
    row(Api, Member, "PATCH", "/api/v1/history", || to(api::pause)),
    row(Api, Member, "DELETE", "/api/v1/history/{id}", || to(api::remove)),
    row(Api, Anyone, "GET", "/api/v1/views", || to(api::views)),
];
