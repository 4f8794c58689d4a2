//! Why a stage gave nothing: its cause in the contract, and what may follow. It must not show what
//! the media tool printed; that goes to the log.

use crate::contract::transcode::{Cause, Failure};
use crate::kernel::blobs::BlobFault;
use crate::kernel::ports::media::{Flaw, MediaFault};

/// The bad end of one attempt of a stage.
#[derive(Debug, Clone, PartialEq)]
pub(in super::super) struct StageFailure {
    pub(in super::super) failure: Failure,
    /// Whether another attempt may well succeed by itself.
    pub(in super::super) passes: bool,
    /// The files of the ladder are of no use: the next attempt begins there.
    pub(in super::super) spoilt: bool,
    /// Somebody else is out of reach: no fault of the job, however long it lasts.
    pub(in super::super) unreachable: bool,
    /// For the log only.
    pub(in super::super) note: String,
}

/// Whether a job that ended with this cause may succeed with the same file. What lies in the file
/// needs another one.
pub(in super::super) fn may_pass(cause: Cause) -> bool {
    match cause {
        Cause::SourceGap
        | Cause::SourceTooCostly
        | Cause::SourceMissing
        | Cause::SourceUnreadable
        | Cause::MediaNoPicture
        | Cause::MediaCodecUnknown
        | Cause::MediaNoIndex
        | Cause::MediaTooLarge
        | Cause::MediaNoLength
        | Cause::MediaDamaged
        | Cause::MediaNeedsMemory
        | Cause::MediaOutputTooLarge
        | Cause::MediaUnusable => false,
        Cause::Unspecified
        | Cause::SourceUnreachable
        | Cause::PackageDamaged
        | Cause::Internal
        | Cause::WorkerLost
        | Cause::ToolMissing
        | Cause::CageUnavailable
        | Cause::MediaHung
        | Cause::MediaKilled
        | Cause::MediaTimedOut
        | Cause::OutOfSpace => true,
    }
}

impl StageFailure {
    /// One that stays until somebody changes something.
    pub(in super::super) fn lasting(failure: impl Into<Failure>) -> Self {
        let failure = failure.into();
        Self { failure, passes: false, spoilt: false, unreachable: false, note: String::new() }
    }

    /// One that the next attempt may not meet.
    fn passing(failure: impl Into<Failure>, note: &str) -> Self {
        Self { passes: true, note: note.to_owned(), ..Self::lasting(failure) }
    }

    /// For so long nothing new is to be seen that showing it is not worth the work.
    pub(in super::super) fn gap(at_ms: u64, gap_ms: u64) -> Self {
        let gap = Failure::from(Cause::SourceGap).with("from_at_ms", at_ms);
        Self::lasting(gap.with("to_at_ms", at_ms.saturating_add(gap_ms)))
    }

    /// It asks for far more work than other files of its size.
    pub(in super::super) fn too_costly(cost_ms: u64, worth_ms: u64) -> Self {
        let note = format!("it would take {cost_ms} ms, and is worth {worth_ms} ms");
        Self { note, ..Self::lasting(Cause::SourceTooCostly) }
    }

    /// The file that was uploaded is not where it was accepted.
    pub(in super::super) fn source_gone() -> Self {
        Self::lasting(Cause::SourceMissing)
    }

    /// The process that holds the file does not answer.
    pub(in super::super) fn unreachable(cause: &str) -> Self {
        Self { unreachable: true, ..Self::passing(Cause::SourceUnreachable, cause) }
    }

    /// The encoded files are damaged or gone.
    pub(in super::super) fn spoilt(cause: &str) -> Self {
        Self { spoilt: true, ..Self::passing(Cause::PackageDamaged, cause) }
    }

    /// Something of ours broke.
    pub(in super::super) fn ours(cause: &str) -> Self {
        Self::passing(Cause::Internal, cause)
    }

    /// The server ended while it worked on the job.
    pub(in super::super) fn crash(crashes: u32) -> Self {
        Self::passing(Failure::from(Cause::WorkerLost).with("crashes", crashes), "")
    }

    /// The disk of the server is full.
    pub(in super::super) fn is_full(&self) -> bool {
        self.failure.cause() == Cause::OutOfSpace
    }
}

impl From<MediaFault> for StageFailure {
    fn from(fault: MediaFault) -> Self {
        let (note, passes) = (fault.note(), fault.is_transient());
        let failure = match fault {
            MediaFault::Refused { flaw } | MediaFault::Failed { flaw, .. } => of_flaw(flaw).into(),
            MediaFault::ToolMissing { .. } => Cause::ToolMissing.into(),
            MediaFault::CageUnavailable { .. } => Cause::CageUnavailable.into(),
            MediaFault::Hung { seconds } => {
                Failure::from(Cause::MediaHung).with("seconds", seconds)
            },
            MediaFault::Killed { .. } => Cause::MediaKilled.into(),
            MediaFault::TimedOut { seconds } => {
                Failure::from(Cause::MediaTimedOut).with("seconds", seconds)
            },
            MediaFault::OutOfSpace => Cause::OutOfSpace.into(),
            // Whoever cancels a job does not ask how it ended.
            MediaFault::Cancelled => Cause::Internal.into(),
        };
        Self { passes, note, ..Self::lasting(failure) }
    }
}

fn of_flaw(flaw: Flaw) -> Cause {
    match flaw {
        Flaw::NoPicture => Cause::MediaNoPicture,
        Flaw::Codec => Cause::MediaCodecUnknown,
        Flaw::NoIndex => Cause::MediaNoIndex,
        Flaw::TooLarge => Cause::MediaTooLarge,
        Flaw::NoLength => Cause::MediaNoLength,
        Flaw::Damaged => Cause::MediaDamaged,
        Flaw::NeedsMemory => Cause::MediaNeedsMemory,
        Flaw::OutputTooLarge => Cause::MediaOutputTooLarge,
        Flaw::Unusable => Cause::MediaUnusable,
    }
}

impl From<BlobFault> for StageFailure {
    fn from(fault: BlobFault) -> Self {
        match fault {
            BlobFault::NoSpace => Self::passing(Cause::OutOfSpace, ""),
            BlobFault::Missing(path) => Self::ours(&format!("there is nothing at {path}")),
            BlobFault::Unreachable(cause) => Self::unreachable(&cause),
            BlobFault::Broken(cause) => Self::ours(&cause),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_lies_in_the_file_is_not_tried_again() {
        let flaws = [
            Flaw::NoPicture,
            Flaw::Codec,
            Flaw::NoIndex,
            Flaw::TooLarge,
            Flaw::NoLength,
            Flaw::Damaged,
            Flaw::NeedsMemory,
            Flaw::OutputTooLarge,
            Flaw::Unusable,
        ];
        let flaws = flaws.map(|flaw| StageFailure::from(MediaFault::Refused { flaw }));
        let sources =
            [StageFailure::gap(0, 1), StageFailure::too_costly(2, 1), StageFailure::source_gone()];
        for trouble in flaws.iter().chain(&sources) {
            assert!(!trouble.passes && !may_pass(trouble.failure.cause()), "{trouble:?}");
        }
        let tool = MediaFault::ToolMissing { tool: String::new() };
        let cage = MediaFault::CageUnavailable { cause: String::new() };
        let faults = [tool, cage, MediaFault::Hung { seconds: 1 }, MediaFault::OutOfSpace];
        let faults = faults.map(StageFailure::from);
        let ours = [StageFailure::spoilt(""), StageFailure::ours(""), StageFailure::crash(9)];
        for trouble in faults.iter().chain(&ours) {
            assert!(trouble.passes && may_pass(trouble.failure.cause()), "{trouble:?}");
        }
    }

    #[test]
    fn what_passes_by_itself_is_told_from_what_does_not() {
        let table = [
            (StageFailure::from(MediaFault::Hung { seconds: 60 }), Cause::MediaHung, true),
            (StageFailure::from(MediaFault::Killed { signal: 9 }), Cause::MediaKilled, true),
            (StageFailure::from(MediaFault::OutOfSpace), Cause::OutOfSpace, true),
            (StageFailure::from(BlobFault::NoSpace), Cause::OutOfSpace, true),
            (
                StageFailure::from(BlobFault::Unreachable("closed".into())),
                Cause::SourceUnreachable,
                true,
            ),
            (StageFailure::from(MediaFault::TimedOut { seconds: 9 }), Cause::MediaTimedOut, false),
            (
                StageFailure::from(MediaFault::Refused { flaw: Flaw::Codec }),
                Cause::MediaCodecUnknown,
                false,
            ),
            (StageFailure::source_gone(), Cause::SourceMissing, false),
        ];
        for (trouble, cause, passes) in table {
            assert_eq!((trouble.failure.cause(), trouble.passes), (cause, passes));
        }
        let hung = StageFailure::from(MediaFault::Hung { seconds: 60 }).failure;
        assert_eq!(hung, Failure::from(Cause::MediaHung).with("seconds", 60_u64));
    }
}
