//! The command line: what can be typed, and the exit codes that scripts rely on.
//! It must not do the work; `commands` and `serve` do.

use super::certs::Certs;
use super::{backup, certs, commands, config, doctor, events, graph, serve, settings, stores};
use clap::{Args, CommandFactory as _, Parser, Subcommand, ValueEnum};
use std::io::Write as _;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::ExitCode;

const EXIT_CODES: &str = "\
Exit codes: 0 done · 1 failed · 2 wrong usage · 3 no server reached · 4 refused by the server

Examples:
  shoal serve --data-dir /srv/shoal --listen 127.0.0.1:8080
  shoal user add mei --role admin --json
  shoal publish holiday.mp4 --title 'Holiday' --wait
  shoal config set user.sign_up_open=false --note 'spam wave'
  shoal replay playback --source video --wait
  shoal backup --to /backup/today && shoal backup verify /backup/today
  shoal doctor";

/// A complete video site in one binary.
#[derive(Debug, Parser)]
#[command(name = "shoal", version, about, after_help = EXIT_CODES, max_term_width = 100)]
pub(super) struct Cli {
    #[command(flatten)]
    pub(super) place: Place,
    #[command(subcommand)]
    command: Command,
}

/// Where the site is that a command talks about.
#[derive(Debug, Clone, Args)]
pub(super) struct Place {
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

#[derive(Debug, Subcommand)]
enum Command {
    /// Run the site
    Serve(Serve),
    /// Add accounts
    #[command(subcommand)]
    User(User),
    /// Upload a file and follow it until it plays
    Publish(Publish),
    /// Show, check or change the configuration
    #[command(subcommand)]
    Config(Config),
    /// Have a domain read the events of another anew, so that what it keeps of it becomes whole
    Replay(events::Replay),
    /// List the events that were set aside because they could not be applied, or try them now
    Parked(events::Parked),
    /// Make the certificates by which the machines of a site know each other
    #[command(subcommand)]
    Certs(Certs),
    /// Draw who calls whom and who hears what; fails on a cycle
    Graph(Graph),
    /// Make databases on PostgreSQL
    #[command(subcommand)]
    Store(stores::Store),
    /// Move the data of a stopped domain to another store, and compare every row
    CopyStore(stores::CopyStore),
    /// Copy the running site as it is at one moment, while it works
    Backup(backup::Backup),
    /// Make a site, or one domain of it, from a backup
    Restore(backup::Restore),
    /// Say what is missing on this machine, and the command that fixes it
    Doctor {
        /// Configuration file of the site
        #[arg(long, env = "SHOAL_CONFIG")]
        config: Option<PathBuf>,
        /// Print JSON
        #[arg(long)]
        json: bool,
    },
    /// Print a completion script for a shell
    Completions { shell: clap_complete::Shell },
}

#[derive(Debug, Clone, Args)]
pub(super) struct Serve {
    /// Address and port to serve on; without the front, for health and figures only
    #[arg(long, env = "SHOAL_LISTEN")]
    pub(super) listen: Option<SocketAddr>,
    /// Configuration file; what it leaves out keeps its default
    #[arg(long, env = "SHOAL_CONFIG")]
    pub(super) config: Option<PathBuf>,
    /// Host only these: domains, and `gateway` for the web front; [placement] says where others are
    #[arg(long, env = "SHOAL_ONLY", value_delimiter = ',', value_name = "DOMAIN,…")]
    pub(super) only: Option<Vec<String>>,
    /// Answer other processes of the site at this address: 127.0.0.1:7000 or unix:/path
    #[arg(long, env = "SHOAL_LISTEN_GRPC", value_name = "ADDRESS")]
    pub(super) listen_grpc: Option<String>,
    /// Publish the demo clip if the site is empty
    #[arg(long)]
    pub(super) demo: bool,
}

#[derive(Debug, Subcommand)]
enum User {
    /// Add an account; prints its id and an API token, which is shown only once
    Add(AddUser),
}

#[derive(Debug, Args)]
pub(super) struct AddUser {
    pub(super) name: String,
    #[arg(long, value_enum, default_value = "creator")]
    pub(super) role: Role,
    /// Read a password for signing in from the first line of standard input
    #[arg(long)]
    pub(super) password_stdin: bool,
    /// Print JSON
    #[arg(long)]
    pub(super) json: bool,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
pub(super) enum Role {
    Viewer,
    Creator,
    Moderator,
    Admin,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
pub(super) enum Privacy {
    Public,
    Unlisted,
    Private,
}

#[derive(Debug, Args)]
pub(super) struct Publish {
    pub(super) file: PathBuf,
    #[arg(long)]
    pub(super) title: String,
    #[arg(long, default_value = "")]
    pub(super) description: String,
    /// A tag; give it again for more
    #[arg(long = "tag")]
    pub(super) tags: Vec<String>,
    #[arg(long, value_enum, default_value = "public")]
    pub(super) privacy: Privacy,
    /// Wait until the video plays or has failed
    #[arg(long)]
    pub(super) wait: bool,
    /// Account that will own the video (control socket only; default: the oldest administrator)
    #[arg(long = "as", value_name = "NAME")]
    pub(super) owner: Option<String>,
    /// Print JSON: video_id, page_url and, with --wait, master_url
    #[arg(long)]
    pub(super) json: bool,
}

#[derive(Debug, Subcommand)]
enum Config {
    #[command(flatten)]
    Live(settings::Command),
    /// Print the configuration that a server would start with here, without what is live
    Show {
        #[arg(long, env = "SHOAL_CONFIG")]
        config: Option<PathBuf>,
    },
    /// Check a configuration file; says file, line and cause of what is wrong
    Check {
        #[arg(long, env = "SHOAL_CONFIG")]
        config: Option<PathBuf>,
    },
}

#[derive(Debug, Args)]
struct Graph {
    #[arg(long, value_enum, default_value = "mermaid")]
    format: graph::Format,
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
    fn exit_code(&self) -> u8 {
        match self {
            Self::Failed(_) => 1,
            Self::Unreached(_) => 3,
            Self::Refused(_) => 4,
        }
    }
}

/// Parses the command line and runs the command.
pub(super) fn run() -> ExitCode {
    let Cli { place, command } = Cli::parse();
    let done = match command {
        Command::Serve(flags) => serve::run(&place, &flags).map_err(Failure::from),
        Command::User(User::Add(flags)) => commands::add_user(&place, &flags),
        Command::Publish(flags) => commands::publish(&place, &flags),
        Command::Config(Config::Live(command)) => settings::run(&place, &command),
        Command::Replay(flags) => events::replay(&place, &flags),
        Command::Parked(flags) => events::parked(&place, &flags),
        Command::Config(Config::Show { config }) => show(config.as_deref()),
        Command::Config(Config::Check { config }) => check(config.as_deref()),
        Command::Certs(command) => certs::run(&command),
        Command::Graph(Graph { format }) => graph::print(format).map_err(Failure::from),
        Command::Store(command) => stores::make(&command).map_err(Failure::from),
        Command::CopyStore(flags) => stores::copy(&place, &flags).map_err(Failure::from),
        Command::Backup(flags) => backup::run(&place, &flags),
        Command::Restore(flags) => backup::restore(&place, &flags),
        Command::Doctor { config, json } => {
            doctor::run(&place.data_dir, config.as_deref(), json).map_err(Failure::from)
        },
        Command::Completions { shell } => completions(shell),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            drop(writeln!(std::io::stderr(), "shoal: {failure}"));
            ExitCode::from(failure.exit_code())
        },
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

fn show(file: Option<&std::path::Path>) -> Result<(), Failure> {
    let settings = config::load(file, std::env::vars())?;
    let text = toml::to_string(&settings).map_err(anyhow::Error::from)?;
    Ok(say(text.trim_end())?)
}

fn check(file: Option<&std::path::Path>) -> Result<(), Failure> {
    config::load(file, std::env::vars())?;
    let name =
        file.map_or("the default configuration".to_owned(), |file| file.display().to_string());
    Ok(say(&format!("{name} is good"))?)
}

fn completions(shell: clap_complete::Shell) -> Result<(), Failure> {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut Cli::command(), "shoal", &mut script);
    Ok(say(String::from_utf8_lossy(&script).trim_end())?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_command_line_is_consistent() {
        Cli::command().debug_assert();
    }

    #[test]
    fn a_server_needs_a_token() {
        let without = ["shoal", "user", "add", "mei", "--server", "http://127.0.0.1:1"];
        assert!(Cli::try_parse_from(without).is_err());
    }
}
