//! `shoal config get|set|clear|history|diff|rollback`: reads and changes the live settings of a
//! running server. It must not touch the site's files; everything goes through its API.

use super::commands::client_runtime;
use super::remote::Remote;
use super::terminal::{Failure, Target, say};
use clap::{Args, Subcommand};
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// The commands that speak with a running server.
#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Print what is in force on the server, each value with where it comes from
    Get {
        /// A setting such as user.sign_up, or a section such as user
        key: Option<String>,
        /// Print JSON
        #[arg(long)]
        json: bool,
    },
    /// Change settings while the site runs, as one version
    Set {
        /// Such as user.sign_up=closed
        #[arg(required = true, value_name = "KEY=VALUE", value_parser = pair)]
        pairs: Vec<(String, String)>,
        #[command(flatten)]
        how: How,
    },
    /// Let settings follow file and environment again
    Clear {
        /// Such as user.sign_up
        #[arg(required = true)]
        keys: Vec<String>,
        #[command(flatten)]
        how: How,
    },
    /// Print who changed what and when, newest first
    History {
        /// Versions to print
        #[arg(long, default_value = "20")]
        limit: usize,
        /// Print JSON
        #[arg(long)]
        json: bool,
    },
    /// Print what differs between two versions
    Diff {
        /// 0 is the time before the first change
        from: u64,
        /// The newest when it is left out
        to: Option<u64>,
        /// Print JSON
        #[arg(long)]
        json: bool,
    },
    /// Bring back what was live in a version, as a new version
    Rollback {
        /// 0 clears everything
        to: u64,
        #[command(flatten)]
        how: How,
    },
}

/// How a change is made.
#[derive(Debug, Args)]
pub(super) struct How {
    /// Why, for the history
    #[arg(long, default_value = "")]
    note: String,
    /// Only on top of this version; refused when another came first
    #[arg(long, value_name = "VERSION")]
    expect: Option<u64>,
    /// Print what would change, and change nothing
    #[arg(long)]
    dry_run: bool,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

fn pair(text: &str) -> Result<(String, String), String> {
    let (key, value) = text.split_once('=').ok_or("write it as section.key=value")?;
    Ok((key.trim().to_owned(), value.to_owned()))
}

/// Runs one of the commands.
///
/// # Errors
/// That no server answers, or what it refused.
pub(super) fn run(place: &Target, command: &Command) -> Result<(), Failure> {
    let remote = Remote::find(place, None)?;
    client_runtime()?.block_on(async {
        match command {
            Command::Get { key, json } => get(&remote, key.as_deref(), *json).await,
            Command::Set { pairs, how } => {
                let write: BTreeMap<_, _> = pairs.iter().cloned().collect();
                change(&remote, json!({ "write": write }), how).await
            },
            Command::Clear { keys, how } => change(&remote, json!({ "clear": keys }), how).await,
            Command::History { limit, json } => history(&remote, *limit, *json).await,
            Command::Diff { from, to, json } => diff(&remote, *from, *to, *json).await,
            Command::Rollback { to, how } => roll_back(&remote, *to, how).await,
        }
    })
}

async fn get(remote: &Remote, key: Option<&str>, as_json: bool) -> Result<(), Failure> {
    let answer = remote.get("/api/v1/admin/config").await?;
    let is_asked = |row: &&Value| {
        let full = row["key"].as_str().unwrap_or_default();
        key.is_none_or(|key| full == key || full.split('.').next() == Some(key))
    };
    let rows: Vec<&Value> = answer["settings"].as_array().into_iter().flatten().collect();
    let rows: Vec<&Value> = rows.into_iter().filter(is_asked).collect();
    if let (true, Some(key)) = (rows.is_empty(), key) {
        let text = format!("there is no setting and no section {key}; see `shoal config get`");
        return Err(Failure::Refused(text));
    }
    if as_json {
        return Ok(say(&json!({ "version": answer["version"], "settings": rows }).to_string())?);
    }
    for row in rows {
        let full = row["key"].as_str().unwrap_or_default();
        let source = row["source"].as_str().unwrap_or_default();
        say(&format!("{full} = {}   # {source}", row["value"]))?;
        if let Some(why) = row["not_in_force"].as_str() {
            say(&format!("  ! the live value is not in force: {why}"))?;
        }
        if !row["next_start"].is_null() {
            say(&format!("  ! the next start will read {}", row["next_start"]))?;
        }
    }
    Ok(())
}

async fn change(remote: &Remote, mut body: Value, how: &How) -> Result<(), Failure> {
    body["note"] = json!(how.note);
    body["dry_run"] = json!(how.dry_run);
    if let Some(expect) = how.expect {
        body["version"] = json!(expect);
    }
    let outcome = remote.patch("/api/v1/admin/config", &body).await?;
    tell(&outcome, how)
}

async fn roll_back(remote: &Remote, to: u64, how: &How) -> Result<(), Failure> {
    let (note, version) = (&how.note, how.expect);
    let body = json!({ "to": to, "note": note, "dry_run": how.dry_run, "version": version });
    let outcome = remote.post("/api/v1/admin/config/rollback", &body).await?;
    tell(&outcome, how)
}

fn tell(outcome: &Value, how: &How) -> Result<(), Failure> {
    if how.json {
        return Ok(say(&outcome.to_string())?);
    }
    say_changes(&outcome["changes"])?;
    let version = &outcome["version"];
    let is_empty = outcome["changes"].as_array().is_none_or(Vec::is_empty);
    let line = match (is_empty, how.dry_run) {
        (true, _) => format!("nothing changes; version {version} stays in force"),
        (false, true) => format!("tried only; version {version} stays in force"),
        (false, false) => format!("version {version} is in force"),
    };
    Ok(say(&line)?)
}

fn say_changes(changes: &Value) -> Result<(), Failure> {
    for change in changes.as_array().into_iter().flatten() {
        let key = change["key"].as_str().unwrap_or_default();
        let side = |value: &Value| match value {
            Value::Null => "(not live)".to_owned(),
            other => other.to_string(),
        };
        say(&format!("{key}: {} → {}", side(&change["before"]), side(&change["after"])))?;
    }
    Ok(())
}

async fn history(remote: &Remote, limit: usize, as_json: bool) -> Result<(), Failure> {
    let path = format!("/api/v1/admin/config/versions?limit={limit}");
    let answer = remote.get(&path).await?;
    if as_json {
        return Ok(say(&answer.to_string())?);
    }
    let versions = answer["versions"].as_array().cloned().unwrap_or_default();
    if versions.is_empty() {
        return Ok(say("nothing was set while the site ran")?);
    }
    for version in versions {
        let text = |name: &str| version[name].as_str().unwrap_or_default().to_owned();
        let back = version["rolled_back_to"].as_u64();
        let back = back.map(|to| format!("  (back to {to})")).unwrap_or_default();
        let who = text("by_name");
        let line = format!("v{}  {}  {who}{back}", version["version"], text("at"));
        say(format!("{line}  {}", text("note")).trim_end())?;
        say_changes(&version["changes"])?;
    }
    Ok(())
}

async fn diff(remote: &Remote, from: u64, to: Option<u64>, as_json: bool) -> Result<(), Failure> {
    let to = to.map(|to| format!("&to={to}")).unwrap_or_default();
    let answer = remote.get(&format!("/api/v1/admin/config/diff?from={from}{to}")).await?;
    if as_json {
        return Ok(say(&answer.to_string())?);
    }
    say_changes(&answer["changes"])
}
