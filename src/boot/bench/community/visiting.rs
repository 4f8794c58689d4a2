//! What a visitor's page of a video costs the server, with what it asks for later.

use super::super::client::{Timed, fetch, json, request, timed};
use super::super::sends;
use super::super::{Figure, client, float};
use super::place::{TalkSite, WRITERS};
use super::{progress, reading};
use std::collections::BTreeMap;
use std::path::Path;
use std::time::Duration;

const TIMES: u32 = 1_000;
/// What is new becomes part of a segment a little later.
const SETTLE: Duration = Duration::from_secs(6);
/// What a browser says that it can unpack.
const PACKED: &str = "accept-encoding: gzip, deflate, br\r\n\r\n";

pub(super) fn measure(place: &TalkSite, file: &Path) -> Option<Vec<Figure>> {
    let (host, video) = (&place.site.address, &place.site.video);
    let plays = place.tokens.iter().map(|token| play(place, token)).collect::<Option<Vec<_>>>()?;
    let write = |who: u32, number| {
        let body = format!("{{\"time_ms\":1200,\"text\":\"text {number}, and what else\"}}");
        let play = usize::try_from(who).ok().and_then(|who| plays.get(who));
        let play = play.map(String::as_str).unwrap_or_default();
        place.ask(who, &format!("POST /api/v1/videos/{video}/danmaku?play={play}"), &body)
    };
    let sent = sends::closed(place.socket, &write, WRITERS, Duration::from_secs(1))?;
    std::thread::sleep(SETTLE);
    let of = format!("/api/v1/videos/{video}");
    let room = json(host, &request(host, &format!("GET {of}/danmaku"), "", ""))?;
    let segment = room["segments"].as_array()?.first()?;
    let (number, version) = (&segment["number"], &segment["version"]);
    let paths = [
        ("the page /watch/ID", format!("/watch/{video}")),
        ("its thread", format!("{of}/thread")),
        ("its first comments", format!("{of}/comments")),
        ("its room of danmaku", format!("{of}/danmaku")),
        ("a segment of danmaku", format!("{of}/danmaku/segments/{number}?v={version}")),
    ];
    let (mut figures, mut sum_us) = (Vec::new(), 0.0);
    for (what, path) in &paths {
        for packing in ["\r\n", PACKED] {
            let asked = request(host, &format!("GET {path}"), "", "");
            let asked = asked.trim_end().to_owned() + "\r\n" + packing;
            let (found, shares) = shared(place, &asked)?;
            let is_packed = packing == PACKED;
            sum_us += if is_packed { found.cpu_us } else { 0.0 };
            let figure = figure((what, is_packed), found, &shares, file)?;
            progress(&format!("{}: {}", figure.what, figure.ours));
            figures.push(figure);
        }
    }
    let texts = sent.acknowledged;
    figures.push(Figure {
        what: format!(
            "community: the five of a visit, packed ({texts} texts of danmaku in the segment)"
        ),
        ours: format!("CPU {sum_us:.0} µs"),
        anchor: "–".to_owned(),
        ratio: "–".to_owned(),
        goal: "–",
    });
    Some(figures)
}

/// A play session of an account: it may write danmaku.
fn play(place: &TalkSite, token: &str) -> Option<String> {
    let session = place.site.session_of(token)?;
    Some(session["master_url"].as_str()?.split('/').nth(2)?.to_owned())
}

fn figure(
    (what, is_packed): (&str, bool),
    found: Timed,
    shares: &str,
    file: &Path,
) -> Option<Figure> {
    let kb = float(u64::try_from(found.bytes).ok()?) / 1e3;
    let packed = if is_packed { "packed" } else { "as it is" };
    let anchor = reading::bare(file, found.bytes)?;
    Some(Figure {
        what: format!("community: a visit, {what}, {packed} ({kb:.1} KB), one client"),
        ours: format!("{}; {shares}", found.told()),
        anchor: format!("bare actix with as many bytes: {}", anchor.told()),
        ratio: format!("CPU {:.1}", found.cpu_us / anchor.cpu_us.max(1.0)),
        goal: "–",
    })
}

/// What one costs, and in which domains.
fn shared(place: &TalkSite, asked: &str) -> Option<(Timed, String)> {
    let host = &place.site.address;
    let before = domains(host)?;
    let found = timed(host, &[place.pid], asked, TIMES)?;
    let after = domains(host)?;
    // The figures of domains count those that warm up as well.
    let times = f64::from(TIMES + client::WARM);
    let mut shares: Vec<(f64, &String)> = after
        .iter()
        .map(|(domain, s)| ((s - before.get(domain).unwrap_or(&0.0)) * 1e6 / times, domain))
        .filter(|(us, _)| *us >= 1.0)
        .collect();
    shares.sort_by(|one, other| other.0.total_cmp(&one.0));
    let inside: f64 = shares.iter().map(|(us, _)| us).sum();
    let each: Vec<String> = shares.iter().map(|(us, of)| format!("{of} {us:.0} µs")).collect();
    let front = (found.cpu_us - inside).max(0.0);
    Some((found, format!("of it by `/metrics`: {}; the rest {front:.0} µs", each.join(", "))))
}

/// CPU seconds of each domain so far, as the server counts them.
fn domains(host: &str) -> Option<BTreeMap<String, f64>> {
    let text = fetch(&mut client::connect(host)?, &request(host, "GET /metrics", "", ""))?;
    let text = String::from_utf8(text).ok()?;
    let figure = |line: &str| {
        let (domain, s) = line.strip_prefix("shoal_cpu_seconds{domain=\"")?.split_once("\"} ")?;
        Some((domain.to_owned(), s.trim().parse().ok()?))
    };
    Some(text.lines().filter_map(figure).collect())
}
