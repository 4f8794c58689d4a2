//! ExportAccount: the jobs of the caller with what came of each. It must not tell a path.

use super::super::actor::Transcode;
use super::super::model::{DatedJob, Packaged, StageRow};
use super::super::store;
use crate::contract::transcode::{
    ExportAccountRequest, ExportAccountResponse, ExportedJob, StageName,
};
use crate::kernel::context::Context;
use crate::kernel::fault::Reply;
use crate::kernel::page;

pub(in crate::domains::transcode) async fn handle(
    service: &Transcode,
    cx: Context,
    request: ExportAccountRequest,
) -> Reply<ExportAccountResponse> {
    let owner_id = cx.caller.authorize_account()?.clone();
    let span = page::decide_page(request.page.as_ref())?;
    let found = service.domain.db.read(move |view| {
        let jobs = store::jobs_of_owner(view, &owner_id, &span)?;
        let (jobs, next_cursor) =
            page::cut_page(jobs, &span, |one| (one.created_at_ms, one.job.job_id.as_str()));
        let mut found = Vec::with_capacity(jobs.len());
        for one in jobs {
            let stages = store::stages(view, &one.job.job_id)?;
            found.push((one, stages));
        }
        Ok((found, next_cursor))
    });
    let (found, next_cursor) = found.await?;
    let jobs = found.iter().map(|(one, stages)| exported(service, one, stages)).collect();
    Ok(ExportAccountResponse { jobs, next_cursor })
}

fn exported(service: &Transcode, one: &DatedJob, stages: &[StageRow]) -> ExportedJob {
    let stage = stages.iter().find(|stage| stage.name == StageName::Package);
    // Nothing is there before the stage is done.
    let packaged = stage.and_then(|stage| serde_json::from_str::<Packaged>(&stage.result).ok());
    let (duration_ms, size_bytes) =
        packaged.as_ref().map(|one| (one.duration_ms, one.size_bytes)).unwrap_or_default();
    let renditions = packaged.into_iter().flat_map(|one| one.renditions).map(Into::into).collect();
    let job = Some(super::show(service, &one.job, stages));
    ExportedJob { job, created_at_ms: one.created_at_ms, renditions, duration_ms, size_bytes }
}
