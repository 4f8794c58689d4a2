//! The worker pool: takes the oldest job that may run, as many at once as there are slots, and
//! takes back what lost its worker. It must not know what a stage does.

mod ladder;
mod package;
mod pictures;
mod probe;
mod removals;
mod run;
mod settle;
mod work;

use super::actor::Transcode;
use super::model::{AfterFault, StageFailure, after_crash, decide_next, decide_stage};
use super::store;
use crate::contract::transcode::{JobId, Owner, StageState};
use crate::kernel::context::Context;
use crate::kernel::db::Tx;
use crate::kernel::fault::Reply;
use crate::kernel::rpc::Domain as _;
use std::thread::available_parallelism;
use std::time::Duration;

/// Between two looks while a job waits for the end of its pause.
const SOON: Duration = Duration::from_millis(200);
/// The same while only the place for small jobs is free.
const LATER: Duration = Duration::from_secs(1);
/// Between two looks when nothing waits; whoever makes a job rings.
const IDLE: Duration = Duration::from_secs(10);

/// Starts the pool and the sweep.
pub(super) fn start(service: &Transcode) {
    service.domain.tasks.spawn("dispatch", dispatch(service.clone()));
    removals::start(service);
}

async fn dispatch(service: Transcode) {
    loop {
        let pause = match turn(&service).await {
            Ok(pause) => pause,
            Err(error) => {
                tracing::warn!(%error, "the jobs could not be looked through");
                IDLE
            },
        };
        service.workers.claims.rest(pause).await;
    }
}

/// Fills the free slots; says how long to wait for the next look.
async fn turn(service: &Transcode) -> Reply<Duration> {
    take_back(service).await?;
    let processors = available_parallelism().map_or(1, std::num::NonZero::get);
    let options = service.options.get();
    let bounds = (options.jobs_at_once(processors), options.express_work_ms_max);
    let cx = Context::of_domain(Owner::NAME);
    // All places, and the one for small jobs.
    while service.workers.running().len() <= bounds.0 {
        let now_ms = service.domain.clock.now_ms();
        let (claim, working) = (service.workers.claims.claim(), service.workers.working());
        // A job that a person retries at once may still be on its way out of its place.
        let leaving = service.workers.running();
        let taken = service.domain.db.write(&cx, move |tx| {
            let mut waiting = store::waiting(tx, now_ms)?;
            waiting.retain(|one| !leaving.contains(&one.job.job_id));
            let next = decide_next(&waiting, &working, bounds, now_ms);
            if let Some((job, _)) = &next {
                store::claim(tx, &job.job_id, &claim)?;
            }
            Ok(next)
        });
        let Some((job, lane)) = taken.await? else {
            let queued = service.domain.db.read(store::count_queued).await?;
            let is_full = service.workers.running().len() >= bounds.0;
            return Ok(match (queued, is_full) {
                (0, _) => IDLE,
                (_, true) => LATER,
                (_, false) => SOON,
            });
        };
        let Some(running) = service.workers.enter(&job, lane) else { continue };
        service.workers.touch(&job.video_id);
        service.domain.tasks.spawn("job", run::run(service.clone(), job, running));
    }
    Ok(IDLE)
}

/// Takes back the jobs whose workers are gone.
async fn take_back(service: &Transcode) -> Reply<()> {
    let options = service.options.get();
    let (crashes_max, patience) = (options.crashes_max, run::patience(&options));
    let recover = move |tx: &Tx<'_, Owner>, job_id: &JobId| {
        recover(tx, job_id, (crashes_max, patience))?;
        store::job(tx, job_id)
    };
    for job in service.workers.claims.take_back(recover).await?.into_iter().flatten() {
        service.workers.touch(&job.video_id);
    }
    Ok(())
}

fn recover(
    tx: &Tx<'_, Owner>,
    job_id: &JobId,
    (crashes_max, patience): (u32, settle::Patience),
) -> Reply<()> {
    let Some(job) = store::job(tx, job_id)? else { return Ok(()) };
    let stages = store::stages(tx, job_id)?;
    let Some(stage) = decide_stage(&stages) else {
        return store::requeue(tx, job_id, 0, job.crashes);
    };
    let crashes = job.crashes.saturating_add(1);
    let trouble = StageFailure::crash(crashes);
    let mut stage = stage.clone();
    match after_crash(crashes, crashes_max) {
        AfterFault::GiveUp => settle::give_up(tx, &job, stage, &trouble, patience),
        AfterFault::Again { after_ms } => {
            stage.state = StageState::Retrying;
            stage.failure = Some(trouble.failure);
            settle::put_back(tx, &job, &stage, (after_ms, crashes), patience)
        },
    }
}
