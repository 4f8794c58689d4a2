//! The way of a video from draft to published page, as one table. It must not know who asks.

use crate::contract::video::{Failure, VideoState};

/// What moves a video on.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::domains::video) enum Happening {
    SourceAccepted,
    SourceRefused(Failure),
    PackageReady,
    PackageFailed(Failure),
    JobRetried,
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
/// late acceptance then changes nothing. A playable video never falls back.
pub(in crate::domains::video) fn decide_step(
    state: VideoState,
    (hold, ahead): (bool, bool),
    happening: Happening,
) -> Step {
    let playable = matches!(state, VideoState::Ready | VideoState::Published);
    let awaits_source =
        matches!(state, VideoState::Draft | VideoState::Refused | VideoState::Failed);
    let stay = Step { state, ahead, blame: Blame::Keep, publishes: false };
    match happening {
        Happening::SourceAccepted if ahead || !awaits_source => Step { ahead: false, ..stay },
        Happening::SourceAccepted => Step { state: VideoState::Processing, blame: Blame::Clear, ..stay },
        Happening::SourceRefused(failure) if awaits_source && !ahead => {
            Step { state: VideoState::Refused, blame: Blame::Say(failure), ..stay }
        },
        Happening::SourceRefused(_) => stay,
        Happening::PackageReady if playable => stay,
        Happening::PackageReady => Step {
            state: if hold { VideoState::Ready } else { VideoState::Published },
            ahead: ahead || awaits_source,
            blame: Blame::Clear,
            publishes: !hold,
        },
        Happening::PackageFailed(_) | Happening::JobRetried if playable => stay,
        Happening::PackageFailed(failure) => Step {
            state: VideoState::Failed,
            ahead: ahead || awaits_source,
            blame: Blame::Say(failure),
            ..stay
        },
        Happening::JobRetried => Step { state: VideoState::Processing, blame: Blame::Clear, ..stay },
    }
}
