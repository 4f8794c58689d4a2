//! `shoal certs`: makes the site's own authority, and a bundle for each machine that may speak for
//! some of its domains.

use super::terminal::{Failure, say};
use crate::adapters::certs::{self, Request};
use crate::contract::TOPOLOGY;
use crate::kernel::bus::GATEWAY;
use crate::kernel::clock::Clock;
use anyhow::anyhow;
use clap::{Args, Subcommand};
use std::path::PathBuf;

#[derive(Debug, Subcommand)]
pub(super) enum Certs {
    /// Make the authority of a site; keep its ca.key off the machines that serve
    Init(Init),
    /// Make the bundle of one machine; copy the folder there and name it in [wire] keys
    Issue(Issue),
}

#[derive(Debug, Args)]
pub(super) struct Init {
    /// Folder of the authority
    #[arg(long, default_value = "authority")]
    authority: PathBuf,
}

#[derive(Debug, Args)]
pub(super) struct Issue {
    /// The domains that the machine hosts, and `gateway` if the web front runs there
    #[arg(value_delimiter = ',', required = true, value_name = "DOMAIN,…")]
    domains: Vec<String>,
    /// Folder for the bundle
    #[arg(long)]
    out: PathBuf,
    /// Folder of the authority
    #[arg(long, default_value = "authority")]
    authority: PathBuf,
    /// How long it holds
    #[arg(long, default_value_t = 365, value_parser = clap::value_parser!(i64).range(1..=3650))]
    days: i64,
}

/// Runs one of them.
///
/// # Errors
/// Which file could not be read or made.
pub(super) fn run(command: &Certs) -> Result<(), Failure> {
    let now_ms = Clock::system().now_ms();
    let told = |cause: String| Failure::from(anyhow!("{cause}"));
    match command {
        Certs::Init(Init { authority }) => {
            certs::found(authority, now_ms).map_err(told)?;
            Ok(say(&format!(
                "The authority is in {}. Now, for each machine: shoal certs issue DOMAIN,… --out \
                 FOLDER",
                authority.display()
            ))?)
        },
        Certs::Issue(Issue { domains, out, authority, days }) => {
            let known =
                |word: &&String| *word != GATEWAY && !TOPOLOGY.iter().any(|row| row.word == **word);
            if let Some(unknown) = domains.iter().find(known) {
                return Err(told(format!("there is no domain {unknown:?}")));
            }
            let request = Request { words: domains, now_ms, valid_s: days * 86_400 };
            certs::issue(authority, &request, out).map_err(told)?;
            Ok(say(&format!(
                "The bundle of {} is in {}, for {days} days. Copy it to the machine, owned by who \
                 serves, and name it in [wire] keys",
                domains.join(", "),
                out.display()
            ))?)
        },
    }
}
