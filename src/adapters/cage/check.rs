//! The cage's self-test: closes a real one around a harmless program and reads back the walls.
//! It must not guess from version numbers: what it reports was enforced a moment ago.

#![expect(clippy::disallowed_methods, reason = "the self-test starts the cage itself")]

use std::path::{Path, PathBuf};
use std::process::Command;

use super::policy::{CageLimits, CagePolicy};
use super::{EXIT_NO_PROGRAM, REFUSAL};

/// What the self-test found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct CageReport {
    /// First line that the caged program wrote, such as its version.
    pub(crate) program_says: String,
    pub(crate) kernel: String,
}

/// Why no program may be run, and what to do about it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum CheckFault {
    #[error("the cage cannot be closed: {cause}")]
    NoCage { cause: String },
    #[error("{program} cannot be run in the cage: {cause}; install ffmpeg or set its path")]
    NoProgram { program: PathBuf, cause: String },
}

/// Closes a cage around `program -version`. Blocks for about a tenth of a second.
/// `shoal` is this very program, which becomes the cage.
pub(crate) fn check(shoal: &Path, program: &Path) -> Result<CageReport, CheckFault> {
    let policy = CagePolicy {
        parent_pid: std::process::id(),
        read: Vec::new(),
        write: None,
        limits: CageLimits {
            cpu_s_max: 10,
            memory_bytes_max: 2 << 30,
            file_bytes_max: 0,
            files_max: 64,
            nice: 0,
        },
        program: program.to_owned(),
        args: vec!["-version".into()],
    };
    let output = Command::new(shoal)
        .args(policy.to_args())
        .env_clear()
        .output()
        .map_err(|cause| CheckFault::NoCage { cause: cause.to_string() })?;
    let says = String::from_utf8_lossy(&output.stdout);
    let complains = String::from_utf8_lossy(&output.stderr);
    if output.status.success() {
        return Ok(CageReport {
            program_says: says.lines().next().unwrap_or_default().chars().take(200).collect(),
            kernel: rustix::system::uname().release().to_string_lossy().into_owned(),
        });
    }
    let reason = complains.lines().find_map(|line| line.strip_prefix(REFUSAL));
    let own = output.status.code() == Some(i32::from(EXIT_NO_PROGRAM));
    match reason {
        Some(cause) if !own => Err(CheckFault::NoCage { cause: cause.to_owned() }),
        other => Err(CheckFault::NoProgram {
            program: program.to_owned(),
            cause: other.map_or_else(|| output.status.to_string(), str::to_owned),
        }),
    }
}
