//! `shoal store create` and `shoal copy-store`: databases on PostgreSQL, and the way there and
//! back. They must not touch the store of a domain that a server has open.

use super::Key;
use super::config;
use super::terminal::{Target, say};
use crate::contract;
use crate::kernel::db::copy::{self, Side};
use crate::kernel::db::{Address, Admin, Settings};
use crate::kernel::id::Ids;
use anyhow::{Context as _, Result, anyhow, bail};
use clap::{Args, Subcommand};
use std::path::{Path, PathBuf};

#[derive(Debug, Subcommand)]
pub(super) enum StoreCommand {
    /// Make a role and a database for each domain, which can reach nothing else; prints the lines
    /// for the configuration, with passwords that are shown only once
    Create {
        /// Such as video, or all
        #[arg(required = true, value_name = "DOMAIN")]
        domains: Vec<String>,
        /// Address of the server, as a role that may make roles and databases
        #[arg(long, env = "SHOAL_ADMIN_URL", hide_env_values = true)]
        admin_url: String,
        /// What the names of roles and databases begin with
        #[arg(long, default_value = "shoal")]
        prefix: String,
    },
}

#[derive(Debug, Args)]
pub(super) struct CopyStore {
    /// Such as video
    domain: String,
    /// Where to: postgres://… or sqlite:PATH of the database file
    #[arg(long, value_name = "STORE", env = "SHOAL_COPY_TO", hide_env_values = true)]
    to: String,
    /// Where from; what the configuration says when it is left out
    #[arg(long, value_name = "STORE", env = "SHOAL_COPY_FROM", hide_env_values = true)]
    from: Option<String>,
    /// Configuration file of the site
    #[arg(long, env = "SHOAL_CONFIG")]
    config: Option<PathBuf>,
    /// Copy nothing, only compare
    #[arg(long)]
    verify_only: bool,
}

/// Makes roles and databases.
pub(super) fn make(command: &StoreCommand) -> Result<()> {
    let StoreCommand::Create { domains, admin_url, prefix } = command;
    let words = words(domains)?;
    let fits = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
    if prefix.is_empty() || !prefix.chars().all(fits) {
        bail!("--prefix takes small letters, digits and _");
    }
    let address = Address::parse(admin_url).map_err(|cause| anyhow!("--admin-url: {cause}"))?;
    let admin = Admin::connect(&Key(()), &address, &Settings::default())?;
    let ids = Ids::system();
    let (mut lines, mut open) = (Vec::new(), Vec::new());
    for word in words {
        let password = format!("{}{}", ids.mint(), ids.mint());
        let made = admin.make(&format!("{prefix}_{word}"), &password);
        let (url, others) = made.with_context(|| told(word, &lines))?;
        lines.push(format!("{word} = \"{url}\""));
        open = others;
    }
    say("[storage.urls]")?;
    lines.iter().try_for_each(|line| say(line))?;
    if !open.is_empty() {
        say(&format!(
            "# These roles can also connect to: {}. To keep them out of one:\n\
             #   REVOKE CONNECT ON DATABASE name FROM PUBLIC;",
            open.join(", ")
        ))?;
    }
    Ok(())
}

/// What was made before something failed has passwords that nobody would see again.
fn told(word: &str, lines: &[String]) -> String {
    let done = lines.join("\n");
    let before = if done.is_empty() { String::new() } else { format!("made before it:\n{done}\n") };
    format!("{before}cannot make the store of {word}")
}

fn words(domains: &[String]) -> Result<Vec<&'static str>> {
    let all = || contract::TOPOLOGY.iter().map(|row| row.word);
    if domains.iter().any(|one| one == "all") {
        return Ok(all().collect());
    }
    domains.iter().map(|one| word(one)).collect()
}

fn word(domain: &str) -> Result<&'static str> {
    let known = || contract::TOPOLOGY.iter().map(|row| row.word);
    let found = known().find(|word| *word == domain);
    found.ok_or_else(|| {
        let known: Vec<&str> = known().collect();
        anyhow!("there is no domain {domain}; there are {}", known.join(", "))
    })
}

/// Moves a domain's data, then compares both sides.
pub(super) fn copy(place: &Target, flags: &CopyStore) -> Result<()> {
    let word = word(&flags.domain)?;
    let settings = config::load(flags.config.as_deref(), std::env::vars())?.storage;
    let from = match &flags.from {
        Some(text) => open(text, word, &settings, true)?,
        None => match settings.urls.get(word) {
            Some(address) => Side::postgres(&Key(()), address, word, &settings)?,
            None => {
                let path = place.data_dir.join("db").join(format!("{word}.db"));
                open(&format!("sqlite:{}", path.display()), word, &settings, true)?
            },
        },
    };
    let to = open(&flags.to, word, &settings, false)?;
    if !flags.verify_only {
        say(&format!("copying {word} from {from} to {to}"))?;
        copy::copy(&from, &to).map_err(|error| anyhow!("nothing was copied: {error}"))?;
    }
    let report = copy::verify(&from, &to).map_err(|error| anyhow!("they differ: {error}"))?;
    let mut all = 0;
    for (table, rows, print) in &report.tables {
        say(&format!("  {table:<20} {rows:>10} rows  {print}"))?;
        all += rows;
    }
    say(&format!("{all} rows are the same on both sides; positions up to {} are taken", {
        report.newest_position
    }))?;
    if !flags.verify_only {
        say(&format!("next: let [storage.urls] of the configuration name the store of {word}"))?;
    }
    Ok(())
}

fn open(text: &str, word: &str, settings: &Settings, must_be_there: bool) -> Result<Side> {
    let Some(path) = text.strip_prefix("sqlite:") else {
        let address = Address::parse(text)
            .map_err(|cause| anyhow!("{cause}; or give sqlite:PATH of a database file"))?;
        return Ok(Side::postgres(&Key(()), &address, word, settings)?);
    };
    let path = Path::new(path);
    if must_be_there && !path.is_file() {
        bail!("there is no database {}: give --data-dir or --from", path.display());
    }
    if let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
        std::fs::create_dir_all(folder)
            .with_context(|| format!("cannot make the folder {}", folder.display()))?;
    }
    Ok(Side::sqlite(&Key(()), path, word, settings)?)
}
