//! `shoal audit`: what the audit log of a running server holds, and whether it is whole.
//! It must not touch the site's files; everything goes through its API.

use super::commands::client_runtime;
use super::remote::Remote;
use super::terminal::{Failure, Target, say};
use anyhow::anyhow;
use clap::Subcommand;
use serde_json::{Value, json};
use std::path::{Path, PathBuf};

#[derive(Debug, Subcommand)]
pub(super) enum Audit {
    /// Check that no entry was changed, removed or put into another's place
    Verify {
        /// What `shoal audit checkpoint` has printed: the log must still hold what it did then
        #[arg(long, value_name = "FILE")]
        checkpoint: Option<PathBuf>,
        /// Print JSON
        #[arg(long)]
        json: bool,
    },
    /// Print a signed checkpoint of the log, to be kept outside of this machine
    Checkpoint,
    /// Print every entry, one line of JSON each
    Export,
}

pub(super) fn run(place: &Target, command: &Audit) -> Result<(), Failure> {
    let remote = Remote::find(place, None)?;
    client_runtime()?.block_on(async {
        match command {
            Audit::Verify { checkpoint, json } => {
                if let Some(file) = checkpoint {
                    compare(&remote, file).await?;
                }
                verify(&remote, *json).await
            },
            Audit::Checkpoint => {
                let walked = walk(&remote).await?;
                if walked.number == 0 {
                    return Err(Failure::from(anyhow!("the audit log has no entry yet")));
                }
                let place = json!({ "number": walked.number, "hash": walked.hash });
                let path = "/api/v1/admin/moderation/checkpoints";
                Ok(say(&remote.post(path, &place).await?.to_string())?)
            },
            Audit::Export => {
                let log = remote.text("/api/v1/admin/moderation/audit").await?;
                Ok(say(log.trim_end())?)
            },
        }
    })
}

/// What a log without a fault came to.
struct Walked {
    checked: u64,
    /// Of the last entry; 0 where there is none.
    number: u64,
    hash: String,
    /// The first entry that is not as it was written.
    broken_at: Option<u64>,
}

async fn look(remote: &Remote) -> Result<Walked, Failure> {
    let mut walked = Walked { checked: 0, number: 0, hash: String::new(), broken_at: None };
    let mut from = 1;
    loop {
        let path = format!("/api/v1/admin/moderation/audit/verify?from={from}");
        let part = remote.get(&path).await?;
        walked.checked += part["checked"].as_u64().unwrap_or_default();
        walked.broken_at = part["broken_at"].as_u64();
        if let (Some(number @ 1..), Some(hash)) =
            (part["last_number"].as_u64(), part["last_hash"].as_str())
        {
            walked.number = number;
            hash.clone_into(&mut walked.hash);
        }
        match part["next"].as_u64().filter(|_| walked.broken_at.is_none()) {
            Some(next) => from = next,
            None => return Ok(walked),
        }
    }
}

async fn walk(remote: &Remote) -> Result<Walked, Failure> {
    let walked = look(remote).await?;
    match walked.broken_at {
        None => Ok(walked),
        Some(number) => Err(broken(number)),
    }
}

fn broken(number: u64) -> Failure {
    Failure::from(anyhow!(
        "the audit log is not as it was written: entry {number} is missing, changed or in \
         another's place. Compare it with a backup: shoal backup verify"
    ))
}

/// Whether the log still holds what it held at a checkpoint.
async fn compare(remote: &Remote, file: &Path) -> Result<(), Failure> {
    let told = |cause: &dyn std::fmt::Display| {
        Failure::from(anyhow!("{} is no checkpoint: {cause}", file.display()))
    };
    let text = std::fs::read_to_string(file).map_err(|error| told(&error))?;
    let checkpoint: Value = serde_json::from_str(&text).map_err(|error| told(&error))?;
    let path = "/api/v1/admin/moderation/checkpoints/verify";
    let found = remote.post(path, &checkpoint).await?;
    if found["is_signed"] != true {
        return Err(told(&"this site has not signed it"));
    }
    if found["is_held"] != true {
        let number = checkpoint["number"].as_u64().unwrap_or_default();
        return Err(Failure::from(anyhow!(
            "the audit log was written anew or cut short: entry {number} is not what it was when \
             {} was signed. Compare it with a backup: shoal backup verify",
            file.display()
        )));
    }
    Ok(())
}

async fn verify(remote: &Remote, as_json: bool) -> Result<(), Failure> {
    let walked = look(remote).await?;
    if let Some(number) = walked.broken_at {
        if as_json {
            say(&json!({ "whole": false, "broken_at": number }).to_string())?;
        }
        return Err(broken(number));
    }
    let checked = walked.checked;
    if as_json {
        return Ok(say(&json!({ "whole": true, "checked": checked }).to_string())?);
    }
    Ok(say(&format!("the audit log is whole: {checked} entries"))?)
}
