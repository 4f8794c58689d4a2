//! How stages and jobs end, each in one commit with the event that tells of it.
//! It must not do the work of a stage.

use super::super::model::{
    AfterFault, JobRow, Packaged, Pictured, Probed, Sprite, StageFailure, StageRow, after_fault,
    may_pass, show_stages,
};
use super::super::store;
use crate::contract::ingest::SourceFacts;
use crate::contract::transcode::{
    JobAdvanced, JobId, JobState, Owner, Package, PackageFailed, PackageReady, StageName,
    StageState,
};
use crate::kernel::blobs::Blobs;
use crate::kernel::db::Tx;
use crate::kernel::fault::{Error, Fault, Reply};

/// How often a stage is tried, and how long what a failed job made is kept.
#[derive(Debug, Clone, Copy)]
pub(super) struct Patience {
    pub(super) attempts_max: u32,
    pub(super) failed_kept_ms: i64,
}

/// Begins the first stage that is not done, and tells of it; `None` when all are.
pub(super) fn begin(
    tx: &Tx<'_, Owner>,
    job: &JobRow,
    patience: Patience,
) -> Reply<(Vec<StageRow>, Option<StageName>)> {
    let job_id = &job.job_id;
    let mut stages = store::stages(tx, job_id)?;
    let next = stages.iter_mut().find(|stage| stage.state != StageState::Done);
    let Some(stage) = next else { return Ok((stages, None)) };
    stage.state = StageState::Running;
    (stage.progress_permille, stage.speed_permille) = (0, 0);
    // The cause of the last attempt stays in sight while the next one runs.
    store::save_stage(tx, job_id, stage)?;
    let name = stage.name;
    tell(tx, job, &stages, patience)?;
    Ok((stages, Some(name)))
}

/// Tells how the stages stand.
fn tell(tx: &Tx<'_, Owner>, job: &JobRow, stages: &[StageRow], patience: Patience) -> Reply<()> {
    tx.publish(&JobAdvanced {
        video_id: job.video_id.to_string(),
        owner_id: job.owner_id.to_string(),
        stages: show_stages(stages, patience.attempts_max),
    })
}

/// Puts a job back for another attempt at a stage, and tells of it.
pub(super) fn put_back(
    tx: &Tx<'_, Owner>,
    job: &JobRow,
    stage: &StageRow,
    (after_ms, crashes): (i64, u32),
    patience: Patience,
) -> Reply<()> {
    store::save_stage(tx, &job.job_id, stage)?;
    store::requeue(tx, &job.job_id, tx.now_ms().saturating_add(after_ms), crashes)?;
    tell(tx, job, &store::stages(tx, &job.job_id)?, patience)
}

/// Ends a stage well.
pub(super) fn complete(
    tx: &Tx<'_, Owner>,
    job_id: &JobId,
    name: StageName,
    (result, speed_permille): (String, u32),
) -> Reply<()> {
    let stages = store::stages(tx, job_id)?;
    let Some(stage) = stages.into_iter().find(|stage| stage.name == name) else { return Ok(()) };
    let done = StageRow {
        state: StageState::Done,
        progress_permille: 1000,
        speed_permille,
        failure: None,
        result,
        ..stage
    };
    store::save_stage(tx, job_id, &done)?;
    store::forget_crashes(tx, job_id)
}

/// Ends an attempt badly: another one follows, or the job fails.
pub(super) fn stumble(
    tx: &Tx<'_, Owner>,
    job: &JobRow,
    (name, trouble): (StageName, &StageFailure),
    patience: Patience,
) -> Reply<()> {
    // What happened to the row since the job was taken counts, not what it was then.
    let Some(job) = store::job(tx, &job.job_id)? else { return Ok(()) };
    let stages = store::stages(tx, &job.job_id)?;
    let Some(stage) = stages.iter().find(|stage| stage.name == name) else { return Ok(()) };
    let mut stage = stage.clone();
    stage.faults = stage.faults.saturating_add(u32::from(!trouble.unreachable));
    match after_fault(trouble, stage.faults, patience.attempts_max.saturating_sub(1)) {
        AfterFault::GiveUp => give_up(tx, &job, stage, trouble, patience),
        AfterFault::Again { after_ms } => {
            stage.state = StageState::Retrying;
            stage.failure = Some(trouble.failure.clone());
            let ladder = stages.iter().find(|stage| stage.name == StageName::Ladder);
            if let Some(ladder) = ladder.filter(|_| trouble.spoilt && name > StageName::Ladder) {
                store::save_stage(tx, &job.job_id, &StageRow::fresh(ladder.name))?;
            }
            put_back(tx, &job, &stage, (after_ms, job.crashes), patience)
        },
    }
}

/// Fails the job. What it has made waits for a retry, for a while.
pub(super) fn give_up(
    tx: &Tx<'_, Owner>,
    job: &JobRow,
    mut stage: StageRow,
    trouble: &StageFailure,
    patience: Patience,
) -> Reply<()> {
    stage.state = StageState::Failed;
    stage.failure = Some(trouble.failure.clone());
    store::save_stage(tx, &job.job_id, &stage)?;
    store::end_job(tx, &job.job_id, JobState::Failed, Some(&trouble.failure))?;
    let kept_ms = if trouble.is_full() { 0 } else { patience.failed_kept_ms };
    let due_ms = tx.now_ms().saturating_add(kept_ms);
    store::list_work(tx, &job.job_id, due_ms)?;
    store::list_package(tx, job, due_ms)?;
    tx.publish(&PackageFailed {
        video_id: job.video_id.to_string(),
        owner_id: job.owner_id.to_string(),
        stages: show_stages(&store::stages(tx, &job.job_id)?, patience.attempts_max),
        retryable: may_pass(trouble.failure.cause()),
        failure: Some(trouble.failure.clone()),
    })
}

/// Ends a job whose stages are all done, and tells of its package.
pub(super) fn finish(
    tx: &Tx<'_, Owner>,
    blobs: &Blobs<Owner>,
    job_id: &JobId,
    replaced_kept_ms: i64,
) -> Reply<()> {
    let Some(job) = store::job(tx, job_id)? else { return Ok(()) };
    let stages = store::stages(tx, job_id)?;
    let (package, facts) = deliver(blobs, &job, &stages)?;
    let source_sha256 = store::source_sha256(tx, job_id)?;
    store::end_job(tx, job_id, JobState::Done, None)?;
    store::list_work(tx, job_id, tx.now_ms())?;
    let older = store::jobs_of_video(tx, &job.video_id)?;
    for one in older.iter().filter(|one| one.job_id != job.job_id) {
        store::delete_job(tx, one, tx.now_ms().saturating_add(replaced_kept_ms))?;
    }
    tx.publish(&PackageReady {
        video_id: job.video_id.into(),
        owner_id: job.owner_id.into(),
        package: Some(package),
        facts: Some(facts),
        source_sha256,
    })
}

fn deliver(
    blobs: &Blobs<Owner>,
    job: &JobRow,
    stages: &[StageRow],
) -> Reply<(Package, SourceFacts)> {
    let probed: Probed = result(stages, StageName::Probe)?;
    let packaged: Packaged = result(stages, StageName::Package)?;
    let poster: Pictured = result(stages, StageName::Poster)?;
    let sprite: Sprite = result(stages, StageName::Storyboard)?;
    let size_bytes = packaged.size_bytes + poster.size_bytes + sprite.size_bytes;
    let folder = blobs.reference(&store::package_path(&packaged.package_id), size_bytes);
    let package = Package {
        package_id: packaged.package_id.into(),
        folder: Some(folder),
        duration_ms: packaged.duration_ms,
        renditions: packaged.renditions.into_iter().map(Into::into).collect(),
        has_audio: packaged.has_audio,
        storyboard: Some((&sprite).into()),
        size_bytes,
        frames_at_ms: poster.samples_at_ms,
    };
    Ok((package, probed.facts(&job.demuxer)))
}

/// What a stage left for later ones.
pub(super) fn result<T: serde::de::DeserializeOwned>(
    stages: &[StageRow],
    name: StageName,
) -> Reply<T> {
    let stored = stages.iter().find(|stage| stage.name == name).map(|stage| stage.result.as_str());
    let read = serde_json::from_str(stored.unwrap_or_default());
    read.map_err(|error| {
        Error::from(Fault::Internal(format!("the result of {name:?} cannot be read: {error}")))
    })
}
