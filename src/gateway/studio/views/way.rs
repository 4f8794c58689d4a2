//! Where a video stands on its way from file to page, put together from what three domains say.
//! Pure: it must not ask anybody.

use crate::contract::ingest::{Upload, UploadState};
use crate::contract::transcode::{self, Job, JobState, StageName};
use crate::contract::video;
use crate::gateway::core::words::{Language, PART_AWAY};
use crate::gateway::studio::views::{Cause, Stage, StageRow, StageState};
use crate::gateway::video::calls::cause;
use crate::gateway::video::views::VideoState;

/// What is known of one video.
#[derive(Debug, Clone, Default)]
pub(in crate::gateway) struct Known {
    pub(in crate::gateway) video: video::VideoCard,
    pub(in crate::gateway) upload: Option<Upload>,
    pub(in crate::gateway) job: Option<Job>,
    /// Whoever takes it in did not answer: what is not known may yet be.
    pub(in crate::gateway) is_upload_away: bool,
    /// Whoever converts it did not answer.
    pub(in crate::gateway) is_job_away: bool,
}

/// The way of a video.
pub(in crate::gateway) struct Progress {
    pub(in crate::gateway) video_id: String,
    pub(in crate::gateway) state: VideoState,
    /// All seven stages, in order.
    pub(in crate::gateway) stages: Vec<StageRow>,
    /// Whether a retry would start the work again.
    pub(in crate::gateway) is_retryable: bool,
}

/// Puts together what is known, for a reader of that language.
pub(in crate::gateway) fn of(known: &Known, language: Language) -> Progress {
    let state = state(known);
    let mut stages = vec![upload_stage(known)];
    for stage in &Stage::ALL[1..6] {
        let worked = known.job.iter().flat_map(|job| &job.stages);
        let found = worked.into_iter().find(|one| stage_of(one.name()) == Some(*stage));
        stages.push(
            found
                .map_or_else(|| StageRow::waiting(*stage), |one| work_stage(*stage, one, language)),
        );
    }
    check_stage(known, state, &mut stages[1]);
    stages.push(publish_stage(known, state));
    blame(known, state, &mut stages, language);
    let is_held_up = match state {
        // Its bytes still come; who works on them later may be back by then.
        VideoState::Uploading => known.is_upload_away && known.upload.is_none(),
        VideoState::Checking | VideoState::Transcoding => match known.video.state() {
            video::VideoState::Draft => known.is_upload_away,
            _ => known.is_job_away,
        },
        _ => false,
    };
    if is_held_up {
        excuse(&mut stages, language);
    }
    let may_pass = known.job.as_ref().is_some_and(|job| job.retryable);
    let is_retryable = state == VideoState::Failed && may_pass;
    Progress { video_id: known.video.video_id.clone(), state, stages, is_retryable }
}

fn job_state(known: &Known) -> Option<JobState> {
    known.job.as_ref().map(Job::state)
}

fn state(known: &Known) -> VideoState {
    match known.video.state() {
        video::VideoState::Published => VideoState::Published,
        video::VideoState::Ready => VideoState::Ready,
        video::VideoState::Refused => VideoState::Refused,
        video::VideoState::Failed => match job_state(known) {
            // Started again; the news is on its way.
            Some(JobState::Queued | JobState::Running) => VideoState::Transcoding,
            _ => VideoState::Failed,
        },
        video::VideoState::Processing => match job_state(known) {
            Some(JobState::Failed) => VideoState::Failed,
            Some(_) if is_probed(known) => VideoState::Transcoding,
            None if known.is_job_away => VideoState::Transcoding,
            _ => VideoState::Checking,
        },
        video::VideoState::Draft | video::VideoState::Unspecified => {
            match known.upload.as_ref().map(Upload::state) {
                Some(UploadState::Checking | UploadState::Accepted) => VideoState::Checking,
                Some(UploadState::Refused) => VideoState::Refused,
                _ => VideoState::Uploading,
            }
        },
    }
}

fn is_probed(known: &Known) -> bool {
    let stages = known.job.iter().flat_map(|job| &job.stages);
    let mut probes = stages.into_iter().filter(|stage| stage.name() == StageName::Probe);
    probes.all(|stage| stage.state() == transcode::StageState::Done)
}

fn stage_of(name: StageName) -> Option<Stage> {
    match name {
        StageName::Unspecified => None,
        StageName::Probe => Some(Stage::Probe),
        StageName::Ladder => Some(Stage::Ladder),
        StageName::Package => Some(Stage::Package),
        StageName::Poster => Some(Stage::Poster),
        StageName::Storyboard => Some(Stage::Storyboard),
    }
}

fn done(stage: Stage) -> StageRow {
    StageRow { state: StageState::Done, progress: 1.0, ..StageRow::waiting(stage) }
}

fn running(stage: Stage, progress: f64) -> StageRow {
    StageRow { state: StageState::Running, progress, ..StageRow::waiting(stage) }
}

fn upload_stage(known: &Known) -> StageRow {
    let is_draft = known.video.state() == video::VideoState::Draft;
    match &known.upload {
        None if is_draft => StageRow::waiting(Stage::Upload),
        None => done(Stage::Upload),
        Some(upload) => match upload.state() {
            UploadState::Receiving | UploadState::Unspecified => {
                running(Stage::Upload, share(upload.offset_bytes, upload.size_bytes))
            },
            UploadState::Terminated if is_draft => StageRow {
                state: StageState::Failed,
                ..running(Stage::Upload, share(upload.offset_bytes, upload.size_bytes))
            },
            _ => done(Stage::Upload),
        },
    }
}

/// The part of a whole, to a thousandth.
fn share(part: u64, whole: u64) -> f64 {
    let thousandths = part.saturating_mul(1000).checked_div(whole).unwrap_or(0).min(1000);
    f64::from(u16::try_from(thousandths).unwrap_or(1000)) / 1000.0
}

fn work_stage(stage: Stage, work: &transcode::Stage, language: Language) -> StageRow {
    let state = match work.state() {
        transcode::StageState::Waiting | transcode::StageState::Unspecified => StageState::Waiting,
        transcode::StageState::Running => StageState::Running,
        transcode::StageState::Retrying => StageState::Retrying,
        transcode::StageState::Done => StageState::Done,
        transcode::StageState::Failed => StageState::Failed,
    };
    StageRow {
        stage,
        state,
        progress: work.progress.clamp(0.0, 1.0),
        speed: (work.speed > 0.0).then_some(work.speed),
        attempt: work.attempt,
        attempts_max: work.attempts_max,
        cause: work.failure.as_ref().map(|failure| of_work(failure, language)),
    }
}

fn of_work(failure: &transcode::Failure, language: Language) -> Cause {
    Cause::of(failure.code(), &failure.details, language)
}

/// The check begins in `ingest`, before there is a job.
fn check_stage(known: &Known, state: VideoState, row: &mut StageRow) {
    let upload = known.upload.as_ref().map(Upload::state);
    if upload == Some(UploadState::Refused) || state == VideoState::Refused {
        row.state = StageState::Failed;
    } else if known.job.is_none() && state == VideoState::Checking {
        *row = running(Stage::Probe, 0.0);
    }
}

fn publish_stage(known: &Known, state: VideoState) -> StageRow {
    match state {
        VideoState::Published => done(Stage::Publish),
        VideoState::Transcoding if job_state(known) == Some(JobState::Done) => {
            running(Stage::Publish, 0.0)
        },
        _ => StageRow::waiting(Stage::Publish),
    }
}

/// What would go on if everybody were there says what it waits for.
fn excuse(stages: &mut [StageRow], language: Language) {
    let waits = |row: &&mut StageRow| !matches!(row.state, StageState::Done | StageState::Failed);
    if let Some(row) = stages.iter_mut().find(waits) {
        row.state = StageState::Retrying;
        row.cause = Some(Cause::of(PART_AWAY.to_owned(), &[], language));
    }
}

/// A failure shows its cause at one stage at least, and nothing goes on after it.
fn blame(known: &Known, state: VideoState, stages: &mut [StageRow], language: Language) {
    if matches!(state, VideoState::Ready | VideoState::Published) {
        for row in stages.iter_mut().take(6) {
            *row = done(row.stage);
        }
    }
    if !matches!(state, VideoState::Failed | VideoState::Refused) {
        return;
    }
    let is_told = stages.iter().any(|row| row.state == StageState::Failed && row.cause.is_some());
    if is_told {
        return;
    }
    let (job, upload) = (known.job.as_ref(), known.upload.as_ref());
    let of_job = job.and_then(|job| job.failure.as_ref());
    let of_upload = upload.and_then(|upload| upload.failure.as_ref());
    let told = of_job
        .map(|failure| of_work(failure, language))
        .or_else(|| of_upload.map(|one| Cause::of(one.code(), &one.details, language)))
        .or_else(|| known.video.failure.as_ref().and_then(|one| cause(one, language)));
    let failed = stages.iter().position(|row| row.state == StageState::Failed);
    let unfinished = || stages.iter().position(|row| row.state != StageState::Done);
    if let Some(at) = failed.or_else(unfinished) {
        stages[at].state = StageState::Failed;
        stages[at].cause = told;
    }
}
