//! Comments and likes, written durably by many at once: on one video, and over many.

use super::super::client::{json, request};
use super::super::sends::{self, Ask, Sent};
use super::super::split::cpu_of;
use super::super::{Figure, writes};
use super::place::{TalkSite, WRITERS};
use super::progress;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

const TIME: Duration = Duration::from_secs(5);
/// A thread has at least so many comments before it is read.
const THREAD: u64 = 10_000;
/// As many as a page has at most.
const PAGE: usize = 100;

pub(super) fn measure(place: &TalkSite) -> Option<Vec<Figure>> {
    let (grouped, single) = writes::bare()?;
    let anchor = format!(
        "the disk, without HTTP (read, update, event; SQLite): {grouped:.0}/s of {WRITERS} \
         writers, {single:.0}/s committed singly"
    );
    let figure = |what: &str, (sent, cpu_s): (Sent, f64)| {
        let (each, per_s) = rates(sent, cpu_s);
        let ours = format!("{per_s:.0}/s, CPU {each:.0} µs each, {} refused", sent.refused);
        progress(&format!("{what}: {ours}"));
        Figure {
            what: format!("community: durable {what}, {WRITERS} accounts at once"),
            ours,
            anchor: anchor.clone(),
            ratio: format!("{:.3}; singly {:.2}", per_s / grouped, per_s / single),
            goal: "–",
        }
    };
    let (one, many) = (place.videos.get(..1)?, place.videos.as_slice());
    let mut figures = vec![
        figure("comments on one video", run(place, &|who, number| post(place, one, who, number))?),
        figure(
            "comments over 64 videos",
            run(place, &|who, number| post(place, many, who, number))?,
        ),
    ];
    let video = one.first()?;
    while count(place, video)? < THREAD {
        sends::closed(
            place.socket,
            &|who, number| post(place, one, who, number),
            WRITERS,
            Duration::from_secs(1),
        )?;
    }
    let of_one = comments(place, video, usize::try_from(THREAD).ok()?)?;
    let mut of_many = Vec::new();
    for video in many {
        of_many.extend(comments(place, video, PAGE)?);
    }
    for (what, all) in [("comments of one video", &of_one), ("comments of 64 videos", &of_many)] {
        let turns = turns();
        let done = run(place, &|who, _| like(place, all, who, &turns))?;
        figures.push(figure(&format!("likes of {what}"), done));
    }
    for (what, videos) in [("one video", one), ("64 videos", many)] {
        let turns = turns();
        let done = run(place, &|who, _| rate(place, videos, who, &turns))?;
        figures.push(figure(&format!("likes of {what}, given and taken back"), done));
    }
    Some(figures)
}

/// What one costs in microseconds, and how many there are a second.
fn rates(sent: Sent, cpu_s: f64) -> (f64, f64) {
    let done = f64::from(sent.acknowledged);
    (cpu_s * 1e6 / done.max(1.0), done / TIME.as_secs_f64())
}

fn run(place: &TalkSite, ask: Ask<'_>) -> Option<(Sent, f64)> {
    let before = cpu_of(place.pid)?;
    let sent = sends::closed(place.socket, ask, WRITERS, TIME)?;
    Some((sent, cpu_of(place.pid)? - before))
}

fn post(place: &TalkSite, videos: &[String], writer: u32, number: u32) -> String {
    let video = pick(videos, number).map(String::as_str).unwrap_or_default();
    let body = format!("{{\"text\":\"comment {number}, and what else one says of a video\"}}");
    place.ask(writer, &format!("POST /api/v1/videos/{video}/comments"), &body)
}

/// How often each has asked: what it has liked once, it takes back at the next round, so that each
/// request changes something.
fn turns() -> Vec<AtomicU32> {
    (0..WRITERS).map(|_| AtomicU32::new(0)).collect()
}

/// Which of some this one asks for, and whether it likes it or no longer.
fn turn<'a, T>(all: &'a [T], writer: u32, turns: &[AtomicU32]) -> Option<(&'a T, bool)> {
    let turn = pick(turns, writer)?.fetch_add(1, Ordering::Relaxed);
    let size = u32::try_from(all.len()).ok()?;
    // They do not all begin at the same one.
    let from = size / WRITERS * writer;
    Some((pick(all, from.wrapping_add(turn))?, turn / size.max(1) % 2 == 0))
}

fn pick<T>(all: &[T], number: u32) -> Option<&T> {
    all.get(usize::try_from(number).ok()? % all.len().max(1))
}

fn like(place: &TalkSite, all: &[[String; 2]], writer: u32, turns: &[AtomicU32]) -> String {
    let Some(([video, comment], is_liked)) = turn(all, writer, turns) else {
        return String::new();
    };
    let body = format!("{{\"is_liked\":{is_liked}}}");
    place.ask(writer, &format!("PUT /api/v1/videos/{video}/comments/{comment}/like"), &body)
}

fn rate(place: &TalkSite, videos: &[String], writer: u32, turns: &[AtomicU32]) -> String {
    let Some((video, is_liked)) = turn(videos, writer, turns) else { return String::new() };
    let body = format!("{{\"rating\":\"{}\"}}", if is_liked { "like" } else { "none" });
    place.ask(writer, &format!("PUT /api/v1/videos/{video}/rating"), &body)
}

/// How many comments a video has.
pub(super) fn count(place: &TalkSite, video: &str) -> Option<u64> {
    let host = &place.site.address;
    let asked = request(host, &format!("GET /api/v1/videos/{video}/thread"), "", "");
    json(host, &asked)?["comments"].as_u64()
}

/// The newest comments of a video, up to so many, each with its video.
fn comments(place: &TalkSite, video: &str, most: usize) -> Option<Vec<[String; 2]>> {
    let (host, mut all, mut cursor) = (&place.site.address, Vec::new(), String::new());
    while all.len() < most {
        let path = format!("/api/v1/videos/{video}/comments?order=new&limit={PAGE}{cursor}");
        let page = json(host, &request(host, &format!("GET {path}"), "", ""))?;
        for one in page["comments"].as_array()? {
            all.push([video.to_owned(), one["comment_id"].as_str()?.to_owned()]);
        }
        let Some(next) = page["next_cursor"].as_str() else { break };
        cursor = format!("&cursor={next}");
    }
    Some(all)
}
