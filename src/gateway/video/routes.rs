//! What the world reaches of `video`: its forms and its API.

use super::{api, pages};
use crate::gateway::core::routes::Access::{Anyone, Member};
use crate::gateway::core::routes::Kind::{Api, Page};
use crate::gateway::core::routes::{Row, row};
use actix_web::web::to;

#[rustfmt::skip]
pub(in crate::gateway) static ROUTES: &[Row] = &[
    row(Page, Member, "GET", "/studio/{id}/edit", || to(pages::edit)),
    row(Page, Member, "POST", "/studio/{id}/edit", || to(pages::save)),
    row(Page, Member, "POST", "/studio/{id}/delete", || to(pages::delete)),
    row(Page, Member, "POST", "/studio/{id}/publish", || to(pages::publish)),
    row(Api, Anyone, "GET", "/api/v1/videos", || to(api::list)),
    row(Api, Anyone, "GET", "/api/v1/videos/{id}", || to(api::get)),
    row(Api, Member, "PATCH", "/api/v1/videos/{id}", || to(api::change)),
    row(Api, Member, "DELETE", "/api/v1/videos/{id}", || to(api::delete)),
    row(Api, Member, "POST", "/api/v1/videos/{id}/publish", || to(api::publish)),
];
