//! The worker pool: takes the oldest job that may run, as many at once as there are slots, and
//! takes back what lost its worker. It must not know what a stage does.

mod bench;
mod ladder;
mod package;
mod pictures;
mod probe;
mod removals;
mod run;
mod settle;

use super::actor::Transcode;
use super::model::{Next, Trouble, after_crash, decide_next, decide_stage};
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
pub(super) fn start(desk: &Transcode) {
    desk.seat.tasks.spawn("dispatch", dispatch(desk.clone()));
    removals::start(desk);
}

async fn dispatch(desk: Transcode) {
    loop {
        let pause = match turn(&desk).await {
            Ok(pause) => pause,
            Err(error) => {
                tracing::warn!(%error, "the jobs could not be looked through");
                IDLE
            },
        };
        desk.yard.claims.rest(pause).await;
    }
}

/// Fills the free slots; says how long to wait for the next look.
async fn turn(desk: &Transcode) -> Reply<Duration> {
    take_back(desk).await?;
    let processors = available_parallelism().map_or(1, std::num::NonZero::get);
    let options = desk.options.get();
    let bounds = (options.jobs_at_once(processors), options.express_work_ms_max);
    let cx = Context::of_domain(Owner::NAME);
    // All places, and the one for small jobs.
    while desk.yard.running().len() <= bounds.0 {
        let now_ms = desk.seat.clock.now_ms();
        let (claim, working) = (desk.yard.claims.claim(), desk.yard.working());
        // A job that a person retries at once may still be on its way out of its place.
        let leaving = desk.yard.running();
        let taken = desk.seat.db.write(&cx, move |tx| {
            let mut waiting = store::waiting(tx, now_ms)?;
            waiting.retain(|one| !leaving.contains(&one.job.job_id));
            let next = decide_next(&waiting, &working, bounds, now_ms);
            if let Some((job, _)) = &next {
                store::claim(tx, &job.job_id, &claim)?;
            }
            Ok(next)
        });
        let Some((job, lane)) = taken.await? else {
            let queued = desk.seat.db.read(store::count_queued).await?;
            let is_full = desk.yard.running().len() >= bounds.0;
            return Ok(match (queued, is_full) {
                (0, _) => IDLE,
                (_, true) => LATER,
                (_, false) => SOON,
            });
        };
        let Some(berth) = desk.yard.enter(&job, lane) else { continue };
        desk.yard.touch(&job.video_id);
        desk.seat.tasks.spawn("job", run::run(desk.clone(), job, berth));
    }
    Ok(IDLE)
}

/// Takes back the jobs whose workers are gone.
async fn take_back(desk: &Transcode) -> Reply<()> {
    let options = desk.options.get();
    let (crashes_max, patience) = (options.crashes_max, run::patience(&options));
    let recover = move |tx: &Tx<'_, Owner>, job_id: &JobId| {
        recover(tx, job_id, (crashes_max, patience))?;
        store::job(tx, job_id)
    };
    for job in desk.yard.claims.take_back(recover).await?.into_iter().flatten() {
        desk.yard.touch(&job.video_id);
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
    let trouble = Trouble::crash(crashes);
    let mut stage = stage.clone();
    match after_crash(crashes, crashes_max) {
        Next::GiveUp => settle::give_up(tx, &job, stage, &trouble, patience),
        Next::Again { after_ms } => {
            stage.state = StageState::Retrying;
            stage.failure = Some(trouble.failure);
            settle::put_back(tx, &job, &stage, (after_ms, crashes), patience)
        },
    }
}
