//! The way of a video as JSON.

use crate::contract::ingest::GetUploadOfVideoRequest;
use crate::contract::transcode::GetJobRequest;
use crate::contract::video::GetVideoRequest;
use crate::gateway::core::api::{CauseJson, ErrorJson, fresh};
use crate::gateway::core::front::{Desk, Front};
use crate::gateway::core::trouble::{Answer, Trouble};
use crate::gateway::core::visit::Visit;
use crate::gateway::studio::stream;
use crate::gateway::studio::views::StageRow;
use crate::gateway::studio::views::way::{self as progress, Known, Progress};
use crate::kernel::fault::{Error, Fault, Reply};
use actix_web::web;
use utoipa::{OpenApi, ToSchema};

/// Where a video stands on its way from file to page.
#[derive(serde::Serialize, ToSchema)]
pub(in crate::gateway) struct ProgressJson {
    video_id: String,
    /// `uploading`, `checking`, `transcoding`, `ready`, `published`, `refused` or `failed`.
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
    name: &'static str,
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
            name: row.stage.code(),
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

/// Asks the three domains where a video stands.
///
/// # Errors
/// `video.VIDEO_UNKNOWN` when the caller may not see it; faults of `video`, and of the others
/// unless they are only out of reach.
pub(in crate::gateway) async fn known(
    front: &Front,
    visit: &Visit,
    video_id: &str,
) -> Result<Known, Trouble> {
    let (cx, clients) = (visit.cx(), front.clients());
    let id = || video_id.to_owned();
    let (video, upload, job) = tokio::join!(
        clients.video.get_video(&cx, GetVideoRequest { video_id: id() }),
        clients.ingest.get_upload_of_video(&cx, GetUploadOfVideoRequest { video_id: id() }),
        clients.transcode.get_job(&cx, GetJobRequest { video_id: id() }),
    );
    let video = video?.video.ok_or_else(Trouble::not_found)?;
    if !visit.caller.may_act_for(&video.owner_id) {
        // Its page is for all who may see it; its making is for its owner.
        return Err(Trouble::not_found());
    }
    let (mut is_upload_away, mut is_job_away) = (false, false);
    let upload = known_or_none(upload, &mut is_upload_away)?.and_then(|answer| answer.upload);
    let job = known_or_none(job, &mut is_job_away)?.and_then(|answer| answer.job);
    Ok(Known { video, upload, job, is_upload_away, is_job_away })
}

/// A domain that has not heard of the video yet knows nothing about it; of one that is away nothing
/// is known.
fn known_or_none<T>(reply: Reply<T>, is_away: &mut bool) -> Result<Option<T>, Trouble> {
    match reply {
        Ok(answer) => Ok(Some(answer)),
        Err(Error::Refused(_)) => Ok(None),
        Err(Error::Fault(fault)) if !matches!(fault, Fault::Internal(_)) => {
            *is_away = true;
            Ok(None)
        },
        Err(fault) => Err(fault.into()),
    }
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
    desk: Desk,
    visit: Visit,
    id: web::Path<String>,
) -> Answer {
    let known = known(&desk, &visit, &id).await?;
    let json = ProgressJson::of(&progress::of(&known, visit.language));
    Ok(fresh(&json))
}

/// The operations of the document.
#[derive(OpenApi)]
#[openapi(paths(progress, stream::progress))]
pub(in crate::gateway) struct Operations;
