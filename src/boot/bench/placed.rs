//! What people say costs, by where community and danmaku are: in the process of all others or each
//! in one of its own, on SQLite or on PostgreSQL. The same requests, one place after the other.
#![expect(clippy::disallowed_methods, reason = "servers and clients run as users run them")]

use super::client::{Timed, request, timed};
use super::postgres::Postgres;
use super::sends::{self, Ask, Sent};
use super::split::Site;
use super::{Figure, float};
use crate::contract::TOPOLOGY;
use std::io::Write as _;
use std::net::SocketAddr;
use std::path::Path;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

/// An account may write every few seconds; here some accounts write what thousands would.
const SETTINGS: &str = "[community]\npost_apart_ms = 0\nrepeat_apart_ms = 0\n\
                        [danmaku]\nsend_apart_ms = 0\nrepeat_apart_ms = 0\n";
const WRITERS: u32 = 64;
const TIME: Duration = Duration::from_secs(5);
const TIMES: u32 = 1_000;
/// What is new becomes part of a segment a little later.
const SETTLE: Duration = Duration::from_secs(6);
const APART: [&str; 2] = ["community", "danmaku"];

/// One way to place them, with what was found there: by row, what is told and what is compared.
struct PlacedFigures {
    name: &'static str,
    rows: Vec<(String, String, f64)>,
}

/// A site with those who write there.
struct PlacedSite {
    site: Site,
    socket: SocketAddr,
    /// An API token and a play session of each.
    writers: Vec<(String, String)>,
    turns: Vec<AtomicU32>,
}

pub(super) fn measure(shoal: &Path) -> Option<Vec<Figure>> {
    let folder = tempfile::tempdir_in(".").ok()?;
    let mut found = Vec::new();
    for (name, apart, is_on_postgres) in [
        ("one process, SQLite", &[][..], false),
        ("community and danmaku apart, SQLite", &APART[..], false),
        ("one process, PostgreSQL", &[][..], true),
        ("community and danmaku apart, PostgreSQL", &APART[..], true),
    ] {
        let (server, urls) = match is_on_postgres {
            false => (None, String::new()),
            true => match Postgres::start(folder.path()) {
                None => continue,
                Some(server) => {
                    let urls = databases(&server)?;
                    (Some(server), urls)
                },
            },
        };
        let settings = format!("{SETTINGS}{urls}");
        let site = Site::start_placed(shoal, &folder.path().join(name), apart, &settings)?;
        found.push(PlacedFigures { name, rows: PlacedSite::with(site)?.found(name)? });
        drop(server);
    }
    Some(figures(&found))
}

/// A database for each domain, as settings name them.
fn databases(server: &Postgres) -> Option<String> {
    let rows = TOPOLOGY.iter().map(|row| {
        let url = server.url_of_new(&format!("shoal_{}", row.word))?;
        Some(format!("{} = {url:?}\n", row.word))
    });
    Some(format!("[storage.urls]\n{}", rows.collect::<Option<String>>()?))
}

/// A row for each thing, beside the same in one process on SQLite, which comes first.
fn figures(found: &[PlacedFigures]) -> Vec<Figure> {
    let Some((anchor, others)) = found.split_first() else { return Vec::new() };
    let mut figures = Vec::new();
    for (at, (what, told, compared)) in anchor.rows.iter().enumerate() {
        for other in others {
            let Some((_, ours, rate)) = other.rows.get(at) else { continue };
            figures.push(Figure {
                what: format!("{what}: {}", other.name),
                ours: ours.clone(),
                anchor: format!("{}: {told}", anchor.name),
                ratio: format!("{:.2}", rate / compared.max(0.001)),
                goal: "–",
            });
        }
    }
    figures
}

impl PlacedSite {
    fn with(site: Site) -> Option<Self> {
        let writers = (0..WRITERS).map(|number| {
            let token = site.account(&format!("writer{number}"))?;
            let session = site.session_of(&token)?;
            Some((token, session["master_url"].as_str()?.split('/').nth(2)?.to_owned()))
        });
        let writers = writers.collect::<Option<Vec<_>>>()?;
        let turns = writers.iter().map(|_| AtomicU32::new(0)).collect();
        Some(Self { socket: site.address.parse().ok()?, site, writers, turns })
    }

    fn found(&self, name: &str) -> Option<Vec<(String, String, f64)>> {
        let of = format!("/api/v1/videos/{}", self.site.video);
        let comment = |who, number| {
            let body = format!("{{\"text\":\"comment {number}, and what else one says\"}}");
            self.ask(who, &format!("POST {of}/comments"), &body)
        };
        let rate = |who, _| {
            let rating = if self.turn(who).is_multiple_of(2) { "like" } else { "none" };
            self.ask(who, &format!("PUT {of}/rating"), &format!("{{\"rating\":\"{rating}\"}}"))
        };
        let send = |who, number| {
            let play = self.writer(who).map(|(_, play)| play.as_str()).unwrap_or_default();
            let body = format!("{{\"time_ms\":1200,\"text\":\"text {number}, and what else\"}}");
            self.ask(who, &format!("POST {of}/danmaku?play={play}"), &body)
        };
        let mut rows = Vec::new();
        let writes: [(&str, Ask<'_>); 3] = [
            ("comments on one video", &comment),
            ("likes of one video, given and taken back", &rate),
            ("danmaku sends into one room", &send),
        ];
        for (what, ask) in writes {
            let before = self.site.cpu_s()?;
            let Sent { acknowledged, refused, .. } =
                sends::closed(self.socket, ask, WRITERS, TIME)?;
            let per_s = f64::from(acknowledged) / TIME.as_secs_f64();
            let cpu_us = (self.site.cpu_s()? - before) * 1e6 / f64::from(acknowledged.max(1));
            let told = format!("{per_s:.0}/s, CPU {cpu_us:.0} µs each, {refused} refused");
            progress(&format!("{name}: {what}: {told}"));
            rows.push((format!("durable {what}, {WRITERS} accounts at once"), told, per_s));
        }
        std::thread::sleep(SETTLE);
        let watch = format!("/watch/{}", self.site.video);
        let reads = [
            ("the page /watch/ID", watch),
            ("its thread", format!("{of}/thread")),
            ("its first comments", format!("{of}/comments")),
            ("its room of danmaku", format!("{of}/danmaku")),
        ];
        for (what, path) in reads {
            let asked = request(&self.site.address, &format!("GET {path}"), "", "");
            let found: Timed = timed(&self.site.address, &self.site.pids(), &asked, TIMES)?;
            let kb = float(u64::try_from(found.bytes).ok()?) / 1e3;
            progress(&format!("{name}: {what} ({kb:.1} KB): {}", found.told()));
            let what = format!("a visit, {what}, CPU of all processes of Shoal, one client");
            rows.push((what, found.told(), found.cpu_us));
        }
        Some(rows)
    }

    fn writer(&self, who: u32) -> Option<&(String, String)> {
        self.writers.get(usize::try_from(who).ok()?)
    }

    fn ask(&self, who: u32, line: &str, body: &str) -> String {
        let token = self.writer(who).map(|(token, _)| token.as_str()).unwrap_or_default();
        request(&self.site.address, line, token, body)
    }

    /// How often this one has asked before.
    fn turn(&self, who: u32) -> u32 {
        let turn = usize::try_from(who).ok().and_then(|who| self.turns.get(who));
        turn.map(|turn| turn.fetch_add(1, Ordering::Relaxed)).unwrap_or_default()
    }
}

/// The whole takes minutes: what was found so far, for whoever waits.
fn progress(text: &str) {
    drop(writeln!(std::io::stderr(), "placed: {text}"));
}
