//! What the world reaches of `moderation`: the queue and the lists, and what owners are told.

use super::api::{checkpoints as marks, escalations as leave, profiles as people};
use super::api::{files, known, lists, reports, terms};
use super::{api, pages};
use crate::gateway::core::routes::Access::{Member, Operator};
use crate::gateway::core::routes::Kind::{Api, Page};
use crate::gateway::core::routes::{Row, row};
use actix_web::web::to;

#[rustfmt::skip]
pub(in crate::gateway) static ROUTES: &[Row] = &[
    row(Page, Member, "GET", "/moderation", || to(pages::queue)),
    row(Page, Member, "GET", "/moderation/known", || to(pages::known::pictures)),
    row(Page, Member, "POST", "/moderation/known", || to(pages::known::add_picture)),
    row(Page, Member, "POST", "/moderation/known/{id}/remove", || to(pages::known::remove_picture)),
    row(Page, Member, "GET", "/moderation/files", || to(pages::known::files)),
    row(Page, Member, "POST", "/moderation/files", || to(pages::known::add_file)),
    row(Page, Member, "POST", "/moderation/files/{id}/remove", || to(pages::known::remove_file)),
    row(Page, Member, "GET", "/moderation/profiles", || to(pages::profiles::list)),
    row(Page, Member, "POST", "/moderation/profiles/{id}", || to(pages::profiles::decide)),
    row(Page, Member, "GET", "/moderation/terms", || to(pages::terms::list)),
    row(Page, Member, "POST", "/moderation/terms", || to(pages::terms::add)),
    row(Page, Member, "POST", "/moderation/terms/try", || to(pages::terms::try_text)),
    row(Page, Member, "POST", "/moderation/terms/{id}/remove", || to(pages::terms::remove)),
    row(Page, Member, "POST", "/moderation/{id}/frames", || to(pages::known::add_frame)),
    row(Page, Member, "POST", "/moderation/{id}/file", || to(pages::known::add_source)),
    row(Page, Member, "GET", "/moderation/{id}", || to(pages::case)),
    row(Page, Member, "POST", "/moderation/{id}", || to(pages::decide)),
    row(Page, Member, "POST", "/moderation/{id}/release", || to(pages::release)),
    row(Page, Member, "POST", "/moderation/{id}/escalate", || to(pages::escalate)),
    row(Page, Member, "GET", "/watch/{id}/report", || to(pages::reports::ask)),
    row(Page, Member, "POST", "/watch/{id}/report", || to(pages::reports::send)),
    row(Page, Member, "POST", "/studio/{id}/appeal", || to(pages::appeal)),
    row(Api, Member, "GET", "/api/v1/moderation/cases", || to(api::cases)),
    row(Api, Member, "GET", "/api/v1/moderation/cases/{id}", || to(api::case)),
    row(Api, Member, "POST", "/api/v1/moderation/cases/{id}/claim", || to(api::claim)),
    row(Api, Member, "POST", "/api/v1/moderation/cases/{id}/release", || to(api::release)),
    row(Api, Member, "POST", "/api/v1/moderation/cases/{id}/escalation", || to(leave::escalate)),
    row(Api, Member, "POST", "/api/v1/moderation/cases/{id}/decision", || to(api::decide)),
    row(Api, Member, "GET", "/api/v1/moderation/cases/{id}/frames/{at_ms}", || to(known::frame)),
    row(Api, Member, "GET", "/api/v1/moderation/known-pictures", || to(known::list)),
    row(Api, Member, "POST", "/api/v1/moderation/known-pictures", || to(known::add)),
    row(Api, Member, "DELETE", "/api/v1/moderation/known-pictures/{id}", || to(known::remove)),
    row(Api, Member, "GET", "/api/v1/moderation/known-files", || to(files::list)),
    row(Api, Member, "POST", "/api/v1/moderation/known-files", || to(files::add)),
    row(Api, Member, "DELETE", "/api/v1/moderation/known-files/{id}", || to(files::remove)),
    row(Api, Member, "GET", "/api/v1/moderation/profiles", || to(people::list)),
    row(Api, Member, "POST", "/api/v1/moderation/profiles/{id}/decision", || to(people::decide)),
    row(Api, Member, "GET", "/api/v1/moderation/terms", || to(terms::list)),
    row(Api, Member, "POST", "/api/v1/moderation/terms", || to(terms::add)),
    row(Api, Member, "POST", "/api/v1/moderation/terms/try", || to(terms::try_text)),
    row(Api, Member, "DELETE", "/api/v1/moderation/terms/{id}", || to(terms::remove)),
    row(Api, Member, "GET", "/api/v1/moderation/readiness", || to(api::readiness)),
    row(Api, Member, "GET", "/api/v1/videos/{id}/standing", || to(api::standing)),
    row(Api, Member, "POST", "/api/v1/videos/{id}/appeal", || to(api::appeal)),
    row(Api, Member, "POST", "/api/v1/videos/{id}/reports", || to(reports::report)),
    row(Api, Operator, "GET", "/api/v1/admin/moderation/terms", || to(lists::terms)),
    row(Api, Operator, "POST", "/api/v1/admin/moderation/terms", || to(lists::import)),
    row(Api, Operator, "GET", "/api/v1/admin/moderation/known-pictures", || to(known::export)),
    row(Api, Operator, "POST", "/api/v1/admin/moderation/known-pictures", || to(known::import)),
    row(Api, Operator, "GET", "/api/v1/admin/moderation/audit", || to(lists::audit)),
    row(Api, Operator, "GET", "/api/v1/admin/moderation/audit/verify", || to(lists::verify)),
    row(Api, Operator, "POST", "/api/v1/admin/moderation/checkpoints", || to(marks::sign)),
    row(Api, Operator, "POST", "/api/v1/admin/moderation/checkpoints/verify", || to(marks::verify)),
];
