//! What waits for a person, as JSON. It must not be read by those who wrote it.

use super::DanmakuJson;
use crate::contract::danmaku::{DecideHeldRequest, HeldBullet, ListHeldRequest};
use crate::gateway::core::api::{ErrorJson, fresh};
use crate::gateway::core::body::Json;
use crate::gateway::core::error::Answer;
use crate::gateway::core::front::FrontData;
use crate::gateway::core::query::page_of;
use crate::gateway::core::request::RequestContext;
use actix_web::{HttpRequest, HttpResponse, web};
use utoipa::ToSchema;

/// A text that waits for a person.
#[derive(serde::Serialize, ToSchema)]
pub(in crate::gateway) struct HeldDanmakuJson {
    item: DanmakuJson,
    video_id: String,
    user_id: String,
}

/// What waits, newest first.
#[derive(serde::Serialize, ToSchema)]
#[schema(as = HeldDanmakuListJson)]
pub(in crate::gateway) struct HeldJson {
    held: Vec<HeldDanmakuJson>,
    /// Where the next page begins; absent on the last one.
    next_cursor: Option<String>,
}

/// What is decided about a text that waits.
#[derive(serde::Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = HeldDanmakuDecisionJson)]
pub(in crate::gateway) struct DecisionJson {
    /// Whether it is shown; it is removed otherwise.
    show: bool,
}

/// `GET /api/v1/danmaku/held`
#[utoipa::path(
    get, path = "/api/v1/danmaku/held", tag = "danmaku",
    operation_id = "listHeldDanmaku",
    params(
        ("cursor" = Option<String>, Query, description = "Where the previous page ended"),
        ("limit" = Option<u32>, Query, description = "1 to 100"),
    ),
    responses(
        (status = 200, description = "What waits for a moderator", body = HeldJson),
        (status = 403, description = "You are no moderator", body = ErrorJson),
    )
)]
pub(in crate::gateway) async fn list(
    front: FrontData,
    req: RequestContext,
    request: HttpRequest,
) -> Answer {
    let asked = ListHeldRequest { page: Some(page_of(&request)?) };
    let told = front.clients().danmaku.list_held(&req.cx(), asked).await?;
    let one = |one: HeldBullet| HeldDanmakuJson {
        item: DanmakuJson::of(one.bullet.unwrap_or_default()),
        video_id: one.video_id,
        user_id: one.sender_id,
    };
    let next_cursor = Some(told.next_cursor).filter(|cursor| !cursor.is_empty());
    Ok(fresh(&HeldJson { held: told.held.into_iter().map(one).collect(), next_cursor }))
}

/// `POST /api/v1/videos/{id}/danmaku/{danmaku_id}/decision`
#[utoipa::path(
    post, path = "/api/v1/videos/{id}/danmaku/{danmaku_id}/decision", tag = "danmaku",
    operation_id = "decideHeldDanmaku", request_body = DecisionJson,
    params(
        ("id" = String, Path, description = "The video"),
        ("danmaku_id" = String, Path, description = "The text"),
    ),
    responses(
        (status = 204, description = "The decision is in force"),
        (status = 403, description = "You are no moderator", body = ErrorJson),
        (status = 404, description = "No such text waits", body = ErrorJson),
    )
)]
pub(in crate::gateway) async fn decide(
    front: FrontData,
    req: RequestContext,
    place: web::Path<(String, String)>,
    decision: Json<DecisionJson>,
) -> Answer {
    let (video_id, danmaku_id) = place.into_inner();
    let asked = DecideHeldRequest { video_id, danmaku_id, is_shown: decision.0.show };
    front.clients().danmaku.decide_held(&req.cx(), asked).await?;
    Ok(HttpResponse::NoContent().finish())
}
