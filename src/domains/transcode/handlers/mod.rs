//! One file for each rpc, in the order check, load, decide, save, answer.

pub(super) mod export_account;
pub(super) mod get_job;
pub(super) mod get_jobs;
pub(super) mod retry_job;
pub(super) mod watch_job;

use super::actor::Transcode;
use super::model::{JobRow, StageRow, may_see, show_job};
use super::store;
use crate::contract::transcode::Job;
use crate::contract::video::VideoId;
use crate::kernel::context::Context;
use crate::kernel::fault::Reply;

/// The newest job of a video as the caller may see it; nothing when they may not.
async fn look(service: &Transcode, cx: &Context, video_id: &VideoId) -> Reply<Option<Job>> {
    let wanted = video_id.clone();
    let found = service.domain.db.read(move |view| {
        let Some(job) = store::job_of_video(view, &wanted)? else { return Ok(None) };
        let stages = store::stages(view, &job.job_id)?;
        Ok(Some((job, stages)))
    });
    let found = found.await?.filter(|(job, _)| may_see(&cx.caller, job));
    Ok(found.map(|(job, stages)| show(service, &job, &stages)))
}

fn show(service: &Transcode, job: &JobRow, stages: &[StageRow]) -> Job {
    let attempts_max = service.options.get().attempts_max();
    show_job(job, stages, service.workers.live_progress(&job.video_id), attempts_max)
}
