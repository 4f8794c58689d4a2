//! What every command has: the site it talks about, how it fails, and how it prints a line.
//! It must not know a command.

use clap::Args;
use std::io::Write as _;
use std::path::PathBuf;

/// Where the site is that a command talks about.
#[derive(Debug, Clone, Args)]
pub(super) struct Target {
    /// Folder with the databases, the media and the control socket of a site
    #[arg(long, global = true, env = "SHOAL_DATA_DIR", default_value = "data")]
    pub(super) data_dir: PathBuf,
    /// Reach a server by its address instead of its control socket
    #[arg(long, global = true, env = "SHOAL_SERVER", requires = "token")]
    pub(super) server: Option<String>,
    /// API token for --server
    #[arg(long, global = true, env = "SHOAL_TOKEN", hide_env_values = true)]
    pub(super) token: Option<String>,
}

/// How a command failed.
#[derive(Debug, thiserror::Error)]
pub(super) enum Failure {
    #[error("{0:#}")]
    Failed(#[from] anyhow::Error),
    #[error("{0}")]
    Unreached(String),
    #[error("{0}")]
    Refused(String),
}

impl Failure {
    /// The exit code that scripts rely on.
    pub(super) fn exit_code(&self) -> u8 {
        match self {
            Self::Failed(_) => 1,
            Self::Unreached(_) => 3,
            Self::Refused(_) => 4,
        }
    }
}

/// Prints a line for a person or a script; a closed pipe ends the program quietly.
pub(super) fn say(line: &str) -> anyhow::Result<()> {
    match writeln!(std::io::stdout(), "{line}") {
        Err(error) if error.kind() == std::io::ErrorKind::BrokenPipe => Ok(()),
        other => Ok(other?),
    }
}

/// Prints a line of a server, which goes on where its output cannot be written.
pub(super) fn announce(line: &str) {
    drop(writeln!(std::io::stdout(), "{line}"));
}
