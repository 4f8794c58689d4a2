//! Turns the end of a run into a fault that a creator understands.
//! It must not show raw tool output as the cause where it knows better words.

use std::collections::VecDeque;

use crate::adapters::cage::{EXIT_NO_CAGE, EXIT_NO_PROGRAM, REFUSAL};
use crate::kernel::ports::media::MediaFault;

use super::complaint::{self, Complaint, Level};

const TAIL_LINES_MAX: usize = 20;

/// What a run said on stderr, in bounded form.
#[derive(Debug, Default)]
pub(super) struct Complaints {
    tail: VecDeque<String>,
    /// First complaint of the worst level so far.
    worst: Option<Complaint>,
    known: Option<&'static str>,
    refusal: Option<String>,
    out_of_space: bool,
    pub(super) lines: u64,
    pub(super) warnings: u64,
}

/// What the tool remarks on because we ask for it.
const EXPECTED: [&str; 1] = ["Edit list enabled; Assuming writing CMAF Track File"];

/// Words of the tool, and what they mean to the creator.
const MEANINGS: [(&str, &str); 14] = [
    ("moov atom not found", "the file is incomplete: its index is missing"),
    ("not on whitelist", "it uses a codec or container that is not accepted here"),
    ("matches no streams", "it has no moving picture"),
    ("does not contain any stream", "it has no moving picture"),
    ("Cannot determine format of input stream", "its picture or sound cannot be read"),
    ("Picture size", "its picture is larger than allowed"),
    ("Cannot allocate memory", "it needs more memory than one video may use"),
    ("malloc of size", "it needs more memory than one video may use"),
    ("File too large", "the converted video became larger than allowed"),
    ("Decoder (codec none) not found", "it uses a codec that is unknown"),
    ("Unknown decoder", "it uses a codec that is unknown"),
    ("Invalid data found when processing input", "the file is damaged or not a video"),
    ("Error while decoding stream", "its picture or sound is damaged"),
    ("Conversion failed", "its picture or sound is damaged"),
];

impl Complaints {
    /// Takes a line and gives its fields back, for the log.
    pub(super) fn take(&mut self, line: &str) -> Complaint {
        if let Some(reason) = line.strip_prefix(REFUSAL) {
            self.refusal.get_or_insert_with(|| reason.trim().to_owned());
        }
        let mut found = complaint::read(line);
        if EXPECTED.iter().any(|words| found.message.starts_with(words)) {
            found.level = Level::Info;
        }
        self.lines += 1;
        if found.level >= Level::Warning {
            self.warnings += 1;
        }
        self.out_of_space |= found.message.contains("No space left on device");
        if self.known.is_none() {
            self.known = MEANINGS
                .into_iter()
                .find(|(words, _)| found.message.contains(words))
                .map(|(_, meaning)| meaning);
        }
        let worse = self.worst.as_ref().is_none_or(|worst| found.level > worst.level);
        if worse && found.level >= Level::Error {
            self.worst = Some(found.clone());
        }
        if self.tail.len() == TAIL_LINES_MAX {
            self.tail.pop_front();
        }
        self.tail.push_back(format!("{} {}", found.component, found.message).trim().to_owned());
        found
    }

    /// The fault of a run that ended with this code or signal.
    pub(super) fn into_fault(
        self,
        tool: &str,
        code: Option<i32>,
        signal: Option<i32>,
        cpu_s_max: u64,
    ) -> MediaFault {
        if code == Some(i32::from(EXIT_NO_PROGRAM)) && self.refusal.is_some() {
            return MediaFault::ToolMissing { tool: tool.to_owned() };
        }
        if code == Some(i32::from(EXIT_NO_CAGE)) {
            let cause = self.refusal.unwrap_or_else(|| "no reason was given".to_owned());
            return MediaFault::CageUnavailable { cause };
        }
        if self.out_of_space {
            return MediaFault::OutOfSpace;
        }
        match signal {
            Some(libc::SIGXCPU) => return MediaFault::TimedOut { seconds: cpu_s_max },
            Some(libc::SIGXFSZ) => {
                return self.failed("the converted video became larger than allowed".to_owned());
            },
            Some(signal) => return MediaFault::Killed { signal },
            None => {},
        }
        let cause = match (self.known, &self.worst) {
            (Some(meaning), _) => meaning.to_owned(),
            (None, Some(worst)) => format!("the media tool says \"{}\"", worst.message),
            (None, None) => {
                format!("the media tool ended with code {}", code.unwrap_or_default())
            },
        };
        self.failed(cause)
    }

    fn failed(self, cause: String) -> MediaFault {
        let tail: Vec<String> = self.tail.into();
        MediaFault::Failed { cause, stderr_tail: tail.join("\n") }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fault(lines: &[&str], code: Option<i32>, signal: Option<i32>) -> MediaFault {
        let mut complaints = Complaints::default();
        for line in lines {
            complaints.take(line);
        }
        complaints.into_fault("ffmpeg", code, signal, 9)
    }

    #[test]
    fn ends_are_told_apart() {
        type Row<'a> = (&'a [&'a str], Option<i32>, Option<i32>, &'a str);
        let table: [Row<'_>; 9] = [
            (&["shoal cage: no Landlock"], Some(120), None, "media_cage_unavailable"),
            (&["shoal cage: no such file"], Some(121), None, "media_tool_missing"),
            (&[], Some(121), None, "media_failed"),
            (&["[error] No space left on device"], Some(1), None, "media_out_of_space"),
            (&[], None, Some(libc::SIGXCPU), "media_timed_out"),
            (&[], None, Some(libc::SIGXFSZ), "media_failed"),
            (&[], None, Some(libc::SIGSEGV), "media_killed"),
            (&["[error] odd"], Some(1), None, "media_failed"),
            (&[], Some(1), None, "media_failed"),
        ];
        for (lines, code, signal, expected) in table {
            assert_eq!(fault(lines, code, signal).code(), expected, "{lines:?}");
        }
    }

    #[test]
    fn known_words_get_a_meaning_and_the_tail_is_bounded() {
        let mut lines = vec!["[h264 @ 0x1] [error] noise"; 100];
        lines.push("[mov @ 0x1] [error] moov atom not found");
        lines.push("[error] file:/x: Invalid data found when processing input");
        let MediaFault::Failed { cause, stderr_tail } = fault(&lines, Some(1), None) else {
            panic!("another fault");
        };
        assert_eq!(cause, "the file is incomplete: its index is missing");
        assert_eq!(stderr_tail.lines().count(), TAIL_LINES_MAX);
        assert!(!stderr_tail.contains("/x"));
    }
}
