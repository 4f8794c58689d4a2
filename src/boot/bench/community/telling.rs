//! Thousands of followers who are told of one new video: how long that takes, what it costs, and
//! what others wait meanwhile.

use super::super::client::{connect, fetch, json, request, share_ms};
use super::super::split::cpu_of;
use super::super::{Figure, float};
use super::place::{FOLLOWERS, TalkSite};
use super::progress;
use crate::kernel::clock::{self, Clock};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

const QUIET: Duration = Duration::from_secs(5);
/// Until the server has done what it does after a video.
const SETTLE: Duration = Duration::from_secs(5);
const LOOK_EVERY: Duration = Duration::from_millis(10);
const TIME_MAX: Duration = Duration::from_mins(2);

/// What a moment saw: when it was, and the CPU of the server or how long an answer took.
type Sample<T> = (i64, T);

/// From when until when followers were told, in milliseconds.
#[derive(Debug, Clone, Copy)]
struct TellingTime {
    from_ms: i64,
    until_ms: i64,
}

pub(super) fn measure(place: &TalkSite) -> Option<Vec<Figure>> {
    std::thread::sleep(SETTLE);
    let (alone, cpu_s) = beside(|is_over| costs(place, is_over), || tell(place))?;
    let cpu_s = span(alone, &cpu_s)?;
    std::thread::sleep(SETTLE);
    let (_, quiet) = beside(
        |is_over| asks(place, is_over),
        || {
            std::thread::sleep(QUIET);
            Some(())
        },
    )?;
    let (crowded, asked) = beside(|is_over| asks(place, is_over), || tell(place))?;
    let is_within = |at: i64| (crowded.from_ms..=crowded.until_ms).contains(&at);
    let mut within: Vec<Duration> =
        asked.iter().filter(|(at, _)| is_within(*at)).map(|(_, took)| *took).collect();
    let mut quiet: Vec<Duration> = quiet.iter().map(|(_, took)| *took).collect();
    let ms = |told: TellingTime| float((told.until_ms - told.from_ms).unsigned_abs());
    let p99 = [share_ms(&mut within, 99), share_ms(&mut quiet, 99)];
    let each_us = cpu_s * 1e6 / f64::from(FOLLOWERS);
    progress(&format!("{alone:?}, {crowded:?}, CPU {cpu_s:.2} s, p99 {p99:?} ms"));
    let told = |took: &mut [Duration]| {
        let (p50, p99, most) = (share_ms(took, 50), share_ms(took, 99), share_ms(took, 100));
        let number = took.len();
        format!("p50 {p50:.2} ms, p99 {p99:.2} ms, most {most:.1} ms of {number}")
    };
    Some(vec![
        Figure {
            what: format!("community: {FOLLOWERS} followers told of one new video"),
            ours: format!(
                "{:.0} ms, CPU of the server {cpu_s:.2} s ({each_us:.0} µs each)",
                ms(alone)
            ),
            anchor: format!("with one client that reads all the while: {:.0} ms", ms(crowded)),
            ratio: format!("{:.2}", ms(alone) / ms(crowded).max(1.0)),
            goal: "–",
        },
        Figure {
            what: "community: GET of a thread meanwhile, one client".to_owned(),
            ours: told(&mut within),
            anchor: format!("the same without it: {}", told(&mut quiet)),
            ratio: format!("p99 {:.1}", p99[0] / p99[1].max(0.001)),
            goal: "–",
        },
    ])
}

/// Runs one thing beside another until that one is over.
fn beside<T, S: Send>(
    watch: impl FnOnce(&AtomicBool) -> Option<Vec<S>> + Send,
    work: impl FnOnce() -> Option<T>,
) -> Option<(T, Vec<S>)> {
    let is_over = AtomicBool::new(false);
    std::thread::scope(|scope| {
        let watching = scope.spawn(|| watch(&is_over));
        let done = work();
        is_over.store(true, Ordering::Relaxed);
        let seen = watching.join().ok()??;
        Some((done?, seen))
    })
}

/// Publishes a video and waits until the last follower is told of it. From when on followers are
/// told, the owner's own notification says: it is written in the same unit.
fn tell(place: &TalkSite) -> Option<TellingTime> {
    let video = place.site.publish()?;
    let until = clock::instant() + TIME_MAX;
    while noticed(place, &place.last_token, &video, "video").is_none() {
        if clock::instant() > until {
            return None;
        }
        std::thread::sleep(LOOK_EVERY);
    }
    let until_ms = Clock::system().now_ms();
    Some(TellingTime { from_ms: noticed(place, &place.site.token, &video, "published")?, until_ms })
}

/// When an account was told of a video.
fn noticed(place: &TalkSite, token: &str, video: &str, kind: &str) -> Option<i64> {
    let host = &place.site.address;
    let told = json(host, &request(host, "GET /api/v1/notifications?limit=5", token, ""))?;
    let is_meant = |one: &&serde_json::Value| one["video_id"] == video && one["kind"] == kind;
    let one = told["notifications"].as_array()?.iter().find(is_meant)?;
    one["made_at_ms"].as_i64()
}

/// The CPU of the server all the while.
fn costs(place: &TalkSite, is_over: &AtomicBool) -> Option<Vec<Sample<f64>>> {
    let (clock, mut seen) = (Clock::system(), Vec::new());
    while !is_over.load(Ordering::Relaxed) {
        seen.push((clock.now_ms(), cpu_of(place.pid)?));
        std::thread::sleep(LOOK_EVERY);
    }
    Some(seen)
}

fn span(told: TellingTime, seen: &[Sample<f64>]) -> Option<f64> {
    let before = seen.iter().rfind(|(at, _)| *at <= told.from_ms)?.1;
    Some(seen.last()?.1 - before)
}

/// Reads a thread all the while.
fn asks(place: &TalkSite, is_over: &AtomicBool) -> Option<Vec<Sample<Duration>>> {
    let (host, video) = (&place.site.address, place.videos.get(1)?);
    let asked = request(host, &format!("GET /api/v1/videos/{video}/thread"), "", "");
    let (clock, mut stream, mut seen) = (Clock::system(), connect(host)?, Vec::new());
    while !is_over.load(Ordering::Relaxed) {
        let begun = clock::instant();
        fetch(&mut stream, &asked)?;
        seen.push((clock.now_ms(), clock::instant().saturating_duration_since(begun)));
    }
    Some(seen)
}
