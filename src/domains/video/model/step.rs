//! The way of a video from draft to published page, as one table. It must not know who asks.

use crate::contract::transcode::Stage;
use crate::contract::video::{Failure, VideoState};

/// What moves a video on.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::domains::video) enum Happening {
    UploadOpened,
    UploadCompleted,
    UploadEnded(Failure),
    SourceAccepted,
    SourceRefused(Failure),
    JobAdvanced(Vec<Stage>),
    PackageReady,
    PackageFailed {
        failure: Failure,
        stages: Vec<Stage>,
        retryable: bool,
    },
    JobRetried(Vec<Stage>),
    /// Moderation decided, or what it decides about was changed.
    Changed,
}

/// What moderation says of a video as it is now.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Judged {
    Pending,
    /// A person is to decide.
    Held(Failure),
    Passed {
        is_age_limited: bool,
    },
    Blocked(Failure),
}

/// What becomes of the failure that the video has so far.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::domains::video) enum Blame {
    Keep,
    Clear,
    Say(Failure),
}

/// What comes of it.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::domains::video) struct Step {
    pub(in crate::domains::video) state: VideoState,
    pub(in crate::domains::video) ahead: bool,
    pub(in crate::domains::video) blame: Blame,
    /// The video appears for others with this step.
    pub(in crate::domains::video) publishes: bool,
}

/// Where a video goes next. Two sources are heard, each in order but not with each other, so
/// transcode may be heard before the acceptance that it answers: `ahead` remembers that, and the
/// late acceptance then changes nothing. A playable video never falls back, but it is not shown
/// before it was looked at.
pub(in crate::domains::video) fn decide_step(
    state: VideoState,
    (hold, ahead): (bool, bool),
    judged: &Judged,
    happening: &Happening,
) -> Step {
    let (playable, awaits_source) = (is_playable(state), is_awaiting_source(state));
    let stay = Step { state, ahead, blame: Blame::Keep, publishes: false };
    match happening {
        Happening::UploadOpened | Happening::UploadCompleted | Happening::UploadEnded(_) => stay,
        Happening::SourceAccepted if ahead || !awaits_source => Step { ahead: false, ..stay },
        Happening::SourceAccepted => {
            Step { state: VideoState::Processing, blame: Blame::Clear, ..stay }
        },
        Happening::SourceRefused(failure) if awaits_source && !ahead => {
            let blame = Blame::Say(failure.clone());
            Step { state: VideoState::Refused, blame, ..stay }
        },
        Happening::SourceRefused(_) => stay,
        Happening::PackageReady => {
            let shown = decide_shown(state, hold, judged);
            Step { ahead: ahead || (!playable && awaits_source), ..shown }
        },
        Happening::Changed if playable => Step { ahead, ..decide_shown(state, hold, judged) },
        Happening::Changed => stay,
        Happening::JobAdvanced(_) | Happening::PackageFailed { .. } | Happening::JobRetried(_)
            if playable =>
        {
            stay
        },
        Happening::PackageFailed { failure, .. } => Step {
            state: VideoState::Failed,
            ahead: ahead || awaits_source,
            blame: Blame::Say(failure.clone()),
            ..stay
        },
        // After a failure only a job of another source can go on without a retry.
        Happening::JobAdvanced(_) => Step {
            state: VideoState::Processing,
            ahead: ahead || awaits_source,
            blame: Blame::Clear,
            ..stay
        },
        Happening::JobRetried(_) => {
            Step { state: VideoState::Processing, blame: Blame::Clear, ..stay }
        },
    }
}

/// Where a video stands that can be played.
fn decide_shown(before: VideoState, hold: bool, judged: &Judged) -> Step {
    let (state, blame) = match judged {
        Judged::Pending => (VideoState::InReview, Blame::Clear),
        Judged::Held(failure) => (VideoState::InReview, Blame::Say(failure.clone())),
        Judged::Blocked(failure) => (VideoState::Blocked, Blame::Say(failure.clone())),
        // What is shown is not held back by a later package.
        Judged::Passed { .. } if hold && before != VideoState::Published => {
            (VideoState::Ready, Blame::Clear)
        },
        Judged::Passed { .. } => (VideoState::Published, Blame::Clear),
    };
    let publishes = state == VideoState::Published && before != state;
    Step { state, ahead: false, blame, publishes }
}

/// Whether there is something to play.
pub(super) fn is_playable(state: VideoState) -> bool {
    matches!(
        state,
        VideoState::Ready | VideoState::Published | VideoState::InReview | VideoState::Blocked
    )
}

/// Whether a source would be taken.
pub(super) fn is_awaiting_source(state: VideoState) -> bool {
    matches!(state, VideoState::Draft | VideoState::Refused | VideoState::Failed)
}
