//! Play sessions, histories and views as JSON.

use super::calls;
use crate::contract::playback::{
    ClearHistoryRequest, Interval, ListHistoryRequest, PauseHistoryRequest,
    RemoveFromHistoryRequest, ReportProgressRequest, ResumeHistoryRequest, StartSessionRequest,
    StartSessionResponse, WatchedVideo,
};
use crate::contract::transcode::Storyboard;
use crate::gateway::core::api::{ErrorJson, fresh};
use crate::gateway::core::body::Json;
use crate::gateway::core::error::Answer;
use crate::gateway::core::front::FrontData;
use crate::gateway::core::network;
use crate::gateway::core::query::{asked, page_of};
use crate::gateway::core::request::RequestContext;
use crate::gateway::video::calls as video;
use actix_web::http::header::USER_AGENT;
use actix_web::{HttpRequest, HttpResponse, web};
use std::collections::BTreeMap;
use utoipa::{OpenApi, ToSchema};

/// The file of a package that shows the pictures above the seek bar.
const STORYBOARD_FILE: &str = "storyboard.jpg";
pub(in crate::gateway) const MASTER_FILE: &str = "master.m3u8";

/// A play session.
#[derive(serde::Serialize, ToSchema)]
pub(in crate::gateway) struct SessionJson {
    session_id: String,
    /// The master playlist; it plays by itself in any HLS player until the session runs out.
    master_url: String,
    /// Where the viewer left off.
    resume_ms: u64,
    duration_ms: u64,
    storyboard: Option<StoryboardJson>,
}

/// One sheet of small pictures, in rows.
#[derive(serde::Serialize, ToSchema)]
pub(in crate::gateway) struct StoryboardJson {
    url: String,
    columns: u32,
    rows: u32,
    tile_width: u32,
    tile_height: u32,
    interval_ms: u64,
    count: u32,
}

impl SessionJson {
    pub(in crate::gateway) fn of(session: StartSessionResponse) -> Self {
        let base = format!("/media/{}", session.media_token);
        let storyboard = session.storyboard.as_ref().filter(|board| board.count > 0);
        Self {
            master_url: format!("{base}/{MASTER_FILE}"),
            resume_ms: session.resume_ms,
            duration_ms: session.duration_ms,
            storyboard: storyboard.map(|board| StoryboardJson::of(board, &base)),
            session_id: session.session_id,
        }
    }
}

impl StoryboardJson {
    fn of(route_table: &Storyboard, base: &str) -> Self {
        Self {
            url: format!("{base}/{STORYBOARD_FILE}"),
            columns: route_table.columns,
            rows: route_table.rows,
            tile_width: route_table.tile_width,
            tile_height: route_table.tile_height,
            interval_ms: route_table.interval_ms,
            count: route_table.count,
        }
    }
}

/// How far a viewer came, and what was played.
#[derive(serde::Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::gateway) struct PositionJson {
    position_ms: u64,
    /// Counts the reports of this session that say what was played, from 1; a repeat is ignored.
    #[serde(default)]
    sequence: u64,
    /// What was really played since the last report, each from a moment up to another. All of it is
    /// no more than twice the time since the session began.
    #[serde(default)]
    played: Vec<PlayedJson>,
}

/// A part that was played.
#[derive(serde::Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::gateway) struct PlayedJson {
    from_ms: u64,
    to_ms: u64,
}

/// A video in a history.
#[derive(serde::Serialize, ToSchema)]
pub(in crate::gateway) struct WatchedJson {
    video_id: String,
    /// Absent where the video is not shown to you any more.
    title: Option<String>,
    /// How far you came the last time.
    position_ms: u64,
    duration_ms: u64,
    watched_at_ms: i64,
    page_url: String,
}

/// What somebody has watched, newest first, one entry a video.
#[derive(serde::Serialize, ToSchema)]
pub(in crate::gateway) struct HistoryJson {
    videos: Vec<WatchedJson>,
    /// Where the next page begins; absent on the last one.
    next_cursor: Option<String>,
    /// Nothing is added until you resume it.
    is_paused: bool,
}

/// Whether a history is paused.
#[derive(serde::Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::gateway) struct PausedJson {
    paused: bool,
}

/// How often videos were viewed.
#[derive(serde::Serialize, ToSchema)]
pub(in crate::gateway) struct ViewsJson {
    /// By their ids. What is not shown to you is left out.
    views: BTreeMap<String, u64>,
}

/// Which videos.
#[derive(serde::Deserialize)]
struct ViewsQuery {
    /// With commas between them.
    video_ids: String,
}

/// What is said beside the video.
#[derive(serde::Deserialize)]
struct SessionQuery {
    #[serde(default)]
    of_age: bool,
}

/// `POST /api/v1/videos/{id}/sessions`
#[utoipa::path(
    post, path = "/api/v1/videos/{id}/sessions", tag = "playback",
    operation_id = "startSession",
    params(
        ("id" = String, Path, description = "The video"),
        ("of_age" = Option<bool>, Query, description =
            "The viewer says that they are of age, which a video for adults asks for"),
    ),
    responses(
        (status = 200, description = "A session", body = SessionJson),
        (status = 404, description = "No such video, or not for you", body = ErrorJson),
        (status = 409, description = "It is not playable yet", body = ErrorJson),
    )
)]
pub(in crate::gateway) async fn start(
    front: FrontData,
    req: RequestContext,
    request: HttpRequest,
    id: web::Path<String>,
) -> Answer {
    let query: SessionQuery = asked(&request)?;
    let is_of_age = req.is_of_age || query.of_age;
    let request = StartSessionRequest { video_id: id.into_inner(), is_of_age };
    let session = front.clients().playback.start_session(&req.cx(), request).await?;
    Ok(fresh(&SessionJson::of(session)))
}

/// `POST /api/v1/sessions/{id}/progress`
#[utoipa::path(
    post, path = "/api/v1/sessions/{id}/progress", tag = "playback",
    operation_id = "reportPosition",
    params(("id" = String, Path, description = "The session")),
    request_body = PositionJson,
    responses(
        (status = 202, description = "Taken. A position alone is written within \
            `playback.progress_every_ms`: a server that is killed before loses it"),
        (status = 400, description = "That cannot have been played, or is not in the video",
            body = ErrorJson),
        (status = 404, description = "No such session of yours", body = ErrorJson),
    )
)]
pub(in crate::gateway) async fn report(
    front: FrontData,
    req: RequestContext,
    request: HttpRequest,
    id: web::Path<String>,
    position: Json<PositionJson>,
) -> Answer {
    let client = request.headers().get(USER_AGENT).and_then(|value| value.to_str().ok());
    if client.is_some_and(network::is_robot) {
        // Nobody has watched.
        return Ok(HttpResponse::Accepted().finish());
    }
    let PositionJson { position_ms, sequence, played } = position.0;
    let part = |one: PlayedJson| Interval { from_ms: one.from_ms, to_ms: one.to_ms };
    let request = ReportProgressRequest {
        session_id: id.into_inner(),
        position_ms,
        sequence,
        played: played.into_iter().map(part).collect(),
        network: network::mark(&front.gateway.csrf_key, req.origin.ip).into(),
    };
    front.clients().playback.report_progress(&req.cx(), request).await?;
    Ok(HttpResponse::Accepted().finish())
}

/// `GET /api/v1/history`
#[utoipa::path(
    get, path = "/api/v1/history", tag = "playback",
    operation_id = "listHistory",
    params(
        ("cursor" = Option<String>, Query, description = "Where the previous page ended"),
        ("limit" = Option<u32>, Query, description = "1 to 100"),
    ),
    responses(
        (status = 200, description = "What you have watched, newest first", body = HistoryJson),
        (status = 400, description = "No page begins there", body = ErrorJson),
    )
)]
pub(in crate::gateway) async fn history(
    front: FrontData,
    req: RequestContext,
    request: HttpRequest,
) -> Answer {
    let asked = ListHistoryRequest { page: Some(page_of(&request)?) };
    let told = front.clients().playback.list_history(&req.cx(), asked).await?;
    let ids = told.videos.iter().map(|one| one.video_id.clone()).collect();
    let mut cards = video::cards(&front, &req, ids).await?;
    let row = |one: WatchedVideo| WatchedJson {
        title: cards.remove(&one.video_id).map(|card| card.title),
        page_url: format!("/watch/{}", one.video_id),
        position_ms: one.position_ms,
        duration_ms: one.duration_ms,
        watched_at_ms: one.watched_at_ms,
        video_id: one.video_id,
    };
    let videos = told.videos.into_iter().map(row).collect();
    let next_cursor = Some(told.next_cursor).filter(|cursor| !cursor.is_empty());
    Ok(fresh(&HistoryJson { videos, next_cursor, is_paused: told.is_paused }))
}

/// `DELETE /api/v1/history`
#[utoipa::path(
    delete, path = "/api/v1/history", tag = "playback",
    operation_id = "clearHistory",
    responses((status = 204, description = "It is gone, with every place where you left off"))
)]
pub(in crate::gateway) async fn clear(front: FrontData, req: RequestContext) -> Answer {
    front.clients().playback.clear_history(&req.cx(), ClearHistoryRequest {}).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// `PATCH /api/v1/history`
#[utoipa::path(
    patch, path = "/api/v1/history", tag = "playback",
    operation_id = "pauseHistory", request_body = PausedJson,
    responses((status = 204, description =
        "While it is paused, nothing of what you watch is remembered"))
)]
pub(in crate::gateway) async fn pause(
    front: FrontData,
    req: RequestContext,
    paused: Json<PausedJson>,
) -> Answer {
    let (cx, playback) = (req.cx(), &front.clients().playback);
    if paused.0.paused {
        playback.pause_history(&cx, PauseHistoryRequest {}).await?;
    } else {
        playback.resume_history(&cx, ResumeHistoryRequest {}).await?;
    }
    Ok(HttpResponse::NoContent().finish())
}

/// `DELETE /api/v1/history/{id}`
#[utoipa::path(
    delete, path = "/api/v1/history/{id}", tag = "playback",
    operation_id = "removeFromHistory",
    params(("id" = String, Path, description = "The video")),
    responses(
        (status = 204, description = "It is not in your history"),
        (status = 404, description = "That is no id of a video", body = ErrorJson),
    )
)]
pub(in crate::gateway) async fn remove(
    front: FrontData,
    req: RequestContext,
    id: web::Path<String>,
) -> Answer {
    let request = RemoveFromHistoryRequest { video_id: id.into_inner() };
    front.clients().playback.remove_from_history(&req.cx(), request).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// `GET /api/v1/views`
#[utoipa::path(
    get, path = "/api/v1/views", tag = "playback",
    operation_id = "countViews",
    params(("video_ids" = String, Query, description = "Up to 100 ids with commas between them")),
    responses(
        (status = 200, description = "How often each was viewed", body = ViewsJson),
        (status = 400, description = "Too many at once, or none", body = ErrorJson),
    )
)]
pub(in crate::gateway) async fn views(
    front: FrontData,
    req: RequestContext,
    request: HttpRequest,
) -> Answer {
    let query: ViewsQuery = asked(&request)?;
    let video_ids = query.video_ids.split(',').map(str::to_owned).collect();
    let views = calls::count_views(&front, &req, video_ids).await?.into_iter().collect();
    Ok(fresh(&ViewsJson { views }))
}

/// The operations of the document.
#[derive(OpenApi)]
#[openapi(
    paths(
        start, report, history, clear, pause, remove, views,
    ),
    tags((name = "playback", description = "Play sessions, histories and views"))
)]
pub(in crate::gateway) struct Operations;
