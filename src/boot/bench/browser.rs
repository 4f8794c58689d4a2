//! The watch page in a real Chromium, beside a bare page with hls.js and the same playlist: until a
//! picture moves, and what a visit without Play costs. `web/tests/firstframe.mjs` measures.
#![expect(clippy::disallowed_methods, reason = "the browser is driven by a script of web/tests")]

use super::Figure;
use crate::adapters::ffmpeg::locate;
use std::path::Path;
use std::process::{Command, Stdio};

const SCRIPT: &str = "web/tests/firstframe.mjs";

/// What the script prints.
#[derive(serde::Deserialize)]
struct Found {
    ours: FirstFrames,
    bare: FirstFrames,
    page: Weight,
    home: Weight,
}

#[derive(serde::Deserialize)]
#[serde(rename_all = "camelCase")]
struct FirstFrames {
    cold_p50: f64,
    cold_p95: f64,
    warm_p50: f64,
}

#[derive(serde::Deserialize)]
#[serde(rename_all = "camelCase")]
struct Weight {
    requests: u32,
    covers: u32,
    code_bytes: u64,
    bytes: u64,
    largest_ms: f64,
}

pub(super) fn measure(shoal: &Path) -> Option<Vec<Figure>> {
    let search = std::env::var_os("PATH").unwrap_or_default();
    let named = std::env::var_os("CHROMIUM").map(Into::into);
    let known = ["chromium", "chromium-browser", "google-chrome"];
    let chromium = named.or_else(|| known.into_iter().find_map(|name| locate(name, &search)))?;
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join(SCRIPT);
    let printed = Command::new(locate("node", &search)?)
        .arg(script)
        .env("SHOAL_BIN", shoal)
        .env("CHROMIUM", chromium)
        .stderr(Stdio::inherit())
        .output()
        .ok()?;
    let found = serde_json::from_slice(&printed.stdout).ok()?;
    Some(figures(&found))
}

fn figures(found: &Found) -> Vec<Figure> {
    let Found { ours, bare, page, home } = found;
    let first = |what: &str, ours: f64, bare: f64, goal| Figure {
        what: format!("first frame in Chromium, {what}"),
        ours: format!("{ours:.0} ms"),
        anchor: format!("bare page with hls.js: {bare:.0} ms"),
        ratio: format!("{:.2}", ours / bare),
        goal,
    };
    vec![
        first("cold, p50", ours.cold_p50, bare.cold_p50, "≤ 700 ms"),
        first("cold, p95", ours.cold_p95, bare.cold_p95, "≤ 1.3×"),
        first("warm, p50", ours.warm_p50, bare.warm_p50, "≤ 400 ms"),
        visit("the watch page without Play", page, "≤ 12 requests, code ≤ 250 KB"),
        visit("the home page", home, "code ≤ 60 KB"),
    ]
}

fn visit(what: &str, weight: &Weight, goal: &'static str) -> Figure {
    let Weight { requests, covers, code_bytes, bytes, largest_ms } = weight;
    Figure {
        what: format!("cold visit of {what}"),
        ours: format!(
            "{requests} requests ({covers} covers), {} KB, of it scripts and styles {} KB, \
             largest picture after {largest_ms:.0} ms",
            bytes / 1024,
            code_bytes / 1024
        ),
        anchor: "–".to_owned(),
        ratio: "–".to_owned(),
        goal,
    }
}
