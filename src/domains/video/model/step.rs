//! The way of a video from draft to published page, as one table. It must not know who asks.

use crate::contract::video::VideoState;

/// Why a source was refused or a job failed: a stable code and a sentence for the creator.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::domains::video) struct Cause {
    pub(in crate::domains::video) code: String,
    pub(in crate::domains::video) text: String,
}

/// What moves a video on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::domains::video) enum Happening {
    SourceAccepted,
    SourceRefused(Cause),
    PackageReady,
    PackageFailed(Cause),
    JobRetried,
}

/// What comes of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::domains::video) struct Step {
    pub(in crate::domains::video) state: VideoState,
    pub(in crate::domains::video) ahead: bool,
    /// Instead of the cause so far; `None` leaves it.
    pub(in crate::domains::video) cause: Option<Cause>,
    /// The video appears for others with this step.
    pub(in crate::domains::video) publishes: bool,
}

/// Where a video goes next. Two sources are heard, each in order but not with each other, so
/// transcode may be heard before the acceptance that it answers: `ahead` remembers that, and the
/// late acceptance then changes nothing. A playable video never falls back.
pub(in crate::domains::video) fn decide_step(
    state: VideoState,
    (hold, ahead): (bool, bool),
    happening: Happening,
) -> Step {
    let playable = matches!(state, VideoState::Ready | VideoState::Published);
    let awaits_source =
        matches!(state, VideoState::Draft | VideoState::Refused | VideoState::Failed);
    let stay = Step { state, ahead, cause: None, publishes: false };
    let clear = Some(Cause { code: String::new(), text: String::new() });
    match happening {
        Happening::SourceAccepted if ahead || !awaits_source => Step { ahead: false, ..stay },
        Happening::SourceAccepted => Step { state: VideoState::Processing, cause: clear, ..stay },
        Happening::SourceRefused(cause) if awaits_source && !ahead => {
            Step { state: VideoState::Refused, cause: Some(cause), ..stay }
        },
        Happening::SourceRefused(_) => stay,
        Happening::PackageReady if playable => stay,
        Happening::PackageReady => Step {
            state: if hold { VideoState::Ready } else { VideoState::Published },
            ahead: ahead || awaits_source,
            cause: clear,
            publishes: !hold,
        },
        Happening::PackageFailed(_) | Happening::JobRetried if playable => stay,
        Happening::PackageFailed(cause) => Step {
            state: VideoState::Failed,
            ahead: ahead || awaits_source,
            cause: Some(cause),
            ..stay
        },
        Happening::JobRetried => Step { state: VideoState::Processing, cause: clear, ..stay },
    }
}
