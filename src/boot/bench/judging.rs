//! What moderation adds to a video: from the package to the decision, with the model, in one
//! process, and with moderation in a process and a data folder of its own; what the model weighs.
#![expect(clippy::disallowed_methods, reason = "it waits for a program of its own")]

use super::split::Site;
use super::{Figure, median, process};
use crate::kernel::clock;
use std::path::Path;
use std::time::{Duration, Instant};

/// Videos one after the other.
const VIDEOS: usize = 5;
/// How long one may take.
const VIDEO_MAX: Duration = Duration::from_secs(120);
const PAUSE: Duration = Duration::from_millis(2);
const MODEL: &str = "[moderation]\nrequire = \"model\"\n";

pub(super) fn measure(shoal: &Path) -> Option<Vec<Figure>> {
    let folder = tempfile::tempdir_in(".").ok()?;
    let whole = Site::start_with(shoal, &folder.path().join("whole"), MODEL)?;
    let alone = decided_ms(&whole)?;
    drop(whole);
    let split = Site::start_apart(shoal, &folder.path().join("apart"), "moderation", MODEL)?;
    let apart = decided_ms(&split)?;
    drop(split);
    let bare = process::idle_mib(shoal, &folder.path().join("bare"), "off")?;
    let loaded = process::idle_mib(shoal, &folder.path().join("loaded"), "model")?;
    Some(vec![
        Figure {
            what: "package ready → decided by the model, a clip of 5 s".to_owned(),
            ours: format!("p50 {alone:.0} ms"),
            anchor: format!(
                "moderation in a process of its own, with its own data folder: p50 {apart:.0} ms"
            ),
            ratio: format!("{:.2}", apart / alone),
            goal: "–",
        },
        Figure {
            what: "idle memory with the model loaded".to_owned(),
            ours: format!("{loaded:.1} MiB"),
            anchor: format!("without it: {bare:.1} MiB"),
            ratio: format!("+ {:.1} MiB", loaded - bare),
            goal: "–",
        },
    ])
}

/// The middle of the times between a package and its decision, in milliseconds.
fn decided_ms(site: &Site) -> Option<f64> {
    let times: Option<Vec<f64>> = (0..VIDEOS).map(|_| one(site)).collect();
    times.map(median)
}

fn one(site: &Site) -> Option<f64> {
    let path = format!("/api/v1/videos/{}/progress", site.publish()?);
    let (begun, mut packaged) = (clock::instant(), None);
    while clock::instant().saturating_duration_since(begun) < VIDEO_MAX {
        let now = site.get(&path)?;
        let at = clock::instant();
        if packaged.is_none() && is_packaged(&now) {
            packaged = Some(at);
        }
        if now["state"] == "published" {
            let since = |packaged: Instant| at.saturating_duration_since(packaged);
            return packaged.map(|packaged| since(packaged).as_secs_f64() * 1e3);
        }
        std::thread::sleep(PAUSE);
    }
    None
}

/// Whether all that comes before the review is done.
fn is_packaged(progress: &serde_json::Value) -> bool {
    let stages = progress["stages"].as_array().into_iter().flatten();
    let mut before = stages.take_while(|stage| stage["name"] != "review");
    before.all(|stage| stage["state"] == "done")
}
