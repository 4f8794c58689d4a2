//! A job and its stages as they are stored, and how a person sees them. It must not change them.

use super::failure::may_pass;
use crate::contract::ingest::UploadId;
use crate::contract::transcode::{
    Failure, Job, JobId, JobState, PackageId, Stage, StageName, StageState,
};
use crate::contract::video::VideoId;
use crate::kernel::id::UserId;
use crate::kernel::wire::BlobRef;

/// A job as stored.
#[derive(Debug, Clone, PartialEq)]
pub(in super::super) struct JobRow {
    pub(in super::super) job_id: JobId,
    pub(in super::super) video_id: VideoId,
    pub(in super::super) owner_id: UserId,
    pub(in super::super) upload_id: UploadId,
    pub(in super::super) source: BlobRef,
    pub(in super::super) demuxer: String,
    pub(in super::super) state: JobState,
    pub(in super::super) failure: Option<Failure>,
    /// The folder that the latest attempt writes.
    pub(in super::super) package_id: Option<PackageId>,
    pub(in super::super) crashes: u32,
    pub(in super::super) traceparent: String,
    /// Processor time in milliseconds, as foreseen.
    pub(in super::super) cost_ms: u64,
}

/// A job with the moment from which it waited.
#[derive(Debug, Clone, PartialEq)]
pub(in super::super) struct DatedJob {
    pub(in super::super) job: JobRow,
    pub(in super::super) created_at_ms: i64,
}

/// Something that the sweep removes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in super::super) struct Removal {
    pub(in super::super) path: String,
    pub(in super::super) job_id: JobId,
    pub(in super::super) is_work: bool,
    pub(in super::super) tries: u64,
}

/// A stage as stored.
#[derive(Debug, Clone, PartialEq)]
pub(in super::super) struct StageRow {
    pub(in super::super) name: StageName,
    pub(in super::super) state: StageState,
    pub(in super::super) faults: u32,
    pub(in super::super) progress_permille: u32,
    pub(in super::super) speed_permille: u32,
    pub(in super::super) failure: Option<Failure>,
    pub(in super::super) result: String,
}

/// How far the running stage has come, newer than what is stored.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(in super::super) struct LiveProgress {
    pub(in super::super) stage: Option<StageName>,
    pub(in super::super) progress_permille: u32,
    pub(in super::super) speed_permille: u32,
}

/// The stages in the order of work.
pub(in super::super) const STAGES: [StageName; 5] = [
    StageName::Probe,
    StageName::Ladder,
    StageName::Package,
    StageName::Poster,
    StageName::Storyboard,
];

/// The stages of a job that nobody has touched.
pub(in super::super) fn make_stages() -> Vec<StageRow> {
    STAGES.map(StageRow::fresh).to_vec()
}

impl StageRow {
    /// A stage that nobody has touched.
    pub(in super::super) fn fresh(name: StageName) -> Self {
        Self {
            name,
            state: StageState::Waiting,
            faults: 0,
            progress_permille: 0,
            speed_permille: 0,
            failure: None,
            result: String::new(),
        }
    }
}

/// The job as its owner sees it, with the newest progress over the stored one.
pub(in super::super) fn show_job(
    job: &JobRow,
    stages: &[StageRow],
    live_progress: LiveProgress,
    attempts_max: u32,
) -> Job {
    Job {
        job_id: job.job_id.to_string(),
        video_id: job.video_id.to_string(),
        owner_id: job.owner_id.to_string(),
        state: job.state.into(),
        stages: stages.iter().map(|stage| view_stage(stage, live_progress, attempts_max)).collect(),
        failure: job.failure.clone(),
        retryable: job.state == JobState::Failed && job.failure.as_ref().is_none_or(may_end_well),
    }
}

/// The stages as events tell of them: how far one has come is no news that a log should keep.
pub(in super::super) fn show_stages(stages: &[StageRow], attempts_max: u32) -> Vec<Stage> {
    let told = |stage| Stage {
        progress: 0.0,
        speed: 0.0,
        ..view_stage(stage, LiveProgress::default(), attempts_max)
    };
    stages.iter().map(told).collect()
}

fn may_end_well(failure: &Failure) -> bool {
    may_pass(failure.cause())
}

fn view_stage(stage: &StageRow, live_progress: LiveProgress, attempts_max: u32) -> Stage {
    let live = stage.state == StageState::Running && live_progress.stage == Some(stage.name);
    let (progress, speed) = match stage.state {
        StageState::Done => (1000, stage.speed_permille),
        StageState::Running if live => {
            (live_progress.progress_permille, live_progress.speed_permille)
        },
        _ => (stage.progress_permille, stage.speed_permille),
    };
    let begun = !matches!(stage.state, StageState::Waiting);
    let failed_now = matches!(stage.state, StageState::Failed | StageState::Retrying);
    Stage {
        name: stage.name.into(),
        state: stage.state.into(),
        progress: f64::from(progress) / 1000.0,
        speed: f64::from(speed) / 1000.0,
        attempt: match (begun, failed_now) {
            (false, _) => 0,
            (true, true) => stage.faults.max(1),
            (true, false) => stage.faults + 1,
        },
        attempts_max,
        failure: stage.failure.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_newest_progress_lies_over_the_running_stage_only() {
        let mut stages = make_stages();
        stages[0].state = StageState::Done;
        stages[1].state = StageState::Running;
        stages[1].progress_permille = 100;
        let live_progress = LiveProgress {
            stage: Some(StageName::Ladder),
            progress_permille: 420,
            speed_permille: 9,
        };
        let seen = |stage: &StageRow, live_progress| view_stage(stage, live_progress, 4).progress;
        assert_eq!(seen(&stages[0], live_progress).to_string(), "1");
        assert_eq!(seen(&stages[1], live_progress).to_string(), "0.42");
        assert_eq!(seen(&stages[1], LiveProgress::default()).to_string(), "0.1");
        assert_eq!(seen(&stages[2], live_progress).to_string(), "0");
    }

    #[test]
    fn attempts_count_from_one() {
        let mut stage = StageRow::fresh(StageName::Ladder);
        let table = [
            (StageState::Waiting, 0, 0),
            (StageState::Running, 0, 1),
            (StageState::Retrying, 1, 1),
            (StageState::Running, 1, 2),
            (StageState::Failed, 4, 4),
            (StageState::Failed, 0, 1),
            (StageState::Done, 2, 3),
        ];
        for (state, faults, attempt) in table {
            (stage.state, stage.faults) = (state, faults);
            let seen = view_stage(&stage, LiveProgress::default(), 4).attempt;
            assert_eq!(seen, attempt, "{state:?} after {faults}");
        }
    }
}
