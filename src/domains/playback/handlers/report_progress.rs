//! ReportProgress: where a viewer is. Reports come often, so most of them wait in memory for the
//! next write; it must not make a write of each.

use crate::contract::playback::{ReportProgressRequest, ReportProgressResponse};
use crate::domains::playback::model::Spot;
use crate::domains::playback::{Playback, jobs, model};
use crate::kernel::context::Context;
use crate::kernel::fault::Reply;

pub(in crate::domains::playback) async fn handle(
    desk: &Playback,
    cx: Context,
    request: ReportProgressRequest,
) -> Reply<ReportProgressResponse> {
    let (options, now_ms) = (desk.options.get(), desk.seat.clock.now_ms());
    let viewer = model::decide_viewer(&cx.caller);
    let session_id = request.session_id.parse().map_err(|_| model::refuse_session())?;
    let ticket = desk.ticket(&session_id).await?;
    let ticket = ticket
        .filter(|ticket| ticket.viewer == viewer && ticket.is_open(now_ms))
        .ok_or_else(model::refuse_session)?;
    let slack_ms = options.position_slack_ms;
    let place = model::decide_resume(request.position_ms, ticket.duration_ms, slack_ms)?;
    if viewer.is_empty() {
        return Ok(ReportProgressResponse {});
    }
    let spot = Spot { viewer, video_id: ticket.video_id.clone() };
    if desk.progress.note(&spot, place, now_ms, &options) {
        jobs::write_places(&desk.seat.db, &desk.progress, vec![(spot, place)], &options).await?;
    }
    Ok(ReportProgressResponse {})
}
