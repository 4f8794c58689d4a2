//! kill -9 again and again under load, with a journal of what was acknowledged kept on this side.

use crate::cluster::Cluster;
use crate::session::Session;
use crate::support::{Account, CLIP, World, told};
use serde_json::json;
use std::collections::BTreeMap;
use std::time::Duration;

/// A small repeatable generator (SplitMix64, Steele et al. 2014), so that a seed names a run.
pub(crate) struct Dice(pub(crate) u64);

impl Dice {
    pub(crate) fn roll(&mut self, below: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        (mixed ^ (mixed >> 31)) % below
    }
}

pub(crate) fn setting(name: &str, default: u64) -> u64 {
    std::env::var(name).ok().and_then(|text| text.parse().ok()).unwrap_or(default)
}

/// Cycles after which the job may run to its end.
const UNDISTURBED_AFTER: u64 = 40;

/// What the server has acknowledged.
#[derive(Default)]
struct Journal {
    /// Token id of each API token that was created.
    tokens: Vec<String>,
    /// Token id of each that was revoked.
    revoked: Vec<String>,
    /// Upload path → acknowledged offset.
    uploads: BTreeMap<String, usize>,
}

/// A server that lives for a tenth of a second loses its check and its worker again and again, and
/// each cycle may leave a draft and an upload behind that nobody was told of.
const LIMITS: [(&str, &str); 6] = [
    ("SHOAL__TRANSCODE__CRASHES_MAX", "100"),
    ("SHOAL__INGEST__CHECK_STARTS_MAX", "100"),
    ("SHOAL__VIDEO__DRAFTS_MAX", "1000"),
    ("SHOAL__INGEST__OPEN_UPLOADS_MAX", "1000"),
    ("SHOAL__INGEST__OWNER_SHARE_PERCENT", "100"),
    // The session that makes tokens is proven throughout.
    ("SHOAL__USER__PROOF_MS", "86400000"),
];

#[test]
fn nothing_acknowledged_is_lost_by_kill_9() {
    survive("sqlite", World::with(&[], &LIMITS));
}

#[test]
fn nothing_acknowledged_is_lost_by_kill_9_on_postgres() {
    let Some(cluster) = Cluster::start() else { return };
    let urls = cluster.stores();
    let urls = urls.iter().map(|(name, url)| (name.as_str(), url.as_str()));
    let environment: Vec<(&str, &str)> = LIMITS.into_iter().chain(urls).collect();
    survive("postgres", World::with(&[], &environment));
}

fn survive(store: &str, mut world: World) {
    let cycles = setting("CHAOS_CYCLES", 50);
    let seed = setting("CHAOS_SEED", 0x0051_10A1);
    told!("chaos on {store}: {cycles} cycles, seed {seed}");
    let mut dice = Dice(seed);
    let mei = world.account("mei", "admin");
    let browser = Session::of(&world, "mei");
    let clip = std::fs::read(CLIP).expect("the clip");
    let mut video = world.upload(&mei, "Survivor", "clip.mp4", &clip);
    let mut journal = Journal::default();
    for cycle in 0..cycles {
        let writers = std::thread::scope(|scope| {
            let load = scope.spawn(|| write_until_it_dies(&world, (&mei, &browser), cycle));
            std::thread::sleep(Duration::from_millis(20 + dice.roll(180)));
            drop(
                std::process::Command::new("kill").args(["-9", &world.pid().to_string()]).status(),
            );
            load.join().expect("the load ends")
        });
        journal.tokens.extend(writers.tokens);
        journal.revoked.extend(writers.revoked);
        journal.uploads.extend(writers.uploads);
        world.kill();
        world.run();
        verify(&world, &mei, &mut journal, seed, cycle);
        if cycle % UNDISTURBED_AFTER == UNDISTURBED_AFTER - 1 {
            survived(&world, &mei, &video, seed);
            video = world.upload(&mei, "Survivor", "clip.mp4", &clip);
        }
    }
    survived(&world, &mei, &video, seed);
}

/// A job that was cut again and again comes to its end.
fn survived(world: &World, mei: &Account, video: &str, seed: u64) {
    let end = world.settled(mei, video);
    assert_eq!(end["state"], "published", "seed {seed}: the job was not taken up again: {end}");
}

/// Creates tokens and appends to an upload until the server is gone.
fn write_until_it_dies(world: &World, (mei, browser): (&Account, &Session), cycle: u64) -> Journal {
    let mut journal = Journal::default();
    let mut upload: Option<(String, usize)> = None;
    for number in 0.. {
        let label = json!({ "label": format!("c{cycle}n{number}") });
        let request = browser.post(world, "/api/v1/tokens", &label);
        let Ok(response) = request.send() else { break };
        let made: serde_json::Value = response.json().unwrap_or_default();
        if let Some(id) = made["token_id"].as_str() {
            journal.tokens.push(id.to_owned());
            let path = format!("/api/v1/tokens/{id}");
            if number % 2 == 1 {
                let gone = world.http.delete(world.at(&path)).bearer_auth(&mei.token).send();
                journal.tokens.pop();
                match gone {
                    Ok(response) if response.status().is_success() => {
                        journal.revoked.push(id.to_owned());
                    },
                    // Asked to go and not told that it went: it may be either.
                    _ => break,
                }
            }
        }
        let (path, offset) = match upload.take() {
            Some(open) => open,
            None => match open(world, mei) {
                Some(path) => (path, 0),
                None => continue,
            },
        };
        let request = world.http.patch(world.at(&path)).bearer_auth(&mei.token);
        let request = request
            .header("tus-resumable", "1.0.0")
            .header("upload-offset", offset)
            .header("content-type", "application/offset+octet-stream");
        match request.body(vec![u8::try_from(cycle % 256).unwrap_or(0); 50_000]).send() {
            Ok(response) if response.status() == 204 => {
                journal.uploads.insert(path.clone(), offset + 50_000);
                upload = Some((path, offset + 50_000));
            },
            _ => break,
        }
    }
    journal
}

fn open(world: &World, mei: &Account) -> Option<String> {
    let request = world.http.post(world.at("/api/v1/uploads")).bearer_auth(&mei.token);
    let request = request
        .header("tus-resumable", "1.0.0")
        .header("upload-length", 100_000_000)
        .header("upload-metadata", "title Q2hhb3M=,filename Yy5tcDQ=");
    let response = request.send().ok()?;
    response.headers().get("location")?.to_str().ok().map(str::to_owned)
}

/// Every acknowledged token is there, every upload has at least what was acknowledged.
fn verify(world: &World, mei: &Account, journal: &mut Journal, seed: u64, cycle: u64) {
    let listed = world.get_as(mei, "/api/v1/tokens").to_string();
    for token in &journal.tokens {
        assert!(listed.contains(token), "seed {seed}, cycle {cycle}: token {token} was lost");
    }
    for token in journal.revoked.drain(..) {
        assert!(!listed.contains(&token), "seed {seed}, cycle {cycle}: token {token} came back");
    }
    for (upload, acknowledged) in &journal.uploads {
        let kept = world.offset(mei, upload);
        assert!(
            kept.is_some_and(|kept| kept >= *acknowledged),
            "seed {seed}, cycle {cycle}: {upload} has {kept:?} of {acknowledged} bytes"
        );
    }
    // Room for the next cycle: there are limits on both.
    for token in journal.tokens.drain(..) {
        let path = format!("/api/v1/tokens/{token}");
        drop(world.http.delete(world.at(&path)).bearer_auth(&mei.token).send());
    }
    for (upload, _) in std::mem::take(&mut journal.uploads) {
        let request = world.http.delete(world.at(&upload)).bearer_auth(&mei.token);
        drop(request.header("tus-resumable", "1.0.0").send());
    }
}
