//! The way of a video as JSON.

use crate::contract::video::{FollowWayRequest, GetVideoRequest, Way, WayState};
use crate::gateway::core::api::{CauseJson, ErrorJson, fresh};
use crate::gateway::core::error::{Answer, HttpError};
use crate::gateway::core::front::{Front, FrontData};
use crate::gateway::core::request::RequestContext;
use crate::gateway::studio::views::StageRow;
use crate::gateway::studio::views::way::{self as progress, Progress};
use crate::gateway::studio::{calls, stream};
use actix_web::web;
use std::time::Duration;
use utoipa::{OpenApi, ToSchema};

/// Where a video stands on its way from file to page.
#[derive(serde::Serialize, ToSchema)]
pub(in crate::gateway) struct ProgressJson {
    video_id: String,
    /// `uploading`, `checking`, `transcoding`, `in_review`, `ready`, `published`, `refused`,
    /// `failed` or `blocked`.
    state: &'static str,
    /// `upload`, `probe`, `ladder`, `package`, `poster`, `storyboard`, `publish`, in this order.
    stages: Vec<StageJson>,
    /// Whether `POST …/retry` would start the work again.
    retryable: bool,
    page_url: String,
}

/// One stage of the way.
#[derive(serde::Serialize, ToSchema)]
pub(in crate::gateway) struct StageJson {
    name: String,
    /// `waiting`, `running`, `retrying`, `done` or `failed`.
    state: &'static str,
    /// 0 to 1.
    progress: f64,
    /// Seconds of media per second of work.
    speed: Option<f64>,
    attempt: u32,
    attempts_max: u32,
    cause: Option<CauseJson>,
}

impl ProgressJson {
    pub(in crate::gateway) fn of(progress: &Progress) -> Self {
        Self {
            video_id: progress.video_id.clone(),
            state: progress.state.code(),
            stages: progress.stages.iter().map(StageJson::of).collect(),
            retryable: progress.is_retryable,
            page_url: format!("/watch/{}", progress.video_id),
        }
    }
}

impl StageJson {
    fn of(row: &StageRow) -> Self {
        let cause = row.cause.as_ref();
        Self {
            name: row.code(),
            state: row.state.code(),
            progress: row.progress,
            speed: row.speed,
            attempt: row.attempt,
            attempts_max: row.attempts_max,
            cause: cause
                .map(|cause| CauseJson { code: cause.code.clone(), text: cause.text.clone() }),
        }
    }
}

/// Asks `video` where a video of the caller's stands.
///
/// # Errors
/// `video.VIDEO_UNKNOWN` when there is none that the caller may see, and `kernel.NOT_FOUND` when it
/// is somebody else's: its page is for all who may see it, its making is for its owner.
pub(in crate::gateway) async fn way(
    front: &Front,
    req: &RequestContext,
    video_id: &str,
) -> Result<Way, HttpError> {
    let request = GetVideoRequest { video_id: video_id.to_owned() };
    let card = front.clients().video.get_video(&req.cx(), request).await?.video;
    card.and_then(|card| card.way).ok_or_else(HttpError::not_found)
}

/// Asks where a video stands, and whoever works on it how far they are.
///
/// # Errors
/// As of `way`; faults of `video`, and of the others unless they are only out of reach.
pub(in crate::gateway) async fn now(
    front: &Front,
    req: &RequestContext,
    video_id: &str,
) -> Result<Progress, HttpError> {
    let way = way(front, req, video_id).await?;
    let live_progress = calls::ask(front, req, (&way.worker, video_id)).await?;
    Ok(progress::of(video_id, &way, live_progress, req.language))
}

/// How long a retry waits until `video` has heard of it.
const HEARD_MAX: Duration = Duration::from_secs(2);

/// Waits until `video` has heard that a failed video is worked on again, and says where it stands.
///
/// # Errors
/// As of `way`.
pub(in crate::gateway) async fn heard_again(
    front: &Front,
    req: &RequestContext,
    video_id: &str,
) -> Result<Progress, HttpError> {
    let request = FollowWayRequest { video_id: video_id.to_owned(), version: 0 };
    let mut told = front.clients().video.follow_way(&req.cx(), request).await?;
    let hearing = async {
        while let Some(news) = told.next().await {
            if news?.way.is_some_and(|way| way.state() != WayState::Failed) {
                break;
            }
        }
        Ok::<_, HttpError>(())
    };
    if let Ok(heard) = tokio::time::timeout(HEARD_MAX, hearing).await {
        heard?;
    }
    now(front, req, video_id).await
}

/// `GET /api/v1/videos/{id}/progress`
#[utoipa::path(
    get, path = "/api/v1/videos/{id}/progress", tag = "videos",
    operation_id = "getProgress",
    params(("id" = String, Path, description = "The video")),
    responses(
        (status = 200, description = "Where the video stands", body = ProgressJson),
        (status = 404, description = "No such video, or not yours", body = ErrorJson),
    )
)]
pub(in crate::gateway) async fn progress(
    front: FrontData,
    req: RequestContext,
    id: web::Path<String>,
) -> Answer {
    Ok(fresh(&ProgressJson::of(&now(&front, &req, &id).await?)))
}

/// The operations of the document.
#[derive(OpenApi)]
#[openapi(paths(progress, stream::progress))]
pub(in crate::gateway) struct Operations;
