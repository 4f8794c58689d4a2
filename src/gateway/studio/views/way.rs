//! The way of a video as it is shown: what `video` says of it, and over that how far the running
//! stage has come. Pure: it must not ask anybody, nor decide where a video stands.

use crate::contract::video::{self, StageNote, Way, WayState};
use crate::gateway::core::words::{Language, PART_UNREACHABLE};
use crate::gateway::studio::views::{Cause, StageRow, StageState};
use crate::gateway::video::calls::cause;
use crate::gateway::video::views::VideoState;

/// What whoever works on a video now says of it.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(in crate::gateway) struct LiveProgress {
    /// The stage that runs, how much of it is done (0 to 1), and at how many times real time.
    pub(in crate::gateway) running: Option<(video::Stage, f64, f64)>,
    /// They do not answer.
    pub(in crate::gateway) is_unreachable: bool,
}

/// The way of a video.
pub(in crate::gateway) struct Progress {
    pub(in crate::gateway) video_id: String,
    pub(in crate::gateway) state: VideoState,
    /// All stages, in order.
    pub(in crate::gateway) stages: Vec<StageRow>,
    /// Whether a retry would start the work again.
    pub(in crate::gateway) is_retryable: bool,
}

/// The way for a reader of that language.
pub(in crate::gateway) fn of(
    video_id: &str,
    way: &Way,
    live_progress: LiveProgress,
    language: Language,
) -> Progress {
    let mut stages: Vec<_> =
        way.stages.iter().map(|note| row(note, live_progress, language)).collect();
    if live_progress.is_unreachable && !way.worker.is_empty() {
        excuse(&mut stages, language);
    }
    let (video_id, state) = (video_id.to_owned(), state_of(way.state()));
    Progress { video_id, state, stages, is_retryable: way.retryable }
}

/// Where a video stands, to whoever may see it.
pub(in crate::gateway) fn state(card: &video::VideoCard) -> VideoState {
    if let Some(way) = &card.way {
        return state_of(way.state());
    }
    match card.state() {
        video::VideoState::Draft | video::VideoState::Unspecified => VideoState::Uploading,
        video::VideoState::Processing => VideoState::Transcoding,
        video::VideoState::Ready => VideoState::Ready,
        video::VideoState::Published => VideoState::Published,
        video::VideoState::Refused => VideoState::Refused,
        video::VideoState::Failed => VideoState::Failed,
        video::VideoState::InReview => VideoState::InReview,
        video::VideoState::Blocked => VideoState::Blocked,
    }
}

fn state_of(state: WayState) -> VideoState {
    match state {
        WayState::Unspecified | WayState::Uploading => VideoState::Uploading,
        WayState::Checking => VideoState::Checking,
        WayState::Transcoding => VideoState::Transcoding,
        WayState::Ready => VideoState::Ready,
        WayState::Published => VideoState::Published,
        WayState::Refused => VideoState::Refused,
        WayState::Failed => VideoState::Failed,
        WayState::Reviewing => VideoState::InReview,
        WayState::Blocked => VideoState::Blocked,
    }
}

fn row(note: &StageNote, live_progress: LiveProgress, language: Language) -> StageRow {
    let state = match note.state() {
        video::StageState::Unspecified | video::StageState::Waiting => StageState::Waiting,
        video::StageState::Running => StageState::Running,
        video::StageState::Retrying => StageState::Retrying,
        video::StageState::Done => StageState::Done,
        video::StageState::Failed => StageState::Failed,
    };
    let seen = live_progress.running.filter(|(stage, ..)| *stage == note.stage());
    let (progress, speed) = match (state, seen) {
        (StageState::Done, _) => (1.0, 0.0),
        (StageState::Running, Some((_, progress, speed))) => (progress.clamp(0.0, 1.0), speed),
        _ => (0.0, 0.0),
    };
    StageRow {
        stage: note.stage(),
        state,
        progress,
        speed: (speed > 0.0).then_some(speed),
        attempt: note.attempt,
        attempts_max: note.attempts_max,
        cause: note.failure.as_ref().and_then(|failure| cause(failure, language)),
    }
}

/// What would go on if everybody were there says what it waits for.
fn excuse(stages: &mut [StageRow], language: Language) {
    let waits = |row: &&mut StageRow| !matches!(row.state, StageState::Done | StageState::Failed);
    if let Some(row) = stages.iter_mut().find(waits) {
        row.state = StageState::Retrying;
        row.cause = Some(Cause::of(PART_UNREACHABLE.to_owned(), &[], language));
    }
}
