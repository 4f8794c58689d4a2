//! Turns the end of a run into a fault that a creator understands.
//! It must not show raw tool output as the cause where it knows better words.

use std::collections::VecDeque;

use crate::adapters::cage::{EXIT_NO_CAGE, EXIT_NO_PROGRAM, REFUSAL};
use crate::kernel::ports::media::{Flaw, MediaFault};

use super::complaint::{self, Diagnostic, Level};

const TAIL_LINES_MAX: usize = 20;

/// What a run said on stderr, in bounded form.
#[derive(Debug, Default)]
pub(super) struct Diagnostics {
    tail: VecDeque<String>,
    /// First complaint of the worst level so far.
    worst: Option<Diagnostic>,
    /// What a known line means.
    pub(super) known: Option<Flaw>,
    refusal: Option<String>,
    out_of_space: bool,
    pub(super) lines: u64,
    pub(super) warnings: u64,
}

/// What the tool remarks on because we ask for it.
const EXPECTED: [&str; 1] = ["Edit list enabled; Assuming writing CMAF Track File"];

/// Words of the tool, and what they mean to the creator.
const MEANINGS: [(&str, Flaw); 14] = [
    ("moov atom not found", Flaw::NoIndex),
    ("not on whitelist", Flaw::Codec),
    ("matches no streams", Flaw::NoPicture),
    ("does not contain any stream", Flaw::NoPicture),
    ("Cannot determine format of input stream", Flaw::Damaged),
    ("Picture size", Flaw::TooLarge),
    ("Cannot allocate memory", Flaw::NeedsMemory),
    ("malloc of size", Flaw::NeedsMemory),
    ("File too large", Flaw::OutputTooLarge),
    ("Decoder (codec none) not found", Flaw::Codec),
    ("Unknown decoder", Flaw::Codec),
    ("Invalid data found when processing input", Flaw::Damaged),
    ("Error while decoding stream", Flaw::Damaged),
    ("Conversion failed", Flaw::Damaged),
];

impl Diagnostics {
    /// Takes a line and gives its fields back, for the log.
    pub(super) fn take(&mut self, line: &str) -> Diagnostic {
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
                return self.failed(Flaw::OutputTooLarge);
            },
            Some(signal) => return MediaFault::Killed { signal },
            None => {},
        }
        // A complaint that nobody knows is still about the file: our arguments pass other files.
        let flaw = match (self.known, &self.worst) {
            (Some(flaw), _) => flaw,
            (None, Some(_)) => Flaw::Damaged,
            (None, None) => Flaw::Unusable,
        };
        self.failed(flaw)
    }

    fn failed(self, flaw: Flaw) -> MediaFault {
        let tail: Vec<String> = self.tail.into();
        MediaFault::Failed { flaw, stderr_tail: tail.join("\n") }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fault(lines: &[&str], code: Option<i32>, signal: Option<i32>) -> MediaFault {
        let mut complaints = Diagnostics::default();
        for line in lines {
            complaints.take(line);
        }
        complaints.into_fault("ffmpeg", code, signal, 9)
    }

    #[test]
    fn ends_are_told_apart() {
        type Row<'a> = (&'a [&'a str], Option<i32>, Option<i32>, (Flaw, &'a str));
        let failed = |flaw| (flaw, "failed");
        let of = |told| (Flaw::Unusable, told);
        let table: [Row<'_>; 9] = [
            (&["shoal cage: no Landlock"], Some(120), None, of("no cage")),
            (&["shoal cage: no such file"], Some(121), None, of("no tool")),
            (&[], Some(121), None, failed(Flaw::Unusable)),
            (&["[error] No space left on device"], Some(1), None, of("no space")),
            (&[], None, Some(libc::SIGXCPU), of("too long")),
            (&[], None, Some(libc::SIGXFSZ), failed(Flaw::OutputTooLarge)),
            (&[], None, Some(libc::SIGSEGV), of("killed")),
            (&["[error] CRC mismatch!"], Some(1), None, failed(Flaw::Damaged)),
            (&[], Some(1), None, failed(Flaw::Unusable)),
        ];
        for (lines, code, signal, expected) in table {
            let told = match fault(lines, code, signal) {
                MediaFault::Failed { flaw, .. } => failed(flaw),
                MediaFault::CageUnavailable { .. } => of("no cage"),
                MediaFault::ToolMissing { .. } => of("no tool"),
                MediaFault::OutOfSpace => of("no space"),
                MediaFault::TimedOut { .. } => of("too long"),
                MediaFault::Killed { .. } => of("killed"),
                other => panic!("{other:?}"),
            };
            assert_eq!(told, expected, "{lines:?}");
        }
    }

    #[test]
    fn known_words_get_a_meaning_and_the_tail_is_bounded() {
        let mut lines = vec!["[h264 @ 0x1] [error] noise"; 100];
        lines.push("[mov @ 0x1] [error] moov atom not found");
        lines.push("[error] file:/x: Invalid data found when processing input");
        let MediaFault::Failed { flaw, stderr_tail } = fault(&lines, Some(1), None) else {
            panic!("another fault");
        };
        assert_eq!(flaw, Flaw::NoIndex);
        assert_eq!(stderr_tail.lines().count(), TAIL_LINES_MAX);
        assert!(!stderr_tail.contains("/x"));
    }
}
