//! `shoal doctor`: what is missing on this machine, and the command that fixes it.
//! It must not change anything.

use super::terminal::say;
use super::{Key, config, post, programs};
use crate::adapters::{cage, ffmpeg};
use crate::kernel::db::{Address, inspect};
use anyhow::{Result, bail};
use std::net::ToSocketAddrs as _;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// One thing that was looked at.
struct Finding {
    name: String,
    good: bool,
    found: String,
    fix: &'static str,
}

/// Looks at everything and prints it.
///
/// # Errors
/// When something that Shoal needs is missing.
pub(super) fn run(data: &Path, file: Option<&Path>, json: bool) -> Result<()> {
    let (settings, written) = configuration(file);
    let media = &settings.media;
    let encoder = tool("ffmpeg", &media.ffmpeg);
    let mut findings = vec![
        written,
        program("ffmpeg", &media.ffmpeg, encoder.clone()),
        program("ffprobe", &media.ffprobe, tool("ffprobe", &media.ffprobe)),
        caged(encoder.clone()),
        encoders(encoder),
        scoring(&settings),
        reading(&settings),
        mail(&settings, data),
        data_folder(data),
        disk_space(data),
    ];
    findings.extend(stores(&settings.storage));
    if json {
        let rows = findings.iter().map(|one| {
            serde_json::json!({
                "name": one.name, "good": one.good, "found": one.found,
                "fix": if one.good { None } else { Some(one.fix) },
            })
        });
        say(&serde_json::Value::from_iter(rows).to_string())?;
    } else {
        for one in &findings {
            let mark = if one.good { "✓" } else { "✗" };
            say(&format!("{mark} {:<12} {}", one.name, one.found))?;
            if !one.good {
                say(&format!("  fix: {}", one.fix))?;
            }
        }
    }
    let missing = findings.iter().filter(|one| !one.good).count();
    if missing > 0 {
        bail!("{missing} of {} things need attention", findings.len());
    }
    Ok(())
}

/// Judges the configuration; with a bad one the rest is looked at with the defaults.
fn configuration(file: Option<&Path>) -> (config::Settings, Finding) {
    let from = file.map_or("defaults".to_owned(), |file| file.display().to_string());
    let read = config::load(file, std::env::vars());
    let (good, found) = match &read {
        Ok(_) => (true, from),
        Err(cause) => (false, format!("{cause:#}")),
    };
    let fix = "correct what is named; config.toml explains each setting";
    let finding = Finding { name: "configuration".to_owned(), good, found, fix };
    (read.unwrap_or_default(), finding)
}

/// A program where the configuration says it is, or in the PATH.
fn tool(name: &str, stated: &Path) -> Option<PathBuf> {
    if stated.as_os_str().is_empty() {
        return ffmpeg::locate(name, &std::env::var_os("PATH").unwrap_or_default());
    }
    rustix::fs::access(stated, rustix::fs::Access::EXEC_OK).ok().map(|()| stated.to_owned())
}

/// Looks at every PostgreSQL database that the configuration names.
fn stores(settings: &crate::kernel::db::Settings) -> Vec<Finding> {
    let look = |(word, address): (&String, &Address)| {
        let found = inspect(&Key(()), word, address, settings);
        let fix = "see [storage.urls] of the configuration and `shoal store create --help`";
        let (good, found) = match found {
            Ok(found) => (true, found),
            Err(fault) => (false, fault.to_string()),
        };
        Finding { name: format!("store {word}"), good, found, fix }
    };
    settings.urls.iter().map(look).collect()
}

fn program(name: &str, stated: &Path, found: Option<PathBuf>) -> Finding {
    let name = name.to_owned();
    let fix = "apt-get install ffmpeg";
    match found {
        Some(path) => Finding { name, good: true, found: path.display().to_string(), fix },
        None if stated.as_os_str().is_empty() => {
            Finding { name, good: false, found: "not in the PATH".to_owned(), fix }
        },
        None => {
            let found = format!("{} is no program that can be run", stated.display());
            Finding { name, good: false, found, fix: "correct its path in [media]" }
        },
    }
}

/// What scores pictures, where it is required.
fn scoring(settings: &config::Settings) -> Finding {
    let wanted = [programs::SCORING_LIBRARY, &settings.scoring.manifest];
    let is_required = settings.moderation.requires_model();
    let fix =
        "scripts/scoring.sh FOLDER, then scoring.folder in config.toml; or moderation.require";
    looks(("scoring", "moderation.require", fix), settings, &wanted, is_required)
}

/// What reads text in pictures, where it is required.
fn reading(settings: &config::Settings) -> Finding {
    let stated = &settings.scoring;
    let wanted = [programs::SCORING_LIBRARY, &stated.detector, &stated.recogniser];
    let is_required = settings.moderation.reads_pictures();
    let fix = "scripts/scoring.sh FOLDER, then scoring.folder in config.toml; or moderation.ocr";
    looks(("reading", "moderation.ocr", fix), settings, &wanted, is_required)
}

/// Whether the folder of what looks at pictures has what is wanted of it.
fn looks(
    (name, setting, fix): (&str, &str, &'static str),
    settings: &config::Settings,
    wanted: &[&str],
    is_required: bool,
) -> Finding {
    let program = std::env::current_exe().unwrap_or_default();
    let folder = programs::scoring(&settings.scoring.folder, &program);
    let missing = wanted.iter().find(|name| !folder.join(name).is_file());
    let place = folder.display();
    let found = match missing {
        None => place.to_string(),
        Some(missing) if is_required => {
            format!(
                "{place} has no {missing}: every video waits for a moderator, as {setting} says"
            )
        },
        Some(missing) => format!("not required; {place} has no {missing}"),
    };
    Finding { name: name.to_owned(), good: missing.is_none() || !is_required, found, fix }
}

/// Where mail goes: a folder that this account may write, or a server that can be reached.
fn mail(settings: &config::Settings, data: &Path) -> Finding {
    let name = "mail".to_owned();
    let stated = &settings.mail;
    if stated.transport == config::mail::MailTransport::Files {
        let folder = post::folder(stated, data);
        let good = rustix::fs::access(nearest(&folder), rustix::fs::Access::WRITE_OK).is_ok();
        let found = format!("not sent, written into {}", folder.display());
        return Finding { name, good, found, fix: "choose another mail.folder" };
    }
    let server = stated.server.clone();
    let addresses = server.to_socket_addrs().map(Iterator::collect::<Vec<_>>);
    let reached = addresses.and_then(|all| {
        let first = all.first().ok_or_else(|| std::io::Error::other("the name has no address"))?;
        std::net::TcpStream::connect_timeout(first, MAIL_SERVER_WAIT)
    });
    let fix = "see mail.server in config.toml, and whether a firewall lets mail out";
    match reached {
        Ok(_) => Finding { name, good: true, found: server, fix },
        Err(error) => Finding { name, good: false, found: format!("{server}: {error}"), fix },
    }
}

/// How long the mail server may take to be reached.
const MAIL_SERVER_WAIT: Duration = Duration::from_secs(3);

/// Starts ffmpeg in the cage, as every upload will.
fn caged(tool: Option<PathBuf>) -> Finding {
    let (name, fix) =
        ("cage".to_owned(), "run on Linux 5.13 or later with Landlock (lsm=…,landlock)");
    let Some(tool) = tool else {
        let found = "not tried: there is no ffmpeg".to_owned();
        return Finding { name, good: false, found, fix: "apt-get install ffmpeg" };
    };
    let checked = std::env::current_exe()
        .map_err(|error| error.to_string())
        .and_then(|shoal| cage::check(&shoal, &tool).map_err(|error| error.to_string()));
    match checked {
        Ok(report) => {
            let found = format!("{} on {}", report.program_says, report.kernel);
            Finding { name, good: true, found, fix }
        },
        Err(cause) => Finding { name, good: false, found: cause, fix },
    }
}

/// What every conversion needs of ffmpeg.
const ENCODERS: [&str; 4] = ["libx264", "aac", "mjpeg", "libwebp"];

fn encoders(tool: Option<PathBuf>) -> Finding {
    let (name, fix) = ("encoders".to_owned(), "install a complete ffmpeg: apt-get install ffmpeg");
    let listed = tool.and_then(|tool| listed_encoders(&tool));
    let Some(listed) = listed else {
        let found = "not tried: ffmpeg does not list them".to_owned();
        return Finding { name, good: false, found, fix };
    };
    let has = |wanted: &str| {
        listed.lines().any(|line| line.split_whitespace().nth(1).is_some_and(|one| one == wanted))
    };
    let missing: Vec<_> = ENCODERS.into_iter().filter(|encoder| !has(encoder)).collect();
    let good = missing.is_empty();
    let found = if good { ENCODERS.join(", ") } else { format!("no {}", missing.join(", ")) };
    Finding { name, good, found, fix }
}

#[expect(clippy::disallowed_methods, reason = "it lists what it can do, and reads no file")]
fn listed_encoders(tool: &Path) -> Option<String> {
    let mut command = std::process::Command::new(tool);
    let output = command.args(["-hide_banner", "-encoders"]).output().ok()?;
    String::from_utf8(output.stdout).ok()
}

fn data_folder(data: &Path) -> Finding {
    let (name, fix) =
        ("data folder".to_owned(), "choose a folder that this account may write: --data-dir");
    let place = nearest(data);
    let may = rustix::fs::access(&place, rustix::fs::Access::WRITE_OK);
    let found = match &may {
        Ok(()) => data.display().to_string(),
        Err(error) => format!("{} cannot be written: {error}", place.display()),
    };
    Finding { name, good: may.is_ok(), found, fix }
}

fn disk_space(data: &Path) -> Finding {
    const ENOUGH_BYTES: u64 = 5 << 30;
    let (name, fix) =
        ("disk space".to_owned(), "free some space, or put --data-dir on a larger disk");
    match rustix::fs::statvfs(nearest(data)) {
        Ok(stat) => {
            let free = stat.f_bavail.saturating_mul(stat.f_frsize);
            let found = format!("{} GiB free", free >> 30);
            Finding { name, good: free >= ENOUGH_BYTES, found, fix }
        },
        Err(error) => Finding { name, good: false, found: error.to_string(), fix },
    }
}

/// The folder itself, or the nearest one above it that exists.
fn nearest(path: &Path) -> PathBuf {
    let whole = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    let found = whole.ancestors().find(|one| one.exists());
    found.map_or_else(|| PathBuf::from("/"), Path::to_owned)
}
