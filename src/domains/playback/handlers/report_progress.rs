//! ReportProgress: where a viewer is. Reports come often, so most of them wait in memory for the
//! next write; it must not make a write of each.

use crate::contract::playback::{ReportProgressRequest, ReportProgressResponse};
use crate::domains::playback::model::ResumeKey;
use crate::domains::playback::{Playback, jobs, model};
use crate::kernel::context::Context;
use crate::kernel::fault::Reply;

pub(in crate::domains::playback) async fn handle(
    service: &Playback,
    cx: Context,
    request: ReportProgressRequest,
) -> Reply<ReportProgressResponse> {
    let (options, now_ms) = (service.options.get(), service.domain.clock.now_ms());
    let viewer = model::decide_viewer(&cx.caller);
    let session_id = request.session_id.parse().map_err(|_| model::refuse_session())?;
    let session = service.session(&session_id).await?;
    let session = session
        .filter(|session| session.is_told_by(&viewer) && session.is_open(now_ms))
        .ok_or_else(model::refuse_session)?;
    let slack_ms = options.position_slack_ms;
    let place = model::decide_resume(request.position_ms, session.duration_ms, slack_ms)?;
    if session.viewer.is_empty() {
        return Ok(ReportProgressResponse {});
    }
    let resume_key = ResumeKey { viewer, video_id: session.video_id.clone() };
    if service.progress.note(&resume_key, place, now_ms, &options) {
        jobs::write_places(
            &service.domain.db,
            &service.progress,
            vec![(resume_key, place)],
            &options,
        )
        .await?;
    }
    Ok(ReportProgressResponse {})
}
