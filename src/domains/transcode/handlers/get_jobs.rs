//! GetJobs: where the jobs of many videos stand, in the order asked. Of a stranger's there is none.

use super::super::actor::Transcode;
use super::super::model::may_see;
use super::super::store;
use crate::contract::transcode::{GetJobsRequest, GetJobsResponse};
use crate::contract::video::VideoId;
use crate::kernel::context::Context;
use crate::kernel::fault::Reply;
use crate::kernel::quota::check_ids;

pub(in crate::domains::transcode) async fn handle(
    service: &Transcode,
    cx: Context,
    request: GetJobsRequest,
) -> Reply<GetJobsResponse> {
    check_ids(GetJobsRequest::VIDEO_IDS, request.video_ids.len())?;
    let caller = cx.caller;
    // What is no id has no job, like a video that is not there.
    let video_ids: Vec<VideoId> = request.video_ids.iter().flat_map(|one| one.parse()).collect();
    let found = service.domain.db.read(move |view| {
        let mut found = Vec::with_capacity(video_ids.len());
        for video_id in &video_ids {
            let job = store::job_of_video(view, video_id)?;
            if let Some(job) = job.filter(|job| may_see(&caller, job)) {
                let stages = store::stages(view, &job.job_id)?;
                found.push((job, stages));
            }
        }
        Ok(found)
    });
    let jobs = found.await?.iter().map(|(job, stages)| super::show(service, job, stages)).collect();
    Ok(GetJobsResponse { jobs })
}
