//! Whose job comes next: owners take turns by what was done for them of late, and one place is kept
//! for small jobs of owners for whom nothing runs, so that nobody's clip waits behind another's
//! film. It must not know what a job does.

use super::JobRow;
use crate::contract::video::VideoId;
use crate::kernel::id::UserId;

/// The first job of an owner that may start.
#[derive(Debug, Clone)]
pub(in super::super) struct WaitingJob {
    pub(in super::super) job: JobRow,
    /// Work done for its owner.
    pub(in super::super) used: Used,
}

/// Work done for an owner up to a moment.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(in super::super) struct Used {
    pub(in super::super) used_ms: u64,
    pub(in super::super) at_ms: i64,
}

/// A job that runs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in super::super) struct Working {
    pub(in super::super) owner_id: UserId,
    pub(in super::super) lane: Lane,
}

/// A job that is attended: what its worker is reached by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in super::super) struct Attended {
    pub(in super::super) video_id: VideoId,
    pub(in super::super) working: Working,
}

/// Which place a job has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in super::super) enum Lane {
    Main,
    /// The one for small jobs.
    Express,
}

/// Half of what was done for an owner is forgotten in this time.
const HALF_LIFE_MS: i64 = 3_600_000;
/// What is older than this many halves counts for nothing.
const HALVES_MAX: i64 = 40;

/// What still counts of work done up to `at_ms`.
pub(in super::super) fn after_rest(Used { used_ms, at_ms }: Used, now_ms: i64) -> u64 {
    // A clock that was set back makes nothing older than it is.
    let passed_ms = now_ms.saturating_sub(at_ms).max(0);
    let halves = (passed_ms / HALF_LIFE_MS).min(HALVES_MAX);
    let left = used_ms >> halves;
    let part_ms = u64::try_from(passed_ms % HALF_LIFE_MS).unwrap_or(0);
    // Within a half-life a straight line is near enough.
    left - left / 2 * part_ms / HALF_LIFE_MS.unsigned_abs()
}

/// The job that starts now, and its place; `None` when none fits.
pub(in super::super) fn decide_next(
    waiting: &[WaitingJob],
    working: &[Working],
    (slots, express_ms_max): (usize, u64),
    now_ms: i64,
) -> Option<(JobRow, Lane)> {
    let runs_for = |owner: &UserId| working.iter().filter(|one| one.owner_id == *owner).count();
    let first = |all: &mut dyn Iterator<Item = &WaitingJob>| {
        // Equal ones come as they were listed: oldest first.
        let rank = |one: &&WaitingJob| (runs_for(&one.job.owner_id), after_rest(one.used, now_ms));
        all.min_by_key(rank).map(|one| one.job.clone())
    };
    let in_lane = |lane| working.iter().filter(|one| one.lane == lane).count();
    if in_lane(Lane::Main) < slots {
        return first(&mut waiting.iter()).map(|job| (job, Lane::Main));
    }
    if in_lane(Lane::Express) > 0 {
        return None;
    }
    let is_small =
        |one: &&WaitingJob| one.job.cost_ms <= express_ms_max && runs_for(&one.job.owner_id) == 0;
    first(&mut waiting.iter().filter(is_small)).map(|job| (job, Lane::Express))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::contract::transcode::JobState;
    use crate::kernel::wire::BlobRef;

    fn waiting(owner: &str, cost_ms: u64, used_ms: u64) -> WaitingJob {
        let job = JobRow {
            job_id: "j".into(),
            video_id: "v".into(),
            owner_id: owner.into(),
            upload_id: "u".into(),
            source: BlobRef::default(),
            demuxer: "mov".into(),
            state: JobState::Queued,
            failure: None,
            package_id: None,
            crashes: 0,
            traceparent: String::new(),
            cost_ms,
        };
        WaitingJob { job, used: Used { used_ms, at_ms: 0 } }
    }

    fn working(owner: &str, lane: Lane) -> Working {
        Working { owner_id: owner.into(), lane }
    }

    fn next(waiting: &[WaitingJob], working: &[Working]) -> Option<(String, Lane)> {
        let next = decide_next(waiting, working, (1, 100), 0);
        next.map(|(job, lane)| (job.owner_id.into(), lane))
    }

    #[test]
    fn owners_take_turns_by_what_was_done_for_them() {
        let all = [waiting("much", 5, 900), waiting("little", 5, 10), waiting("none", 500, 0)];
        assert_eq!(next(&all, &[]), Some(("none".into(), Lane::Main)));
        assert_eq!(next(&all[..2], &[]), Some(("little".into(), Lane::Main)));
        let equal = [waiting("first", 5, 0), waiting("second", 5, 0)];
        assert_eq!(next(&equal, &[]), Some(("first".into(), Lane::Main)));
    }

    #[test]
    fn a_small_job_of_another_owner_passes_a_long_one() {
        let busy = [working("film", Lane::Main)];
        let clip = [waiting("film", 5, 0), waiting("clip", 100, 900)];
        assert_eq!(next(&clip, &busy), Some(("clip".into(), Lane::Express)));
        assert_eq!(next(&clip[..1], &busy), None, "nobody has two places by being small");
        assert_eq!(next(&[waiting("long", 101, 0)], &busy), None);
        let full = [working("film", Lane::Main), working("other", Lane::Express)];
        assert_eq!(next(&clip, &full), None);
    }

    #[test]
    fn work_is_forgotten_by_halves() {
        let hour = HALF_LIFE_MS;
        for (passed_ms, left) in
            [(0, 800), (hour / 2, 600), (hour, 400), (3 * hour, 100), (99 * hour, 0), (-hour, 800)]
        {
            assert_eq!(
                after_rest(Used { used_ms: 800, at_ms: 0 }, passed_ms),
                left,
                "after {passed_ms} ms"
            );
        }
    }
}
