//! What follows: the next stage, the pause after a fault, the end of patience, and who may
//! see or retry a job.
//! It must not know what a stage does.

use super::super::model::{JobRow, StageFailure, StageRow};
use crate::contract::transcode::{JobState, Refusal, StageState};
use crate::kernel::context::Caller;
use crate::kernel::fault::{RefusalCode as _, Refused};

/// The pauses before the first, second, … retry; the last one holds for all further ones.
const RETRY_AFTER_MS: [i64; 3] = [1_000, 3_000, 9_000];
/// The longest pause after a lost worker.
const CRASH_PAUSE_MS_MAX: i64 = 60_000;

/// What follows a bad end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in super::super) enum AfterFault {
    Again { after_ms: i64 },
    GiveUp,
}

/// The first stage that is not done.
pub(in super::super) fn decide_stage(stages: &[StageRow]) -> Option<&StageRow> {
    stages.iter().find(|stage| stage.state != StageState::Done)
}

/// The pause while somebody else is out of reach.
const UNREACHABLE_PAUSE_MS: i64 = 5_000;

/// After the `faults`-th fault of a stage (counted from 1). Who waits for somebody else waits for
/// as long as it takes.
pub(in super::super) fn after_fault(
    trouble: &StageFailure,
    faults: u32,
    retries_max: u32,
) -> AfterFault {
    if trouble.unreachable {
        return AfterFault::Again { after_ms: UNREACHABLE_PAUSE_MS };
    }
    if !trouble.passes || faults > retries_max {
        return AfterFault::GiveUp;
    }
    let place = usize::try_from(faults.saturating_sub(1)).unwrap_or(usize::MAX);
    let last = RETRY_AFTER_MS.len() - 1;
    AfterFault::Again { after_ms: RETRY_AFTER_MS[place.min(last)] }
}

/// After a job lost its worker for the `crashes`-th time in a row. The first time costs nothing:
/// a server that is stopped or killed is no fault of the job. Then the pauses double, so that a job
/// that brings the server down does not keep it down.
pub(in super::super) fn after_crash(crashes: u32, crashes_max: u32) -> AfterFault {
    if crashes >= crashes_max {
        return AfterFault::GiveUp;
    }
    let doubled = crashes.saturating_sub(2).min(16);
    let after_ms = if crashes <= 1 { 0 } else { (2_000_i64 << doubled).min(CRASH_PAUSE_MS_MAX) };
    AfterFault::Again { after_ms }
}

/// Whether the caller may know of the job at all.
pub(in super::super) fn may_see(caller: &Caller, job: &JobRow) -> bool {
    caller.may_act_for(&job.owner_id)
}

/// The one answer for what is not there and for what the caller may not see.
pub(in super::super) fn refuse_unknown() -> Refused {
    Refusal::JobUnknown.because("this video has no conversion that you could retry")
}

/// Whether a retry changes anything: a failed job starts again, one under way goes on as it is.
pub(in super::super) fn decide_retry(
    caller: &Caller,
    job: Option<&JobRow>,
) -> Result<bool, Refused> {
    let job = job.filter(|job| may_see(caller, job)).ok_or_else(refuse_unknown)?;
    match job.state {
        JobState::Failed => Ok(true),
        JobState::Done => {
            Err(Refusal::NotFailed.because("this video was converted; there is nothing to retry"))
        },
        JobState::Queued | JobState::Running | JobState::Unspecified => Ok(false),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::contract::transcode::Cause;
    use crate::kernel::context::Role;
    use crate::kernel::wire::BlobRef;

    fn trouble(passes: bool) -> StageFailure {
        StageFailure { passes, ..StageFailure::lasting(Cause::Internal) }
    }

    #[test]
    fn retries_come_after_one_three_and_nine_seconds_and_no_more() {
        let table = [
            (1, AfterFault::Again { after_ms: 1_000 }),
            (2, AfterFault::Again { after_ms: 3_000 }),
            (3, AfterFault::Again { after_ms: 9_000 }),
            (4, AfterFault::GiveUp),
        ];
        for (faults, expected) in table {
            assert_eq!(after_fault(&trouble(true), faults, 3), expected, "fault {faults}");
        }
        assert_eq!(after_fault(&trouble(false), 1, 3), AfterFault::GiveUp);
        let unreachable = StageFailure::unreachable("closed");
        assert_eq!(after_fault(&unreachable, 99, 3), AfterFault::Again { after_ms: 5_000 });
        assert_eq!(after_fault(&trouble(true), 5, 10), AfterFault::Again { after_ms: 9_000 });
    }

    #[test]
    fn a_lost_worker_is_replaced_at_once_then_with_growing_pauses() {
        let table = [
            (1, AfterFault::Again { after_ms: 0 }),
            (2, AfterFault::Again { after_ms: 2_000 }),
            (3, AfterFault::Again { after_ms: 4_000 }),
            (7, AfterFault::Again { after_ms: 60_000 }),
            (8, AfterFault::GiveUp),
        ];
        for (crashes, expected) in table {
            assert_eq!(after_crash(crashes, 8), expected, "crash {crashes}");
        }
        assert_eq!(after_crash(1, 1), AfterFault::GiveUp);
    }

    #[test]
    fn only_owner_and_admins_may_retry_and_only_what_failed() {
        let job = |state| JobRow {
            job_id: "j".into(),
            video_id: "v".into(),
            owner_id: "mine".into(),
            upload_id: "u".into(),
            source: BlobRef::default(),
            demuxer: "mov".into(),
            state,
            failure: None,
            package_id: None,
            crashes: 0,
            traceparent: String::new(),
            cost_ms: 0,
        };
        let user = |id: &str, role| Caller::User { user_id: id.into(), role };
        let failed = job(JobState::Failed);
        let retry = |caller: &Caller, job: Option<&JobRow>| {
            decide_retry(caller, job).map_err(|refused| refused.name.into_owned())
        };
        let unknown = Err("JOB_UNKNOWN".to_owned());
        assert_eq!(retry(&user("mine", Role::Creator), Some(&failed)), Ok(true));
        assert_eq!(retry(&user("else", Role::Admin), Some(&failed)), Ok(true));
        assert_eq!(retry(&Caller::Operator, Some(&failed)), Ok(true));
        assert_eq!(retry(&user("else", Role::Moderator), Some(&failed)), unknown);
        assert_eq!(retry(&Caller::Operator, None), unknown);
        assert_eq!(retry(&Caller::Operator, Some(&job(JobState::Running))), Ok(false));
        let done = retry(&Caller::Operator, Some(&job(JobState::Done)));
        assert_eq!(done, Err("NOT_FAILED".to_owned()));
    }
}
