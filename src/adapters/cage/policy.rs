//! What one caged run may do, and its form as command-line arguments.
//! It must not carry anything that a user typed: paths are ours, the rest are numbers.

use std::ffi::{OsStr, OsString};
use std::path::PathBuf;

use super::CageFault;

/// The whole policy of one caged run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct CagePolicy {
    /// The process that must stay alive for this one to live.
    pub(crate) parent_pid: u32,
    /// Files or folders that may be read.
    pub(crate) read: Vec<PathBuf>,
    /// The one folder that may be written in.
    pub(crate) write: Option<PathBuf>,
    pub(crate) limits: CageLimits,
    /// Absolute path of the program.
    pub(crate) program: PathBuf,
    pub(crate) args: Vec<OsString>,
}

/// Limits of the process, as the kernel enforces them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct CageLimits {
    pub(crate) cpu_s_max: u64,
    pub(crate) memory_bytes_max: u64,
    pub(crate) file_bytes_max: u64,
    pub(crate) files_max: u64,
    /// Added to the niceness, so that watching goes before converting.
    pub(crate) nice: u64,
}

impl CagePolicy {
    /// The arguments behind `shoal`, beginning with `cage`.
    pub(crate) fn to_args(&self) -> Vec<OsString> {
        let mut args: Vec<OsString> = vec!["cage".into()];
        let numbers = [
            ("--parent", u64::from(self.parent_pid)),
            ("--cpu-s", self.limits.cpu_s_max),
            ("--memory-bytes", self.limits.memory_bytes_max),
            ("--file-bytes", self.limits.file_bytes_max),
            ("--files", self.limits.files_max),
            ("--nice", self.limits.nice),
        ];
        for (name, number) in numbers {
            args.extend([name.into(), number.to_string().into()]);
        }
        for path in &self.read {
            args.extend(["--read".into(), path.into()]);
        }
        if let Some(path) = &self.write {
            args.extend(["--write".into(), path.into()]);
        }
        args.push("--".into());
        args.push(self.program.clone().into());
        args.extend(self.args.iter().cloned());
        args
    }

    /// Reads back what [`CagePolicy::to_args`] wrote, without the word `cage`.
    pub(crate) fn from_args(
        mut args: impl Iterator<Item = OsString>,
    ) -> Result<CagePolicy, CageFault> {
        let mut given = Given::default();
        while let Some(name) = args.next() {
            if name == "--" {
                let program = args.next().ok_or_else(|| missing("the program"))?.into();
                return given.finish(program, args.collect());
            }
            let value = args.next().ok_or_else(|| missing("a value"))?;
            given.take(&name, value)?;
        }
        Err(missing("--"))
    }
}

#[derive(Default)]
struct Given {
    read: Vec<PathBuf>,
    write: Option<PathBuf>,
    numbers: Vec<(&'static str, u64)>,
}

const NUMBERS: [&str; 6] =
    ["--parent", "--cpu-s", "--memory-bytes", "--file-bytes", "--files", "--nice"];

impl Given {
    fn take(&mut self, name: &OsStr, value: OsString) -> Result<(), CageFault> {
        if name == "--read" {
            self.read.push(value.into());
            return Ok(());
        }
        if name == "--write" {
            self.write = Some(value.into());
            return Ok(());
        }
        let known = NUMBERS.into_iter().find(|known| name == *known).ok_or_else(|| {
            CageFault::Arguments(format!("{} is unknown", name.to_string_lossy()))
        })?;
        let number = value.to_str().and_then(|text| text.parse().ok());
        let number =
            number.ok_or_else(|| CageFault::Arguments(format!("{known} needs a whole number")))?;
        self.numbers.push((known, number));
        Ok(())
    }

    fn number(&self, name: &str) -> Result<u64, CageFault> {
        let found = self.numbers.iter().find(|(known, _)| *known == name);
        found.map(|(_, number)| *number).ok_or_else(|| missing(name))
    }

    fn finish(self, program: PathBuf, args: Vec<OsString>) -> Result<CagePolicy, CageFault> {
        if !program.is_absolute() {
            return Err(CageFault::Arguments("the program needs an absolute path".into()));
        }
        let parent_pid = u32::try_from(self.number("--parent")?)
            .map_err(|_| CageFault::Arguments("--parent is not a process".into()))?;
        let limits = CageLimits {
            cpu_s_max: self.number("--cpu-s")?,
            memory_bytes_max: self.number("--memory-bytes")?,
            file_bytes_max: self.number("--file-bytes")?,
            files_max: self.number("--files")?,
            nice: self.number("--nice")?,
        };
        Ok(CagePolicy { parent_pid, read: self.read, write: self.write, limits, program, args })
    }
}

fn missing(what: &str) -> CageFault {
    CageFault::Arguments(format!("{what} is missing"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn policy() -> CagePolicy {
        CagePolicy {
            parent_pid: 7,
            read: vec!["/a/in file".into(), "/--write".into()],
            write: Some("/a/job".into()),
            limits: CageLimits {
                cpu_s_max: 1,
                memory_bytes_max: 2,
                file_bytes_max: 3,
                files_max: 4,
                nice: 5,
            },
            program: "/usr/bin/ffmpeg".into(),
            args: vec!["--".into(), "--read".into(), "/etc".into()],
        }
    }

    #[test]
    fn arguments_read_back_whatever_the_program_is_told() {
        let args = policy().to_args();
        assert_eq!(args[0], "cage");
        let found = CagePolicy::from_args(args.into_iter().skip(1));
        assert_eq!(found.ok(), Some(policy()));
    }

    #[test]
    fn nothing_may_be_missing_or_unknown() {
        let whole: Vec<OsString> = policy().to_args().into_iter().skip(1).collect();
        let dashes = whole.iter().position(|arg| arg == "--").unwrap();
        for at in (0..12).step_by(2) {
            let mut cut = whole.clone();
            cut.drain(at..at + 2);
            assert!(CagePolicy::from_args(cut.into_iter()).is_err(), "pair at {at} left out");
        }
        assert!(CagePolicy::from_args(whole[..=dashes].iter().cloned()).is_err());
        let mut odd = whole.clone();
        odd[0] = "--allow".into();
        assert!(CagePolicy::from_args(odd.into_iter()).is_err());
        let mut relative = whole;
        relative[dashes + 1] = "ffmpeg".into();
        assert!(CagePolicy::from_args(relative.into_iter()).is_err());
    }
}
