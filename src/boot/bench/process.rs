//! The whole process: from its start to `/healthz`, and the memory it holds when idle.
#![expect(clippy::disallowed_methods, reason = "the program under measure is started as users do")]

use super::{Figure, median};
use crate::kernel::clock;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

const ROUNDS: usize = 5;

pub(super) fn measure(shoal: &Path) -> Vec<Figure> {
    let (mut starts, mut memory) = (Vec::new(), Vec::new());
    let Ok(folder) = tempfile::tempdir_in(".") else { return Vec::new() };
    // The first start makes the databases; a site starts on existing ones ever after.
    _ = started(shoal, folder.path(), &[]);
    for _ in 0..ROUNDS {
        let Some((start_ms, idle_mib)) = started(shoal, folder.path(), &[]) else {
            return Vec::new();
        };
        starts.push(start_ms);
        memory.push(idle_mib);
    }
    vec![
        Figure {
            what: "start to /healthz".to_owned(),
            ours: format!("{:.0} ms", median(starts)),
            anchor: "PeerTube: not measured here (Node, PostgreSQL and Redis)".to_owned(),
            ratio: "–".to_owned(),
            goal: "≤ 300 ms",
        },
        Figure {
            what: "idle memory (resident)".to_owned(),
            ours: format!("{:.1} MiB", median(memory)),
            anchor: "PeerTube: not measured here (Node, PostgreSQL and Redis)".to_owned(),
            ratio: "–".to_owned(),
            goal: "≤ 80 MB",
        },
    ]
}

/// Resident MiB of an idle site of which moderation requires so much.
pub(super) fn idle_mib(shoal: &Path, folder: &Path, require: &str) -> Option<f64> {
    std::fs::create_dir_all(folder).ok()?;
    let required = ("SHOAL__MODERATION__REQUIRE", require);
    started(shoal, folder, &[])?;
    started(shoal, folder, &[required]).map(|(_, mib)| mib)
}

/// Milliseconds until `/healthz` said 200, and resident MiB two seconds later.
fn started(shoal: &Path, folder: &Path, settings: &[(&str, &str)]) -> Option<(f64, f64)> {
    let begun = clock::instant();
    let mut child = Command::new(shoal)
        .args(["serve", "--listen", "127.0.0.1:0", "--data-dir"])
        .arg(folder.join("data"))
        .envs(settings.iter().copied())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .ok()?;
    let mut line = String::new();
    BufReader::new(child.stdout.take()?).read_line(&mut line).ok()?;
    let address = line.trim().rsplit_once("http://")?.1.to_owned();
    let mut answer = String::new();
    let mut stream = TcpStream::connect(&address).ok()?;
    let request = format!("GET /healthz HTTP/1.1\r\nhost: {address}\r\nconnection: close\r\n\r\n");
    stream.write_all(request.as_bytes()).ok()?;
    stream.read_to_string(&mut answer).ok()?;
    let start_ms = clock::instant().saturating_duration_since(begun).as_secs_f64() * 1e3;
    std::thread::sleep(Duration::from_secs(2));
    let status = std::fs::read_to_string(format!("/proc/{}/status", child.id())).ok()?;
    let resident = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
    let idle_kib: f64 = resident.trim().trim_end_matches(" kB").parse().ok()?;
    drop(child.kill());
    drop(child.wait());
    answer.starts_with("HTTP/1.1 200").then_some((start_ms, idle_kib / 1024.0))
}
