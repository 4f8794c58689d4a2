//! `shoal backup` and `shoal restore`: a running site into a folder, and a folder into a site that
//! stands still. The copying is the kernel's; nothing here may touch a database.

use super::Key;
use super::commands::client_runtime;
use super::config;
use super::remote::Remote;
use super::terminal::{Failure, Target, say};
use crate::contract::TOPOLOGY;
use crate::kernel::backup::{self, Complaint, Manifest, Order};
use crate::kernel::clock::Clock;
use crate::kernel::tasks::sleep;
use anyhow::{Context as _, anyhow};
use clap::{Args, Subcommand};
use serde_json::json;
use std::path::{Path, PathBuf};
use std::time::Duration;

const POLL: Duration = Duration::from_millis(100);

/// `shoal backup`.
#[derive(Debug, Args)]
#[command(args_conflicts_with_subcommands = true)]
pub(super) struct Backup {
    /// A folder on the server's machine, new or empty; not in the data folder
    #[arg(long, value_name = "FOLDER", required = true)]
    to: Option<PathBuf>,
    /// Print JSON
    #[arg(long)]
    json: bool,
    #[command(subcommand)]
    command: Option<BackupCommand>,
}

#[derive(Debug, Subcommand)]
enum BackupCommand {
    /// Read a whole backup and compare it with what it was
    Verify { folder: PathBuf },
}

/// `shoal restore`.
#[derive(Debug, Args)]
pub(super) struct Restore {
    /// The backup
    folder: PathBuf,
    /// Only this domain, into a site that stands still and has no database of it
    #[arg(long, value_name = "DOMAIN")]
    only: Option<String>,
    /// Configuration file of the site
    #[arg(long, env = "SHOAL_CONFIG")]
    config: Option<PathBuf>,
}

impl From<Complaint> for Failure {
    fn from(complaint: Complaint) -> Self {
        Self::Failed(anyhow!("{complaint}"))
    }
}

pub(super) fn run(place: &Target, flags: &Backup) -> Result<(), Failure> {
    match (&flags.command, &flags.to) {
        (Some(BackupCommand::Verify { folder }), _) => verify(folder),
        (None, Some(to)) => take(place, to, flags.json),
        (None, None) => Err(anyhow!("name a folder with --to").into()),
    }
}

fn take(place: &Target, to: &Path, as_json: bool) -> Result<(), Failure> {
    let remote = Remote::find(place, None)?;
    let to = std::path::absolute(to).context("finding the folder")?;
    client_runtime()?.block_on(async {
        let body = json!({ "to": to.display().to_string() });
        let mut now = remote.post("/api/v1/admin/backup", &body).await?;
        while now["state"] == "running" {
            sleep(POLL).await;
            now = remote.get("/api/v1/admin/backup").await?;
        }
        if now["state"] != "done" {
            let cause = now["cause"].as_str().unwrap_or("no reason was given");
            return Err(anyhow!("there is no backup: {cause}").into());
        }
        if as_json {
            return Ok(say(&now.to_string())?);
        }
        let barrier_us = now["barrier_us"].as_u64().unwrap_or_default();
        let (at, files, bytes) = (&now["at"], &now["files"], &now["bytes"]);
        say(&format!(
            "{} holds the site as it was at {}: {files} files, {bytes} bytes, {} of them shared \
             with the site",
            to.display(),
            at.as_str().unwrap_or_default(),
            now["linked"]
        ))?;
        let (ms, us) = (barrier_us / 1000, barrier_us % 1000);
        Ok(say(&format!("all writers stood still for {ms}.{us:03} ms"))?)
    })
}

fn verify(folder: &Path) -> Result<(), Failure> {
    let manifest = backup::verify(folder)?;
    told(&manifest)?;
    manifest.check_age()?;
    Ok(say("everything is as it was backed up")?)
}

fn told(manifest: &Manifest) -> Result<(), Failure> {
    for database in &manifest.databases {
        let rows: u64 = database.rows.values().sum();
        let (domain, bytes) = (&database.domain, database.file.size_bytes);
        say(&format!("  {domain:<12} {rows:>10} rows {bytes:>14} bytes"))?;
    }
    let bytes: u64 = manifest.blobs.iter().map(|piece| piece.size_bytes).sum();
    Ok(say(&format!("  {:<12} {:>10} files {bytes:>13} bytes", "media", manifest.blobs.len()))?)
}

pub(super) fn restore(place: &Target, flags: &Restore) -> Result<(), Failure> {
    let storage = config::load(flags.config.as_deref(), std::env::vars())?.storage;
    let known: Vec<&'static str> = TOPOLOGY.iter().map(|row| row.word).collect();
    let is_kept = |word: &&&str| flags.only.as_deref().is_none_or(|only| only == **word);
    if let Some(word) = known.iter().filter(is_kept).find(|word| storage.urls.contains_key(**word))
    {
        return Err(anyhow!(
            "[storage.urls] puts {word} on PostgreSQL, and a backup is restored into files: take \
             the line out, restore, and move it with `shoal copy-store {word}`"
        )
        .into());
    }
    // Whatever is made from here on is for this account alone.
    rustix::process::umask(rustix::fs::Mode::from_bits_truncate(0o077));
    let order = Order {
        backup: &flags.folder,
        data: &place.data_dir,
        only: flags.only.as_deref(),
        known,
        storage: &storage,
        now_ms: Clock::system().now_ms(),
    };
    let manifest = backup::restore(&Key(()), &order)?;
    told(&manifest)?;
    let data = place.data_dir.display();
    say(&match &flags.only {
        Some(word) => format!(
            "{word} is back in {data}. What others keep of it may be newer than it: `shoal replay \
             DOMAIN --source {word}` makes their copies whole"
        ),
        None => format!("the site is in {data}: shoal serve --data-dir {data}"),
    })?;
    Ok(())
}
