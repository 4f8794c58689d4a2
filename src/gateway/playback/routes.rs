//! What the world reaches of `playback`: play sessions.

use super::api;
use crate::gateway::core::routes::Access::Anyone;
use crate::gateway::core::routes::Kind::Api;
use crate::gateway::core::routes::{Row, row};
use actix_web::web::to;

#[rustfmt::skip]
pub(in crate::gateway) static ROUTES: &[Row] = &[
    row(Api, Anyone, "POST", "/api/v1/videos/{id}/sessions", || to(api::start)).play(),
    row(Api, Anyone, "POST", "/api/v1/sessions/{id}/progress", || to(api::report)).stats(),
];
