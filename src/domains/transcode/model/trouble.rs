//! Why a stage gave nothing, in words for the creator: what happened, why, what to do next.
//! It must not show what the media tool printed; that goes to the log.

use crate::kernel::blobs::BlobFault;
use crate::kernel::ports::media::MediaFault;

/// The bad end of one attempt of a stage.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in super::super) struct Trouble {
    /// A stable word.
    pub(in super::super) code: &'static str,
    /// While further attempts follow.
    pub(in super::super) text: String,
    /// When none follows any more.
    pub(in super::super) last_text: String,
    /// Whether another attempt may well succeed.
    pub(in super::super) passes: bool,
    /// The files of the ladder are of no use: the next attempt begins there.
    pub(in super::super) spoilt: bool,
    /// Somebody else is out of reach: no fault of the job, however long it lasts.
    pub(in super::super) away: bool,
    /// For the log only.
    pub(in super::super) note: String,
}

/// Causes that lie in the file: it must be another one.
const OF_THE_FILE: [&str; 13] = [
    "media_no_picture",
    "media_codec_unknown",
    "media_no_index",
    "media_too_large",
    "media_no_length",
    "media_damaged",
    "media_needs_memory",
    "media_output_too_large",
    "media_failed",
    "source_gap",
    "source_too_costly",
    "source_missing",
    "source_unreadable",
];

/// Whether a job that ended with this cause may succeed with the same file.
pub(in super::super) fn may_pass(code: &str) -> bool {
    !OF_THE_FILE.contains(&code)
}

const ASK: &str = "Press retry later, or ask the operator of this site";

impl Trouble {
    /// One that stays until somebody changes something.
    pub(in super::super) fn new(code: &'static str, text: impl Into<String>) -> Self {
        let text = text.into();
        Self {
            code,
            last_text: text.clone(),
            text,
            passes: false,
            spoilt: false,
            away: false,
            note: String::new(),
        }
    }

    /// For so long nothing new is to be seen that showing it is not worth the work.
    pub(in super::super) fn gap(at_ms: u64, gap_ms: u64) -> Self {
        let (from, to) = (at(at_ms), at(at_ms.saturating_add(gap_ms)));
        Self::new(
            "source_gap",
            format!(
                "From {from} to {to} the video has no picture, so it would be converted for \
                 hours to show nothing. Cut that part out, or export it with a usual frame rate, \
                 and upload that."
            ),
        )
    }

    /// It asks for far more work than other files of its size.
    pub(in super::super) fn too_costly(cost_ms: u64, worth_ms: u64) -> Self {
        let trouble = Self::new(
            "source_too_costly",
            "This file holds far more pictures than others of its size, too many to convert. \
             Export it again with a usual size and frame rate, and upload that.",
        );
        Self { note: format!("it would take {cost_ms} ms, and is worth {worth_ms} ms"), ..trouble }
    }

    fn passing(code: &'static str, what: &str) -> Self {
        Self {
            code,
            text: format!("{what}. The server tries again by itself."),
            last_text: format!("{what}, again and again. {ASK}."),
            passes: true,
            spoilt: false,
            away: false,
            note: String::new(),
        }
    }

    /// The disk of the server is full.
    pub(in super::super) fn no_space() -> Self {
        let what = "The server has no disk space left for converting the video";
        let last_text =
            format!("{what}. Nothing is wrong with your file. Press retry when space was freed.");
        Self { last_text, ..Self::passing("media_out_of_space", what) }
    }

    /// The file that was uploaded is not where it was accepted.
    pub(in super::super) fn source_gone() -> Self {
        Self::new(
            "source_missing",
            "The uploaded file is no longer on the server, so it cannot be converted. \
             Upload it again.",
        )
    }

    /// The process that holds the file does not answer.
    pub(in super::super) fn away(cause: String) -> Self {
        let what = "The part of the site that holds the uploaded file is out of reach";
        Self { away: true, note: cause, ..Self::passing("source_away", what) }
    }

    /// The encoded files are damaged or gone.
    pub(in super::super) fn spoilt(cause: &str) -> Self {
        let what = "The converted video could not be packaged";
        Self { spoilt: true, note: cause.to_owned(), ..Self::passing("package_damaged", what) }
    }

    /// Something of ours broke.
    pub(in super::super) fn ours(cause: &str) -> Self {
        let what = "The server had a problem of its own with converting the video";
        Self { note: cause.to_owned(), ..Self::passing("internal", what) }
    }

    /// The server ended while it worked on the job.
    pub(in super::super) fn crash(crashes: u32) -> Self {
        Self {
            code: "worker_lost",
            text: "The server was interrupted while converting the video. \
                   It went on by itself."
                .to_owned(),
            last_text: format!(
                "The server was interrupted {crashes} times in a row while converting this video, \
                 so it set the video aside. {ASK}."
            ),
            passes: true,
            spoilt: false,
            away: false,
            note: String::new(),
        }
    }
}

/// A moment of a video as players show it.
fn at(ms: u64) -> String {
    let seconds = ms / 1000;
    let (hours, minutes, seconds) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    if hours > 0 {
        format!("{hours}:{minutes:02}:{seconds:02}")
    } else {
        format!("{minutes}:{seconds:02}")
    }
}

impl From<MediaFault> for Trouble {
    fn from(fault: MediaFault) -> Self {
        let note = fault.note();
        let text = fault.to_string();
        let (code, passes) = (fault.code(), fault.is_transient());
        let last_text = match fault {
            MediaFault::OutOfSpace => return Self { text, ..Self::no_space() },
            MediaFault::Hung { seconds } => format!(
                "Converting the video stood still for {seconds} s and was stopped, \
                 again and again. {ASK}."
            ),
            MediaFault::Killed { .. } => {
                format!("Converting the video was stopped by the system, again and again. {ASK}.")
            },
            MediaFault::ToolMissing { .. }
            | MediaFault::CageUnavailable { .. }
            | MediaFault::Refused { .. }
            | MediaFault::Failed { .. }
            | MediaFault::TimedOut { .. }
            | MediaFault::Cancelled => text.clone(),
        };
        Self { code, text, last_text, passes, spoilt: false, away: false, note }
    }
}

impl From<BlobFault> for Trouble {
    fn from(fault: BlobFault) -> Self {
        match fault {
            BlobFault::NoSpace => Self::no_space(),
            BlobFault::Missing(path) => Self::ours(&format!("there is nothing at {path}")),
            BlobFault::Away(cause) => Self::away(cause),
            BlobFault::Broken(cause) => Self::ours(&cause),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::ports::media::Flaw;

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
        let flaws = flaws.map(|flaw| Trouble::from(MediaFault::Refused { flaw }));
        let sources = [Trouble::gap(0, 1), Trouble::too_costly(2, 1), Trouble::source_gone()];
        for trouble in flaws.iter().chain(&sources) {
            assert!(!trouble.passes && !may_pass(trouble.code), "{}", trouble.code);
        }
        let tool = MediaFault::ToolMissing { tool: String::new() };
        let cage = MediaFault::CageUnavailable { cause: String::new() };
        let faults = [tool, cage, MediaFault::Hung { seconds: 1 }, MediaFault::OutOfSpace];
        let faults = faults.map(Trouble::from);
        let ours = [Trouble::spoilt(""), Trouble::ours(""), Trouble::crash(9)];
        for trouble in faults.iter().chain(&ours) {
            assert!(trouble.passes && may_pass(trouble.code), "{}", trouble.code);
        }
    }

    #[test]
    fn what_passes_by_itself_is_told_from_what_does_not() {
        let table = [
            (Trouble::from(MediaFault::Hung { seconds: 60 }), "media_hung", true),
            (Trouble::from(MediaFault::Killed { signal: 9 }), "media_killed", true),
            (Trouble::from(MediaFault::OutOfSpace), "media_out_of_space", true),
            (Trouble::from(BlobFault::NoSpace), "media_out_of_space", true),
            (Trouble::from(BlobFault::Away("closed".into())), "source_away", true),
            (Trouble::from(MediaFault::TimedOut { seconds: 9 }), "media_timed_out", false),
            (
                Trouble::from(MediaFault::Refused { flaw: Flaw::Codec }),
                "media_codec_unknown",
                false,
            ),
            (Trouble::source_gone(), "source_missing", false),
        ];
        for (trouble, code, passes) in table {
            assert_eq!((trouble.code, trouble.passes), (code, passes));
            assert!(!trouble.last_text.contains("by itself"), "{}", trouble.last_text);
            assert!(trouble.text.ends_with('.') && trouble.last_text.ends_with('.'));
        }
        assert!(Trouble::from(MediaFault::Hung { seconds: 60 }).last_text.contains("60 s"));
    }
}
