//! What the world reaches of `danmaku`: rooms of videos, what waits, and the filters of whoever
//! asks.

use super::api::{dialects, dplayer, filters, held, importing};
use super::{api, pages, stream};
use crate::gateway::core::routes::Access::{Anyone, Member};
use crate::gateway::core::routes::Kind::{Api, Page};
use crate::gateway::core::routes::{Row, row};
use actix_web::web::to;

const SEGMENT: &str = "/api/v1/videos/{id}/danmaku/segments/{number}";
const DELTA: &str = "/api/v1/videos/{id}/danmaku/segments/{number}/delta";
const ARTPLAYER: &str = "/api/v1/videos/{id}/danmaku/artplayer";
const IMPORT: &str = "/api/v1/videos/{id}/danmaku/import";
const DECISION: &str = "/api/v1/videos/{id}/danmaku/{danmaku_id}/decision";

#[rustfmt::skip]
pub(in crate::gateway) static ROUTES: &[Row] = &[
    row(Page, Member, "GET", "/danmaku/held", || to(pages::held)),
    row(Page, Member, "POST", "/danmaku/held/{id}/{danmaku_id}", || to(pages::decide)),
    row(Api, Anyone, "GET", "/danmaku/{id}/live", || to(stream::live)).play(),
    row(Api, Anyone, "GET", "/api/v1/videos/{id}/danmaku", || to(api::room)).play(),
    row(Api, Member, "POST", "/api/v1/videos/{id}/danmaku", || to(api::send)),
    row(Api, Member, "PATCH", "/api/v1/videos/{id}/danmaku", || to(api::change)),
    row(Api, Anyone, "GET", SEGMENT, || to(api::segment)).play(),
    row(Api, Anyone, "GET", DELTA, || to(api::delta)).play(),
    row(Api, Member, "POST", IMPORT, || to(importing::bring)).always(),
    row(Api, Anyone, "GET", ARTPLAYER, || to(dialects::artplayer)),
    row(Api, Member, "POST", "/api/v1/videos/{id}/danmaku/{danmaku_id}/recall", || to(api::recall)),
    row(Api, Member, "DELETE", "/api/v1/videos/{id}/danmaku/{danmaku_id}", || to(api::delete)),
    row(Api, Member, "POST", DECISION, || to(held::decide)),
    row(Api, Anyone, "GET", "/api/v1/videos/{id}/danmaku.xml", || to(dialects::xml)),
    row(Api, Anyone, "GET", "/api/v1/danmaku/dplayer/v3/", || to(dplayer::read)),
    row(Api, Anyone, "POST", "/api/v1/danmaku/dplayer/v3/", || to(dplayer::send)),
    row(Api, Anyone, "GET", "/api/v1/danmaku/dplayer/v3", || to(dplayer::read_bare)),
    row(Api, Anyone, "POST", "/api/v1/danmaku/dplayer/v3", || to(dplayer::send_bare)),
    row(Api, Member, "GET", "/api/v1/danmaku/held", || to(held::list)),
    row(Api, Member, "GET", "/api/v1/danmaku/filters", || to(filters::list)),
    row(Api, Member, "PUT", "/api/v1/danmaku/filters", || to(filters::save)),
];
