//! What administrators reach: pages, and the same as JSON.

use super::api::{backup, configuration as live, domains as stats, events};
use super::pages::{domains, events as heard, gallery, history, home, settings};
use crate::gateway::core::routes::Access::Operator;
use crate::gateway::core::routes::Kind::{Api, Page};
use crate::gateway::core::routes::{Row, row};
use actix_web::web::to;

#[rustfmt::skip]
pub(in crate::gateway) static ROUTES: &[Row] = &[
    row(Page, Operator, "GET", "/admin", || to(home)),
    row(Page, Operator, "GET", "/admin/domains", || to(domains::page)),
    row(Page, Operator, "GET", "/admin/events", || to(heard::page)),
    row(Page, Operator, "POST", "/admin/events/retry", || to(heard::retry)),
    row(Page, Operator, "POST", "/admin/events/replay", || to(heard::replay)),
    row(Page, Operator, "GET", "/admin/gallery", || to(gallery::page)),
    row(Page, Operator, "GET", "/admin/settings", || to(settings::all)),
    row(Page, Operator, "POST", "/admin/settings", || to(settings::clear)),
    row(Page, Operator, "GET", "/admin/settings/history", || to(history::list)),
    row(Page, Operator, "GET", "/admin/settings/history/{number}", || to(history::one)),
    row(Page, Operator, "POST", "/admin/settings/history/{number}", || to(history::roll_back)),
    row(Page, Operator, "GET", "/admin/settings/{section}", || to(settings::form)),
    row(Page, Operator, "POST", "/admin/settings/{section}", || to(settings::send)),
    row(Api, Operator, "GET", "/api/v1/admin/backup", || to(backup::status)),
    row(Api, Operator, "POST", "/api/v1/admin/backup", || to(backup::begin)),
    row(Api, Operator, "GET", "/api/v1/admin/config", || to(live::get)),
    row(Api, Operator, "PATCH", "/api/v1/admin/config", || to(live::change)),
    row(Api, Operator, "GET", "/api/v1/admin/config/diff", || to(live::diff)),
    row(Api, Operator, "POST", "/api/v1/admin/config/rollback", || to(live::roll_back)),
    row(Api, Operator, "GET", "/api/v1/admin/config/versions", || to(live::versions)),
    row(Api, Operator, "GET", "/api/v1/admin/config/versions/{number}", || to(live::version)),
    row(Api, Operator, "GET", "/api/v1/admin/events", || to(events::readings)),
    row(Api, Operator, "GET", "/api/v1/admin/events/parked", || to(events::parked)),
    row(Api, Operator, "POST", "/api/v1/admin/events/replay", || to(events::replay)),
    row(Api, Operator, "POST", "/api/v1/admin/events/retry", || to(events::retry)),
    row(Api, Operator, "GET", "/api/v1/admin/domains", || to(stats::now)),
    row(Api, Operator, "GET", "/api/v1/admin/domains/stream", || to(stats::follow)),
];
