//! `shoal replay` and `shoal parked`: what the domains of a running server hear. They must not
//! touch the site's files; everything goes through its API.

use super::commands::client_runtime;
use super::remote::Remote;
use super::terminal::{Failure, Target, say};
use crate::kernel::tasks::sleep;
use clap::{Args, Subcommand};
use serde_json::{Value, json};
use std::time::Duration;

const POLL: Duration = Duration::from_millis(300);

/// `shoal replay`.
#[derive(Debug, Args)]
pub(super) struct Replay {
    /// The domain whose copy is made whole, such as playback
    domain: String,
    /// The domain whose events are read anew, such as video
    #[arg(long)]
    source: String,
    /// Wait until everything is read that was read before
    #[arg(long)]
    wait: bool,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

/// `shoal parked`.
#[derive(Debug, Args)]
#[command(args_conflicts_with_subcommands = true)]
pub(super) struct Parked {
    /// Only what this domain has set aside
    domain: Option<String>,
    /// Print JSON
    #[arg(long)]
    json: bool,
    #[command(subcommand)]
    command: Option<ParkedCommand>,
}

#[derive(Debug, Subcommand)]
enum ParkedCommand {
    /// Try what a domain has set aside now, instead of in its time
    Retry {
        domain: String,
        /// Print JSON: what was parked when it began
        #[arg(long)]
        json: bool,
    },
}

pub(super) fn replay(place: &Target, flags: &Replay) -> Result<(), Failure> {
    let remote = Remote::find(place, None)?;
    client_runtime()?.block_on(async {
        let body = json!({ "domain": flags.domain, "source": flags.source });
        let mut reading = remote.post("/api/v1/admin/events/replay", &body).await?;
        let number = reading["replays"].as_u64();
        while flags.wait && reading["is_replaying"] == true && reading["replays"].as_u64() == number
        {
            sleep(POLL).await;
            reading = look(&remote, flags).await?;
        }
        if flags.json {
            return Ok(say(&reading.to_string())?);
        }
        let (domain, source) = (&flags.domain, &flags.source);
        let (position, to) = (&reading["position"], &reading["replay_to"]);
        Ok(say(&match reading["is_replaying"] == true {
            true => format!("{domain} reads {source} anew: {position} of {to}"),
            false => format!("{domain} has read {source} anew, up to {position}"),
        })?)
    })
}

async fn look(remote: &Remote, flags: &Replay) -> Result<Value, Failure> {
    let path = format!("/api/v1/admin/events?domain={}", flags.domain);
    let all = remote.get(&path).await?;
    let mut readings = all["readings"].as_array().into_iter().flatten();
    let found = readings.find(|one| one["source"] == flags.source.as_str());
    Ok(found.cloned().unwrap_or_default())
}

pub(super) fn parked(place: &Target, flags: &Parked) -> Result<(), Failure> {
    let remote = Remote::find(place, None)?;
    client_runtime()?.block_on(async {
        if let Some(ParkedCommand::Retry { domain, json: as_json }) = &flags.command {
            let body = json!({ "domain": domain });
            let answer = remote.post("/api/v1/admin/events/retry", &body).await?;
            if *as_json {
                return Ok(say(&answer.to_string())?);
            }
            let count = answer["parked"].as_array().map_or(0, Vec::len);
            return Ok(say(&format!("{domain} tries {count} parked events now"))?);
        }
        let path = match &flags.domain {
            Some(domain) => format!("/api/v1/admin/events/parked?domain={domain}"),
            None => "/api/v1/admin/events/parked".to_owned(),
        };
        let answer = remote.get(&path).await?;
        if flags.json {
            return Ok(say(&answer.to_string())?);
        }
        let unreachable =
            answer["unreachable"].as_array().into_iter().flatten().filter_map(Value::as_str);
        let unreachable: Vec<&str> = unreachable.collect();
        for word in &unreachable {
            say(&format!("{word} runs in another process, which does not answer"))?;
        }
        let rows: Vec<&Value> = answer["parked"].as_array().into_iter().flatten().collect();
        if rows.is_empty() {
            let whose = if unreachable.is_empty() { "" } else { " in those that answer" };
            return Ok(say(&format!("nothing is parked{whose}"))?);
        }
        table(&rows).iter().try_for_each(|line| say(line))?;
        Ok(())
    })
}

/// The rows with columns as wide as they need to be; the cause comes last.
fn table(rows: &[&Value]) -> Vec<String> {
    const COLUMNS: [&str; 7] = ["domain", "source", "position", "entity", "kind", "tries", "at"];
    let text = |row: &Value, column: &str| match &row[column] {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    let width = |column: &&str| {
        let widest = rows.iter().map(|row| text(row, column).chars().count()).max();
        widest.unwrap_or_default().max(column.len())
    };
    let widths: Vec<usize> = COLUMNS.iter().map(width).collect();
    let line = |cells: Vec<String>, last: &str| {
        let cells = cells.iter().zip(&widths).map(|(cell, width)| format!("{cell:width$}"));
        format!("{}  {last}", cells.collect::<Vec<_>>().join("  "))
    };
    let mut lines = vec![line(COLUMNS.iter().map(ToString::to_string).collect(), "cause")];
    for row in rows {
        let cells = COLUMNS.iter().map(|column| text(row, column)).collect();
        lines.push(line(cells, &text(row, "cause")));
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_as_wide_as_they_need_to_be() {
        let row = |entity: &str, tries: u64| {
            json!({ "domain": "playback", "source": "video", "position": 7, "entity": entity,
                "kind": "VideoChanged", "tries": tries, "at": "now", "cause": "no reason" })
        };
        let rows = [row("v1", 3), row("a long one", 0)];
        let lines = table(&[&rows[0], &rows[1]]);
        let wanted = [
            "domain    source  position  entity      kind          tries  at   cause",
            "playback  video   7         v1          VideoChanged  3      now  no reason",
            "playback  video   7         a long one  VideoChanged  0      now  no reason",
        ];
        assert_eq!(lines, wanted);
    }
}
