//! The command line: what can be typed, and the exit codes that scripts rely on.
//! It must not do the work; `commands` and `serve` do.

use super::certs::Certs;
use super::commands::{AddUser, Publish, ResetUser};
use super::serve::Serve;
use super::terminal::{Failure, Target, say};
use super::{
    audit, backup, certs, commands, config, doctor, events, graph, serve, settings, stores,
};
use clap::{Args, CommandFactory as _, Parser, Subcommand};
use std::io::Write as _;
use std::path::PathBuf;
use std::process::ExitCode;

const EXIT_CODES: &str = "\
Exit codes: 0 done · 1 failed · 2 wrong usage · 3 no server reached · 4 refused by the server

Examples:
  shoal serve --data-dir /srv/shoal --listen 127.0.0.1:8080
  shoal user add mei --role admin --json
  shoal user reset mei
  shoal publish holiday.mp4 --title 'Holiday' --wait
  shoal config set user.sign_up=closed --note 'spam wave'
  shoal replay playback --source video --wait
  shoal backup --to /backup/today && shoal backup verify /backup/today
  shoal doctor";

/// A complete video site in one binary.
#[derive(Debug, Parser)]
#[command(name = "shoal", version, about, after_help = EXIT_CODES, max_term_width = 100)]
pub(super) struct Cli {
    #[command(flatten)]
    pub(super) place: Target,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Run the site
    Serve(Serve),
    /// Add accounts, and let somebody in again who forgot a password
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
    /// Check or print the log of what was decided about videos
    #[command(subcommand)]
    Audit(audit::Audit),
    /// Make databases on PostgreSQL
    #[command(subcommand)]
    Store(stores::StoreCommand),
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

#[derive(Debug, Subcommand)]
enum User {
    /// Add an account; prints its id and an API token, which is shown only once
    Add(AddUser),
    /// Make a link by which somebody chooses a new password, once; prints it
    Reset(ResetUser),
}

#[derive(Debug, Subcommand)]
enum Config {
    #[command(flatten)]
    LiveSettings(settings::Command),
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

/// Parses the command line and runs the command.
pub(super) fn run() -> ExitCode {
    let Cli { place, command } = Cli::parse();
    let done = match command {
        Command::Serve(flags) => serve::run(&place, &flags).map_err(Failure::from),
        Command::User(User::Add(flags)) => commands::add_user(&place, &flags),
        Command::User(User::Reset(flags)) => commands::reset_user(&place, &flags),
        Command::Publish(flags) => commands::publish(&place, &flags),
        Command::Config(Config::LiveSettings(command)) => settings::run(&place, &command),
        Command::Replay(flags) => events::replay(&place, &flags),
        Command::Parked(flags) => events::parked(&place, &flags),
        Command::Config(Config::Show { config }) => show(config.as_deref()),
        Command::Config(Config::Check { config }) => check(config.as_deref()),
        Command::Certs(command) => certs::run(&command),
        Command::Graph(Graph { format }) => graph::print(format).map_err(Failure::from),
        Command::Audit(command) => audit::run(&place, &command),
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

fn show(file: Option<&std::path::Path>) -> Result<(), Failure> {
    let settings = config::load(file, std::env::vars())?;
    Ok(say(config::text(&settings).trim())?)
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
