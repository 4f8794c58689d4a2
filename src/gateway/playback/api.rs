//! Play sessions as JSON.

use crate::contract::playback::{ReportProgressRequest, StartSessionRequest, StartSessionResponse};
use crate::contract::transcode::Storyboard;
use crate::gateway::core::api::{ErrorJson, fresh};
use crate::gateway::core::body::Json;
use crate::gateway::core::error::Answer;
use crate::gateway::core::front::FrontData;
use crate::gateway::core::query::asked;
use crate::gateway::core::request::RequestContext;
use actix_web::{HttpRequest, HttpResponse, web};
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

/// How far a viewer came.
#[derive(serde::Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::gateway) struct PositionJson {
    position_ms: u64,
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
        (status = 202, description = "Taken, and written within `playback.progress_every_ms`: \
            a server that is killed before loses it"),
        (status = 404, description = "No such session of yours", body = ErrorJson),
    )
)]
pub(in crate::gateway) async fn report(
    front: FrontData,
    req: RequestContext,
    id: web::Path<String>,
    position: Json<PositionJson>,
) -> Answer {
    let request =
        ReportProgressRequest { session_id: id.into_inner(), position_ms: position.0.position_ms };
    front.clients().playback.report_progress(&req.cx(), request).await?;
    Ok(HttpResponse::Accepted().finish())
}

/// The operations of the document.
#[derive(OpenApi)]
#[openapi(
    paths(
        start, report,
    ),
    tags((name = "playback", description = "Play sessions"))
)]
pub(in crate::gateway) struct Operations;
