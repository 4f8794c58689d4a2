//! GetJob: where the job of a video stands. A stranger gets the answer of a video without one.

use super::super::actor::Transcode;
use crate::contract::transcode::{GetJobRequest, GetJobResponse};
use crate::kernel::context::Context;
use crate::kernel::fault::Reply;

pub(in crate::domains::transcode) async fn handle(
    service: &Transcode,
    cx: Context,
    request: GetJobRequest,
) -> Reply<GetJobResponse> {
    // What is no id has no job, like a video that is not there.
    let Ok(video_id) = request.video_id.parse() else { return Ok(GetJobResponse::default()) };
    Ok(GetJobResponse { job: super::look(service, &cx, &video_id).await? })
}
