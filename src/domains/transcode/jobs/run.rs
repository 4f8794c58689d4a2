//! One job from its first unfinished stage to its end, or to the first trouble.
//! It must not keep anything in memory that the next attempt would need.

use super::super::actor::Transcode;
use super::super::live::Berth;
use super::super::model::{Glimpse, JobRow, Options, StageRow, Trouble};
use super::super::store;
use super::bench::Bench;
use super::{ladder, package, pictures, probe, settle};
use crate::contract::transcode::{Owner, StageName};
use crate::kernel::clock;
use crate::kernel::context::Context;
use crate::kernel::db::Tx;
use crate::kernel::fault::{Error, Fault, Reply};
use crate::kernel::rpc::Domain as _;
use crate::kernel::tasks::sleep;
use crate::kernel::trace::Trace;
use std::pin::pin;
use std::time::{Duration, Instant};
use tracing::Instrument as _;

/// How long a cancelled stage may take to end by itself.
const CANCEL_PATIENCE: Duration = Duration::from_secs(10);
/// How often a commit is tried that the disk or a full queue refused.
const SETTLE_TRIES_MAX: u32 = 60;

/// How a stage ended.
enum Ended {
    Well(String),
    Badly(Trouble),
    /// Not wanted any more, or in other hands.
    Void,
}

/// The context in which a job works: the trace of whoever caused it.
pub(super) fn context(job: &JobRow) -> Context {
    let mut cx = Context::of_domain(Owner::NAME);
    cx.trace = Trace::parse(&job.traceparent).unwrap_or(Trace::none());
    cx
}

/// Works on a job. The berth is given back when this ends, however it ends.
pub(super) async fn run(desk: Transcode, job: JobRow, berth: Berth) {
    let cx = context(&job);
    loop {
        match step(&desk, &job, &cx, &berth).await {
            Ok(true) => {},
            Ok(false) => return,
            Err(error) => {
                tracing::error!(job_id = %job.job_id, %error, "a job lost its worker");
                return;
            },
        }
    }
}

pub(super) fn patience(options: &Options) -> settle::Patience {
    let (attempts_max, failed_kept_ms) = (options.attempts_max(), options.failed_kept_ms);
    settle::Patience { attempts_max, failed_kept_ms }
}

/// Does one stage; true when there is more to do.
async fn step(desk: &Transcode, job: &JobRow, cx: &Context, berth: &Berth) -> Reply<bool> {
    let (row, patience) = (job.clone(), patience(&desk.options.get()));
    let begun = fenced(desk, cx, job, move |tx| settle::begin(tx, &row, patience)).await?;
    let Some((stages, next)) = begun else { return Ok(false) };
    let Some(name) = next else {
        let (job_id, blobs) = (job.job_id.clone(), desk.seat.blobs.clone());
        let kept_ms = desk.options.get().replaced_kept_ms;
        fenced(desk, cx, job, move |tx| settle::finish(tx, &blobs, &job_id, kept_ms)).await?;
        desk.yard.touch(&job.video_id);
        return Ok(false);
    };
    desk.yard.show(&job.video_id, Glimpse { stage: Some(name), ..Glimpse::default() });
    desk.yard.touch(&job.video_id);
    let (span, trace) = cx.trace.open(Owner::NAME, word(name));
    let mut cx = cx.clone();
    cx.trace = trace;
    let begun = clock::instant();
    let ended = attend(desk, job, &cx, (name, &stages), berth).instrument(span).await;
    charge(desk, job, &cx, begun).await;
    let job_id = job.job_id.clone();
    let go_on = match ended {
        Ended::Well(result) => {
            let speed = desk.yard.glimpse(&job.video_id).speed_permille;
            fenced(desk, &cx, job, move |tx| {
                settle::complete(tx, &job_id, name, (result.clone(), speed))
            })
            .await?
            .is_some()
        },
        Ended::Badly(trouble) => {
            let (cause, note) = (trouble.failure.code(), trouble.note.as_str());
            tracing::warn!(%job_id, stage = word(name), cause, note, "a stage failed");
            make_room(desk, job, &trouble).await;
            let row = job.clone();
            let tell =
                move |tx: &Tx<'_, Owner>| settle::stumble(tx, &row, (name, &trouble), patience);
            fenced(desk, &cx, job, tell).await?;
            false
        },
        Ended::Void => false,
    };
    desk.yard.touch(&job.video_id);
    Ok(go_on)
}

/// Counts the time of a stage among what was done for its owner, however it ended: whose turn it is
/// depends on it, and on nothing that the file says.
async fn charge(desk: &Transcode, job: &JobRow, cx: &Context, begun: Instant) {
    let took = clock::instant().saturating_duration_since(begun).as_millis();
    let (owner_id, work_ms) = (job.owner_id.clone(), u64::try_from(took).unwrap_or(u64::MAX));
    let charged = desk.seat.db.write(cx, move |tx| store::charge(tx, &owner_id, work_ms));
    if let Err(error) = charged.await {
        tracing::warn!(job_id = %job.job_id, %error, "work was not counted for its owner");
    }
}

/// Does the work of a stage, giving a sign of life now and then.
async fn attend(
    desk: &Transcode,
    job: &JobRow,
    cx: &Context,
    (name, stages): (StageName, &[StageRow]),
    berth: &Berth,
) -> Ended {
    let mut cancelled = berth.cancelled();
    let bench = Bench { desk, job, stages, cx, cancel: berth.cancelled() };
    let mut work = pin!(work(&bench, name));
    loop {
        let beat = sleep(Duration::from_millis(desk.options.get().beat_ms));
        tokio::select! {
            biased;
            _ = cancelled.wait_for(|gone| *gone) => {
                drop(tokio::time::timeout(CANCEL_PATIENCE, &mut work).await);
                return Ended::Void;
            },
            ended = &mut work => {
                return ended.map_or_else(Ended::Badly, Ended::Well);
            },
            () = beat => {},
        }
        let shown = desk.yard.glimpse(&job.video_id);
        let job_id = job.job_id.clone();
        let noted = fenced(desk, cx, job, move |tx| store::save_progress(tx, &job_id, name, shown));
        if !matches!(noted.await, Ok(Some(()))) {
            // In other hands, or without a database: whoever has the job now begins the stage anew.
            return Ended::Void;
        }
    }
}

async fn work(bench: &Bench<'_>, name: StageName) -> Result<String, Trouble> {
    match name {
        StageName::Probe => probe::run(bench).await,
        StageName::Ladder => ladder::run(bench).await,
        StageName::Package => package::run(bench).await,
        StageName::Poster => pictures::poster(bench).await,
        StageName::Storyboard => pictures::storyboard(bench).await,
        StageName::Unspecified => Err(Trouble::ours("a stage without a name")),
    }
}

fn word(name: StageName) -> &'static str {
    match name {
        StageName::Probe => "probe",
        StageName::Ladder => "ladder",
        StageName::Package => "package",
        StageName::Poster => "poster",
        StageName::Storyboard => "storyboard",
        StageName::Unspecified => "unspecified",
    }
}

/// A full disk may keep even the failure from being stored: the half-made files go first.
async fn make_room(desk: &Transcode, job: &JobRow, trouble: &Trouble) {
    if !trouble.is_full() {
        return;
    }
    let folder = format!("{}/ladder", store::work_path(&job.job_id));
    if let Err(error) = desk.seat.blobs.drop_work_folder(&folder).await {
        tracing::warn!(%error, "half-made files could not be removed");
    }
}

/// Runs a write unit of a worker: nothing happens when the lease is lost. A disk or a queue that
/// refuses is asked again for a minute, since the work behind it is dear.
pub(super) async fn fenced<T: Send + 'static>(
    desk: &Transcode,
    cx: &Context,
    job: &JobRow,
    work: impl Fn(&Tx<'_, Owner>) -> Reply<T> + Clone + Send + 'static,
) -> Reply<Option<T>> {
    let mut tries = 0;
    loop {
        let (job_id, holder) = (job.job_id.clone(), desk.yard.holder.clone());
        let lease_ms = desk.options.get().lease_ms;
        let until_ms = desk.seat.clock.now_ms().saturating_add(lease_ms);
        let work = work.clone();
        let done = desk.seat.db.write(cx, move |tx| {
            if !store::renew(tx, &job_id, &holder, until_ms)? {
                return Ok(None);
            }
            work(tx).map(Some)
        });
        tries += 1;
        match done.await {
            Err(Error::Fault(Fault::Unavailable(_) | Fault::Overloaded | Fault::NoSpace(_)))
                if tries < SETTLE_TRIES_MAX =>
            {
                sleep(Duration::from_secs(1)).await;
            },
            settled => return settled,
        }
    }
}
