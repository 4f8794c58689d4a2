//! What is written over videos, as JSON: rooms, segments, sending and taking away.

pub(in crate::gateway) mod dialects;
pub(in crate::gateway) mod dplayer;
mod file;
pub(in crate::gateway) mod filters;
pub(in crate::gateway) mod held;
pub(in crate::gateway) mod importing;
pub(in crate::gateway) mod looks;

use crate::contract::danmaku::{
    Bullet, ChangeRoomRequest, DeleteDanmakuRequest, GetDeltaRequest, GetRoomRequest,
    GetRoomResponse, GetSegmentRequest, RecallDanmakuRequest, RoomState, SegmentInfo,
    SendDanmakuRequest, Standing,
};
use crate::gateway::core::api::{ErrorJson, fresh};
use crate::gateway::core::body::Json;
use crate::gateway::core::error::Answer;
use crate::gateway::core::front::FrontData;
use crate::gateway::core::query::asked;
use crate::gateway::core::request::RequestContext;
use crate::kernel::fault::{Error, Fault};
use actix_web::http::header::CACHE_CONTROL;
use actix_web::{HttpRequest, HttpResponse, web};
use looks::{ModeJson, PositionJson, SizeJson};
use utoipa::{OpenApi, ToSchema};

/// A version never changes: whoever has it need not ask again.
const FOR_GOOD: &str = "public, max-age=31536000, immutable";
const FOR_GOOD_PRIVATE: &str = "private, max-age=31536000, immutable";

/// One text over the picture.
#[derive(serde::Serialize, ToSchema)]
pub(in crate::gateway) struct DanmakuJson {
    danmaku_id: String,
    /// Where in the video.
    time_ms: u64,
    mode: ModeJson,
    /// `0xRRGGBB` as a number.
    color: u32,
    size: SizeJson,
    /// As it was written; escape it for where you show it.
    text: String,
    /// Tells one sender from another.
    sender: String,
    sent_at_ms: i64,
    /// The text that said nearly the same at nearly the same moment before this one: show it once,
    /// with how many there are. Left out where none did.
    #[serde(skip_serializing_if = "String::is_empty")]
    group_id: String,
    /// Of those that are positioned.
    #[serde(skip_serializing_if = "Option::is_none")]
    position: Option<PositionJson>,
}

impl DanmakuJson {
    pub(in crate::gateway) fn of(one: Bullet) -> Self {
        Self {
            mode: ModeJson::of(one.mode()),
            size: SizeJson::of(one.size()),
            danmaku_id: one.danmaku_id,
            time_ms: one.time_ms,
            color: one.color,
            text: one.text,
            sender: one.sender,
            sent_at_ms: one.sent_at_ms,
            group_id: one.group_id,
            position: one.position.map(PositionJson::of),
        }
    }

    pub(in crate::gateway) fn all(bullets: Vec<Bullet>) -> Vec<Self> {
        bullets.into_iter().map(Self::of).collect()
    }
}

/// A room.
#[derive(serde::Serialize, ToSchema)]
#[schema(as = DanmakuRoomJson)]
pub(in crate::gateway) struct RoomJson {
    /// Offsets of another epoch say nothing about this one.
    epoch: String,
    /// Of the newest change.
    offset: u64,
    /// How many texts there are.
    count: u64,
    segment_ms: u64,
    segments: Vec<SegmentJson>,
    /// How much is written in each hundredth of the video; empty where nothing is.
    energy: Vec<u32>,
    #[serde(flatten)]
    state: RoomStateJson,
    may_send: bool,
    /// Whether you may take away what others wrote.
    may_manage: bool,
    /// Whether everybody may watch the video. Segments and deltas take no token then, and one
    /// address serves all.
    is_public: bool,
}

/// A part of a room: six minutes of the video.
#[derive(serde::Serialize, ToSchema)]
#[schema(as = DanmakuSegmentJson)]
pub(in crate::gateway) struct SegmentJson {
    number: u32,
    version: u64,
    /// What came after this offset is in the delta.
    offset: u64,
    count: u64,
}

impl RoomJson {
    fn of(room: GetRoomResponse) -> Self {
        let state = RoomStateJson::of(room.state.unwrap_or_default());
        let segment = |one: SegmentInfo| {
            let SegmentInfo { number, version, offset, count } = one;
            SegmentJson { number, version, offset, count }
        };
        Self {
            epoch: room.epoch,
            offset: room.offset,
            count: room.segments.iter().map(|one| one.count).sum(),
            segment_ms: room.segment_ms,
            segments: room.segments.into_iter().map(segment).collect(),
            energy: room.energy,
            state,
            may_send: room.may_send,
            may_manage: room.may_manage,
            is_public: room.is_public,
        }
    }
}

/// Texts in the order of the video.
#[derive(serde::Serialize, ToSchema)]
#[schema(as = DanmakuItemsJson)]
pub(in crate::gateway) struct ItemsJson {
    items: Vec<DanmakuJson>,
}

/// Texts in the order in which they were sent.
#[derive(serde::Serialize, ToSchema)]
#[schema(as = DanmakuDeltaJson)]
pub(in crate::gateway) struct DeltaJson {
    /// Of the newest change of the room.
    offset: u64,
    items: Vec<DanmakuJson>,
}

/// A text to be written.
#[derive(serde::Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::gateway) struct NewDanmakuJson {
    time_ms: u64,
    text: String,
    #[serde(default)]
    mode: ModeJson,
    /// `0xRRGGBB` as a number; white if it is left out.
    #[serde(default = "white")]
    color: u32,
    #[serde(default)]
    size: SizeJson,
    /// Of what is positioned, and of nothing else.
    position: Option<PositionJson>,
}

fn white() -> u32 {
    0x00ff_ffff
}

/// What became of a text.
#[derive(serde::Serialize, ToSchema)]
pub(in crate::gateway) struct SentDanmakuJson {
    item: DanmakuJson,
    /// `shown`, or `held` until it is looked at.
    state: &'static str,
}

/// What is to hold in a room; what is left out stays.
#[derive(serde::Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = DanmakuRoomChangeJson)]
pub(in crate::gateway) struct RoomChangeJson {
    is_muted: Option<bool>,
    /// The least time between two texts of one account.
    slow_mode_ms: Option<u64>,
    /// Whether only followers of the owner of the video may write.
    is_followers_only: Option<bool>,
}

/// What holds in a room.
#[derive(serde::Serialize, ToSchema)]
#[schema(as = DanmakuRoomStateJson)]
pub(in crate::gateway) struct RoomStateJson {
    is_muted: bool,
    slow_mode_ms: u64,
    is_followers_only: bool,
}

impl RoomStateJson {
    pub(in crate::gateway) fn of(state: RoomState) -> Self {
        let RoomState { is_muted, slow_mode_ms, is_followers_only } = state;
        Self { is_muted, slow_mode_ms, is_followers_only }
    }
}

/// What is said beside a room.
#[derive(serde::Deserialize)]
pub(in crate::gateway) struct PlayQuery {
    /// The token of a play session.
    #[serde(default)]
    pub(in crate::gateway) play: String,
}

#[derive(serde::Deserialize)]
struct VersionQuery {
    #[serde(default)]
    play: String,
    v: u64,
}

#[derive(serde::Deserialize)]
struct DeltaQuery {
    #[serde(default)]
    play: String,
    #[serde(default)]
    after: u64,
}

/// `GET /api/v1/videos/{id}/danmaku`
#[utoipa::path(
    get, path = "/api/v1/videos/{id}/danmaku", tag = "danmaku",
    operation_id = "getDanmakuRoom",
    params(
        ("id" = String, Path, description = "The video"),
        ("play" = Option<String>, Query, description =
            "The token of a play session: the part after `/media/` of its addresses"),
    ),
    responses(
        (status = 200, description = "The room", body = RoomJson),
        (status = 404, description = "No such video, or not for you", body = ErrorJson),
    )
)]
pub(in crate::gateway) async fn room(
    front: FrontData,
    req: RequestContext,
    request: HttpRequest,
    id: web::Path<String>,
) -> Answer {
    let PlayQuery { play: media_token } = asked(&request)?;
    let asked = GetRoomRequest { video_id: id.into_inner(), media_token };
    let room = front.clients().danmaku.get_room(&req.cx(), asked).await?;
    Ok(fresh(&RoomJson::of(room)))
}

/// `GET /api/v1/videos/{id}/danmaku/segments/{number}`
#[utoipa::path(
    get, path = "/api/v1/videos/{id}/danmaku/segments/{number}", tag = "danmaku",
    operation_id = "getDanmakuSegment",
    params(
        ("id" = String, Path, description = "The video"),
        ("number" = u32, Path, description = "Which segment"),
        ("v" = u64, Query, description = "Its version, as the room has it"),
        ("play" = Option<String>, Query, description = "The token of a play session"),
    ),
    responses(
        (status = 200, description = "What was written, as that version has it; it can be kept",
            body = ItemsJson),
        (status = 404, description = "It has another version by now, or the video is not for you",
            body = ErrorJson),
    )
)]
pub(in crate::gateway) async fn segment(
    front: FrontData,
    req: RequestContext,
    request: HttpRequest,
    place: web::Path<(String, u32)>,
) -> Answer {
    let VersionQuery { play: media_token, v: version } = asked(&request)?;
    let (video_id, number) = place.into_inner();
    let key = format!("danmaku {video_id}/{number}/{version}");
    // Whoever may not read it, or asks for what it said before, is refused all the same.
    let known = front.packed.find(&key);
    let is_held = known.is_some();
    let asked = GetSegmentRequest { video_id, media_token, number, version, is_held };
    let told = front.clients().danmaku.get_segment(&req.cx(), asked).await?;
    let cached = if told.is_public { FOR_GOOD } else { FOR_GOOD_PRIVATE };
    let packed = match known {
        Some(known) => known,
        None => {
            let items = ItemsJson { items: DanmakuJson::all(told.bullets) };
            let plain = serde_json::to_vec(&items).map_err(Fault::internal).map_err(Error::from)?;
            front.packed.keep(key, plain)
        },
    };
    let mut answer = HttpResponse::Ok();
    answer.insert_header((CACHE_CONTROL, cached));
    Ok(packed.answer(request.headers(), answer))
}

/// `GET /api/v1/videos/{id}/danmaku/segments/{number}/delta`
#[utoipa::path(
    get, path = "/api/v1/videos/{id}/danmaku/segments/{number}/delta", tag = "danmaku",
    operation_id = "getDanmakuDelta",
    params(
        ("id" = String, Path, description = "The video"),
        ("number" = u32, Path, description = "Which segment"),
        ("after" = Option<u64>, Query, description = "The offset of the segment"),
        ("play" = Option<String>, Query, description = "The token of a play session"),
    ),
    responses(
        (status = 200, description = "What was written since", body = DeltaJson),
        (status = 404, description = "No such video, or not for you", body = ErrorJson),
    )
)]
pub(in crate::gateway) async fn delta(
    front: FrontData,
    req: RequestContext,
    request: HttpRequest,
    place: web::Path<(String, u32)>,
) -> Answer {
    let DeltaQuery { play: media_token, after: after_offset } = asked(&request)?;
    let (video_id, number) = place.into_inner();
    let asked = GetDeltaRequest { video_id, media_token, number, after_offset };
    let told = front.clients().danmaku.get_delta(&req.cx(), asked).await?;
    Ok(fresh(&DeltaJson { offset: told.offset, items: DanmakuJson::all(told.bullets) }))
}

/// `POST /api/v1/videos/{id}/danmaku`
#[utoipa::path(
    post, path = "/api/v1/videos/{id}/danmaku", tag = "danmaku",
    operation_id = "sendDanmaku", request_body = NewDanmakuJson,
    params(
        ("id" = String, Path, description = "The video"),
        ("play" = String, Query, description = "The token of a play session of it"),
    ),
    responses(
        (status = 201, description = "It is written", body = SentDanmakuJson),
        (status = 403, description = "You do not play the video, or nobody may write there now",
            body = ErrorJson),
        (status = 404, description = "No such video, or not for you", body = ErrorJson),
        (status = 409, description = "You have just written that here", body = ErrorJson),
        (status = 422, description = "The text, its moment or its look does not fit, or the rules \
            of the site do not allow it", body = ErrorJson),
        (status = 429, description = "Too soon after the last one", body = ErrorJson),
    )
)]
pub(in crate::gateway) async fn send(
    front: FrontData,
    req: RequestContext,
    request: HttpRequest,
    id: web::Path<String>,
    new: Json<NewDanmakuJson>,
) -> Answer {
    front.take_text(&req)?;
    let PlayQuery { play: media_token } = asked(&request)?;
    let NewDanmakuJson { time_ms, text, mode, color, size, position } = new.0;
    let asked = SendDanmakuRequest {
        video_id: id.into_inner(),
        media_token,
        time_ms,
        text,
        mode: mode.mode().into(),
        color,
        size: size.size().into(),
        position: position.map(PositionJson::position),
    };
    let sent = front.clients().danmaku.send_danmaku(&req.keyed_cx(&front), asked).await?;
    let state = if sent.standing() == Standing::Shown { "shown" } else { "held" };
    let item = DanmakuJson::of(sent.bullet.unwrap_or_default());
    let json = SentDanmakuJson { item, state };
    Ok(HttpResponse::Created().insert_header((CACHE_CONTROL, "no-store")).json(json))
}

/// `PATCH /api/v1/videos/{id}/danmaku`
#[utoipa::path(
    patch, path = "/api/v1/videos/{id}/danmaku", tag = "danmaku",
    operation_id = "changeDanmakuRoom", request_body = RoomChangeJson,
    params(("id" = String, Path, description = "The video")),
    responses(
        (status = 200, description = "What holds now", body = RoomStateJson),
        (status = 403, description = "You are neither its owner nor a moderator", body = ErrorJson),
        (status = 404, description = "Nothing was written over such a video", body = ErrorJson),
        (status = 422, description = "The time between two texts is too long", body = ErrorJson),
    )
)]
pub(in crate::gateway) async fn change(
    front: FrontData,
    req: RequestContext,
    id: web::Path<String>,
    change: Json<RoomChangeJson>,
) -> Answer {
    let RoomChangeJson { is_muted, slow_mode_ms, is_followers_only } = change.0;
    let video_id = id.into_inner();
    let asked = ChangeRoomRequest { video_id, is_muted, slow_mode_ms, is_followers_only };
    let told = front.clients().danmaku.change_room(&req.cx(), asked).await?;
    Ok(fresh(&RoomStateJson::of(told.state.unwrap_or_default())))
}

/// `POST /api/v1/videos/{id}/danmaku/{danmaku_id}/recall`
#[utoipa::path(
    post, path = "/api/v1/videos/{id}/danmaku/{danmaku_id}/recall", tag = "danmaku",
    operation_id = "recallDanmaku",
    params(
        ("id" = String, Path, description = "The video"),
        ("danmaku_id" = String, Path, description = "The text"),
    ),
    responses(
        (status = 204, description = "It is taken back"),
        (status = 404, description = "No such text of yours", body = ErrorJson),
        (status = 409, description = "It was written too long ago", body = ErrorJson),
    )
)]
pub(in crate::gateway) async fn recall(
    front: FrontData,
    req: RequestContext,
    place: web::Path<(String, String)>,
) -> Answer {
    let (video_id, danmaku_id) = place.into_inner();
    let asked = RecallDanmakuRequest { video_id, danmaku_id };
    front.clients().danmaku.recall_danmaku(&req.cx(), asked).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// `DELETE /api/v1/videos/{id}/danmaku/{danmaku_id}`
#[utoipa::path(
    delete, path = "/api/v1/videos/{id}/danmaku/{danmaku_id}", tag = "danmaku",
    operation_id = "deleteDanmaku",
    params(
        ("id" = String, Path, description = "The video"),
        ("danmaku_id" = String, Path, description = "The text"),
    ),
    responses(
        (status = 204, description = "It is taken away"),
        (status = 403, description = "You are neither the owner of the video nor a moderator",
            body = ErrorJson),
        (status = 404, description = "No such text", body = ErrorJson),
    )
)]
pub(in crate::gateway) async fn delete(
    front: FrontData,
    req: RequestContext,
    place: web::Path<(String, String)>,
) -> Answer {
    let (video_id, danmaku_id) = place.into_inner();
    let asked = DeleteDanmakuRequest { video_id, danmaku_id };
    front.clients().danmaku.delete_danmaku(&req.cx(), asked).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// The operations of the document.
#[derive(OpenApi)]
#[openapi(
    paths(
        room, segment, delta, send, change, recall, delete, filters::list, filters::save,
        held::list, held::decide, importing::bring, dialects::artplayer, dialects::xml,
        dplayer::read, dplayer::read_bare, dplayer::send, dplayer::send_bare,
    ),
    tags((name = "danmaku", description = "What is written over videos"))
)]
pub(in crate::gateway) struct Operations;
