//! `shoal cage …`: locks this process down and becomes the media tool. No cage, no decoding.
//! It must not run beside other threads, and must never start a program with a step missing.

#![expect(clippy::disallowed_methods, reason = "the cage becomes the program")]

mod check;
mod filter;
mod limits;
mod policy;
mod walls;

use std::ffi::OsString;
use std::io::Write as _;
use std::os::unix::process::CommandExt as _;
use std::process::{Command, ExitCode};

pub(crate) use check::check;
pub(crate) use policy::{CageLimits, CagePolicy};

/// Exit code of a cage that could not be closed; the reason is on stderr behind [`REFUSAL`].
pub(crate) const EXIT_NO_CAGE: u8 = 120;
/// Exit code of a cage whose program could not be started.
pub(crate) const EXIT_NO_PROGRAM: u8 = 121;
/// What the reason's line starts with.
pub(crate) const REFUSAL: &str = "shoal cage: ";

/// Why the cage stayed open.
#[derive(Debug, thiserror::Error)]
pub(crate) enum CageFault {
    #[error("the arguments are wrong: {0}")]
    Arguments(String),
    #[error("the server that asked for this is gone")]
    Orphaned,
    #[error("{step} failed: {cause}")]
    Step { step: &'static str, cause: String },
    #[error(
        "this kernel has no Landlock, or it is switched off; Linux 5.13 or later with \
         landlock among the security modules (lsm=) is needed"
    )]
    NoLandlock,
    #[error("{path} cannot be opened: {cause}")]
    Path { path: String, cause: String },
}

impl CageFault {
    fn step(step: &'static str) -> impl Fn(std::io::Error) -> CageFault {
        move |cause| CageFault::Step { step, cause: cause.to_string() }
    }
}

/// Entry of `shoal cage`. `args` are those behind the word `cage`.
/// Call it first thing in `main`, before any thread is started.
pub(crate) fn run(args: impl Iterator<Item = OsString>) -> ExitCode {
    let fault = match CagePolicy::from_args(args) {
        Ok(policy) => enter(&policy),
        Err(fault) => (fault, EXIT_NO_CAGE),
    };
    let (fault, code) = fault;
    // The reader of stderr may be gone, and then nobody is left to be told.
    let _ = writeln!(std::io::stderr(), "{REFUSAL}{fault}");
    ExitCode::from(code)
}

/// Closes the cage and becomes the program. Returns only when something failed.
fn enter(policy: &CagePolicy) -> (CageFault, u8) {
    if !policy.program.is_file() {
        let path = policy.program.display().to_string();
        return (CageFault::Path { path, cause: "there is no such file".into() }, EXIT_NO_PROGRAM);
    }
    if let Err(fault) = close(policy) {
        return (fault, EXIT_NO_CAGE);
    }
    let cause = Command::new(&policy.program).args(&policy.args).env_clear().exec();
    let step = "starting the program";
    (CageFault::Step { step, cause: cause.to_string() }, EXIT_NO_PROGRAM)
}

/// The steps in their order: what needs rights first, the system call filter last.
fn close(policy: &CagePolicy) -> Result<(), CageFault> {
    limits::close_descriptors()?;
    limits::die_with_parent(policy.parent_pid)?;
    limits::apply(&policy.limits)?;
    limits::drop_privileges()?;
    walls::apply(policy)?;
    filter::apply()
}
