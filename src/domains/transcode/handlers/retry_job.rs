//! RetryJob: a failed job starts again from its first unfinished stage, with all attempts anew.

use super::super::actor::Transcode;
use super::super::model::{JobRow, StageRow, decide_retry, refuse_unknown, show_stages};
use super::super::store;
use crate::contract::transcode::{
    JobRetried, Owner, RetryJobRequest, RetryJobResponse, StageName, StageState,
};
use crate::kernel::context::Context;
use crate::kernel::db::Tx;
use crate::kernel::fault::Reply;

pub(in crate::domains::transcode) async fn handle(
    service: &Transcode,
    cx: Context,
    request: RetryJobRequest,
) -> Reply<RetryJobResponse> {
    let (caller, trace) = (cx.caller.clone(), cx.trace);
    let video_id = request.video_id.parse().map_err(|_| refuse_unknown())?;
    let attempts_max = service.options.get().attempts_max();
    let done = service.domain.db.write(&cx, move |tx| {
        let job = store::job_of_video(tx, &video_id)?;
        let again = decide_retry(&caller, job.as_ref())?;
        let job = job.ok_or_else(refuse_unknown)?;
        if again {
            start_again(tx, &job, attempts_max)?;
            if trace.exists() {
                store::set_trace(tx, &job.job_id, &trace.to_string())?;
            }
        }
        let job = store::job(tx, &job.job_id)?.ok_or_else(refuse_unknown)?;
        let stages = store::stages(tx, &job.job_id)?;
        Ok((job, stages))
    });
    let (job, stages) = done.await?;
    service.workers.touch(&job.video_id);
    service.workers.claims.wake();
    Ok(RetryJobResponse { job: Some(super::show(service, &job, &stages)) })
}

/// Stages that are done stay done, unless what they made was removed in the meantime.
fn start_again(tx: &Tx<'_, Owner>, job: &JobRow, attempts_max: u32) -> Reply<()> {
    let kept = store::keep_files(tx, job)?;
    for stage in store::stages(tx, &job.job_id)? {
        let lost = !kept && stage.name >= StageName::Ladder;
        if lost || stage.state != StageState::Done {
            store::save_stage(tx, &job.job_id, &StageRow::fresh(stage.name))?;
        }
    }
    store::requeue(tx, &job.job_id, 0, 0)?;
    let stages = store::stages(tx, &job.job_id)?;
    tx.publish(&JobRetried {
        video_id: job.video_id.to_string(),
        owner_id: job.owner_id.to_string(),
        stages: show_stages(&stages, attempts_max),
    })
}
