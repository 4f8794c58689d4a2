//! One job from its first unfinished stage to its end, or to the first trouble.
//! It must not keep anything in memory that the next attempt would need.

use super::super::actor::Transcode;
use super::super::live::RunningJob;
use super::super::model::{JobRow, LiveProgress, Options, StageFailure, StageRow};
use super::super::store;
use super::work::StageWork;
use super::{ladder, package, pictures, probe, settle};
use crate::contract::transcode::{Owner, StageName};
use crate::kernel::claim;
use crate::kernel::clock;
use crate::kernel::context::Context;
use crate::kernel::db::Tx;
use crate::kernel::fault::Reply;
use crate::kernel::rpc::Domain as _;
use std::time::Instant;
use tracing::Instrument as _;

/// How a stage ended.
enum Ended {
    Well(String),
    Badly(StageFailure),
    /// Not wanted any more, or in other hands.
    Void,
}

/// Works on a job. The place is given back when this ends, however it ends.
pub(super) async fn run(service: Transcode, job: JobRow, running: RunningJob) {
    let cx = claim::context(Owner::NAME, &job.traceparent);
    loop {
        match step(&service, &job, &cx, &running).await {
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
async fn step(
    service: &Transcode,
    job: &JobRow,
    cx: &Context,
    running: &RunningJob,
) -> Reply<bool> {
    let (row, patience) = (job.clone(), patience(&service.options.get()));
    let begun = service
        .workers
        .claims
        .fenced(cx, &job.job_id, move |tx| settle::begin(tx, &row, patience))
        .await?;
    let Some((stages, next)) = begun else { return Ok(false) };
    let Some(name) = next else {
        let (job_id, blobs) = (job.job_id.clone(), service.domain.blobs.clone());
        let kept_ms = service.options.get().replaced_kept_ms;
        service
            .workers
            .claims
            .fenced(cx, &job.job_id, move |tx| settle::finish(tx, &blobs, &job_id, kept_ms))
            .await?;
        service.workers.touch(&job.video_id);
        return Ok(false);
    };
    service
        .workers
        .show(&job.video_id, LiveProgress { stage: Some(name), ..LiveProgress::default() });
    service.workers.touch(&job.video_id);
    let (span, trace) = cx.trace.open(Owner::NAME, word(name));
    let mut cx = cx.clone();
    cx.trace = trace;
    let begun = clock::instant();
    let ended = attend(service, job, &cx, (name, &stages), running).instrument(span).await;
    charge(service, job, &cx, begun).await;
    let job_id = job.job_id.clone();
    let go_on = match ended {
        Ended::Well(result) => {
            let speed = service.workers.live_progress(&job.video_id).speed_permille;
            service
                .workers
                .claims
                .fenced(&cx, &job.job_id, move |tx| {
                    settle::complete(tx, &job_id, name, (result.clone(), speed))
                })
                .await?
                .is_some()
        },
        Ended::Badly(trouble) => {
            let (cause, note) = (trouble.failure.code(), trouble.note.as_str());
            tracing::warn!(%job_id, stage = word(name), cause, note, "a stage failed");
            make_room(service, job, &trouble).await;
            let row = job.clone();
            let tell =
                move |tx: &Tx<'_, Owner>| settle::stumble(tx, &row, (name, &trouble), patience);
            service.workers.claims.fenced(&cx, &job.job_id, tell).await?;
            false
        },
        Ended::Void => false,
    };
    service.workers.touch(&job.video_id);
    Ok(go_on)
}

/// Counts the time of a stage among what was done for its owner, however it ended: whose turn it is
/// depends on it, and on nothing that the file says.
async fn charge(service: &Transcode, job: &JobRow, cx: &Context, begun: Instant) {
    let took = clock::instant().saturating_duration_since(begun).as_millis();
    let (owner_id, work_ms) = (job.owner_id.clone(), u64::try_from(took).unwrap_or(u64::MAX));
    let charged = service.domain.db.write(cx, move |tx| store::charge(tx, &owner_id, work_ms));
    if let Err(error) = charged.await {
        tracing::warn!(job_id = %job.job_id, %error, "work was not counted for its owner");
    }
}

/// Does the work of a stage, giving a sign of life now and then.
async fn attend(
    service: &Transcode,
    job: &JobRow,
    cx: &Context,
    (name, stages): (StageName, &[StageRow]),
    running: &RunningJob,
) -> Ended {
    let Some(place) = running.place() else { return Ended::Void };
    let bench = StageWork { service, job, stages, cx, cancel: place.cancelled() };
    let beat = async || {
        let (shown, job_id) = (service.workers.live_progress(&job.video_id), job.job_id.clone());
        let note = move |tx: &Tx<'_, Owner>| store::save_progress(tx, &job_id, name, shown);
        service.workers.claims.fenced(cx, &job.job_id, note).await
    };
    match service.workers.claims.attend(place, work(&bench, name), beat).await {
        Some(ended) => ended.map_or_else(Ended::Badly, Ended::Well),
        None => Ended::Void,
    }
}

async fn work(bench: &StageWork<'_>, name: StageName) -> Result<String, StageFailure> {
    match name {
        StageName::Probe => probe::run(bench).await,
        StageName::Ladder => ladder::run(bench).await,
        StageName::Package => package::run(bench).await,
        StageName::Poster => pictures::poster(bench).await,
        StageName::Storyboard => pictures::storyboard(bench).await,
        StageName::Unspecified => Err(StageFailure::ours("a stage without a name")),
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
async fn make_room(service: &Transcode, job: &JobRow, trouble: &StageFailure) {
    if !trouble.is_full() {
        return;
    }
    let folder = format!("{}/ladder", store::work_path(&job.job_id));
    if let Err(error) = service.domain.blobs.drop_work_folder(&folder).await {
        tracing::warn!(%error, "half-made files could not be removed");
    }
}
