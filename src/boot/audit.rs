//! `shoal audit`: what the audit log of a running server holds, and whether it is whole.
//! It must not touch the site's files; everything goes through its API.

use super::commands::client_runtime;
use super::remote::Remote;
use super::terminal::{Failure, Target, say};
use clap::Subcommand;
use serde_json::json;

#[derive(Debug, Subcommand)]
pub(super) enum Audit {
    /// Check that no entry was changed, removed or put into another's place
    Verify {
        /// Print JSON
        #[arg(long)]
        json: bool,
    },
    /// Print every entry, one line of JSON each
    Export,
}

pub(super) fn run(place: &Target, command: &Audit) -> Result<(), Failure> {
    let remote = Remote::find(place, None)?;
    client_runtime()?.block_on(async {
        match command {
            Audit::Verify { json } => verify(&remote, *json).await,
            Audit::Export => {
                let log = remote.text("/api/v1/admin/moderation/audit").await?;
                Ok(say(log.trim_end())?)
            },
        }
    })
}

async fn verify(remote: &Remote, as_json: bool) -> Result<(), Failure> {
    let (mut checked, mut from) = (0, 1);
    loop {
        let path = format!("/api/v1/admin/moderation/audit/verify?from={from}");
        let part = remote.get(&path).await?;
        checked += part["checked"].as_u64().unwrap_or_default();
        let broken_at = part["broken_at"].as_u64();
        if let Some(number) = broken_at {
            if as_json {
                say(&json!({ "whole": false, "broken_at": number }).to_string())?;
            }
            let told = format!(
                "the audit log is not as it was written: entry {number} is missing, changed or in \
                 another's place. Compare it with a backup: shoal backup verify"
            );
            return Err(Failure::from(anyhow::anyhow!(told)));
        }
        match part["next"].as_u64() {
            Some(next) => from = next,
            None => break,
        }
    }
    if as_json {
        return Ok(say(&json!({ "whole": true, "checked": checked }).to_string())?);
    }
    Ok(say(&format!("the audit log is whole: {checked} entries"))?)
}
