//! Rooms of danmaku under many sockets: what a delivery costs the server, how late it comes, what
//! an idle socket holds, and what sending and reading history cost. The server is a process of its
//! own, so that its CPU is told apart from that of who reads and writes.
#![expect(clippy::disallowed_methods, reason = "servers and clients run as users run them")]

mod centrifugo;
mod crowd;
mod room;

use super::sends::{self, Sent};
use super::split::cpu_of;
use super::{Figure, float};
use crate::kernel::clock;
use centrifugo::Centrifugo;
use crowd::{Crowd, Door};
use room::PublicRoom;
use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
use std::io::Write as _;
use std::path::Path;
use std::time::Duration;

const SIZES: [usize; 3] = [100, 1_000, 10_000];
const IDLE_SIZE: usize = 18_000;
/// Texts a second, when many go in one frame and when each goes alone.
const PER_S: (u32, u32) = (200, 5);
const TIME: Duration = Duration::from_secs(10);
/// How long what was sent may be on its way after the last.
const DRAIN: Duration = Duration::from_secs(20);
/// Until the server has done what it does for those who came or went.
const SETTLE: Duration = Duration::from_secs(3);
const SENDERS: u32 = 64;
const SEND_TIME: Duration = Duration::from_secs(5);
const CENTRIFUGO: &str =
    "Centrifugo as it comes (no history; no delay, up to 16 that wait for a client in a frame)";
const GOIM: &str = "goim, as published: 0.9 to 1.8 M per hardware thread";

/// A server of rooms.
trait RoomServer: Sync {
    fn pid(&self) -> u32;
    fn door(&self) -> Door;
    /// The request by which one of its senders writes a text.
    fn ask(&self, sender: u32, number: u32) -> String;
}

/// What came of a room in some time.
#[derive(Debug, Default, Clone, Copy)]
struct RoomPhase {
    cpu_s: f64,
    sent: Sent,
    delivered: f64,
    frames: f64,
    lost: u64,
    p50_ms: f64,
    p99_ms: f64,
    /// Whether all came in time.
    is_whole: bool,
}

/// What was found of one server.
#[derive(Debug, Default)]
struct RoomFigures {
    kib_of_idle: Option<f64>,
    /// By rate and size; the first of a rate is without sockets.
    phases: Vec<(u32, usize, RoomPhase)>,
}

pub(super) fn measure(shoal: &Path) -> Option<Vec<Figure>> {
    let wanted = u64::try_from(IDLE_SIZE + 1_000).ok()?;
    let allowed = getrlimit(Resource::Nofile);
    if allowed.current.is_some_and(|current| current < wanted) {
        let maximum = allowed.maximum.map(|maximum| maximum.max(wanted));
        setrlimit(Resource::Nofile, Rlimit { current: Some(wanted), maximum }).ok()?;
    }
    let folder = tempfile::tempdir_in(".").ok()?;
    let centrifugo = Centrifugo::start(folder.path()).and_then(|server| found(&server));
    let room = PublicRoom::start(shoal, &folder.path().join("site"))?;
    let ours = found(&room)?;
    let mut figures = figures(&ours, centrifugo.as_ref());
    figures.extend(writing(&room)?);
    figures.extend(room.segments(&folder.path().join("segment"))?);
    Some(figures)
}

/// Measures one server: memory first, while it has held nothing else.
fn found(server: &dyn RoomServer) -> Option<RoomFigures> {
    let mut found = RoomFigures { kib_of_idle: idle(server), ..RoomFigures::default() };
    progress(&format!("idle: {:?} KiB a socket", found.kib_of_idle));
    for per_s in [PER_S.0, PER_S.1] {
        let alone = phase(server, None, per_s)?;
        progress(&format!("{per_s}/s, nobody reads: CPU {:.2} s", alone.cpu_s));
        found.phases.push((per_s, 0, alone));
        for size in SIZES {
            let crowd = Crowd::open(&server.door(), size)?;
            crowd.read_for(SETTLE);
            found.phases.push((per_s, size, phase(server, Some(&crowd), per_s)?));
            let told = found.told(per_s, size).unwrap_or_default();
            progress(&format!("{per_s}/s to {size} sockets: {told}"));
            drop(crowd);
            std::thread::sleep(SETTLE);
        }
    }
    Some(found)
}

/// The whole takes minutes: what was found so far, for whoever waits.
fn progress(text: &str) {
    drop(writeln!(std::io::stderr(), "danmaku: {text}"));
}

/// Resident KiB for each socket that only waits.
fn idle(server: &dyn RoomServer) -> Option<f64> {
    let before = resident_kib(server.pid())?;
    let crowd = Crowd::open(&server.door(), IDLE_SIZE)?;
    crowd.read_for(SETTLE);
    let after = resident_kib(server.pid())?;
    let size = float(u64::try_from(crowd.size).ok()?);
    let lost = crowd.seen.borrow().lost;
    drop(crowd);
    std::thread::sleep(SETTLE);
    (lost == 0).then_some((after - before) / size)
}

fn resident_kib(pid: u32) -> Option<f64> {
    let status = std::fs::read_to_string(format!("/proc/{pid}/status")).ok()?;
    let resident = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
    resident.trim().trim_end_matches(" kB").parse().ok()
}

/// Sends at a rate, and reads until all has come.
fn phase(server: &dyn RoomServer, crowd: Option<&Crowd>, per_s: u32) -> Option<RoomPhase> {
    let (address, pid) = (server.door().address, server.pid());
    if let Some(crowd) = crowd {
        crowd.begin();
    }
    let before = cpu_of(pid)?;
    let sent = std::thread::scope(|scope| {
        let sending = scope.spawn(|| {
            let ask = |sender, number| server.ask(sender, number);
            sends::paced(address, &ask, per_s, TIME)
        });
        while !sending.is_finished() {
            wait(crowd);
        }
        sending.join().ok()?
    })?;
    let Some(crowd) = crowd else {
        return Some(RoomPhase { cpu_s: cpu_of(pid)? - before, sent, ..RoomPhase::default() });
    };
    let wanted = u64::from(sent.acknowledged) * u64::try_from(crowd.size).ok()?;
    let until = clock::instant() + DRAIN;
    while crowd.seen.borrow().delivered < wanted && clock::instant() < until {
        wait(Some(crowd));
    }
    let cpu_s = cpu_of(pid)? - before;
    let seen = crowd.seen.borrow();
    Some(RoomPhase {
        cpu_s,
        sent,
        delivered: float(seen.delivered),
        frames: float(seen.frames),
        lost: seen.lost,
        p50_ms: seen.delay_ms(0.5),
        p99_ms: seen.delay_ms(0.99),
        is_whole: seen.delivered == wanted,
    })
}

fn wait(crowd: Option<&Crowd>) {
    let moment = Duration::from_millis(5);
    match crowd {
        Some(crowd) => crowd.read_for(moment),
        None => std::thread::sleep(moment),
    }
}

/// A text as rooms of ours send it on, for servers that take it as it is.
fn item(text: &str) -> serde_json::Value {
    serde_json::json!({
        "danmaku_id": "01ka8s3q5v7w2x4y6z8a0b1c2d", "time_ms": 1_200, "mode": "scroll",
        "color": 0x00ff_ffff, "size": "medium", "text": text, "sender": "9f3cAB7d1e2k",
        "sent_at_ms": 1_785_000_000_000_i64,
    })
}

impl RoomFigures {
    fn of(&self, per_s: u32, size: usize) -> Option<RoomPhase> {
        let found = self.phases.iter().find(|(rate, of, _)| (*rate, *of) == (per_s, size));
        found.map(|(_, _, phase)| *phase)
    }

    /// Deliveries per CPU-second of the server, with the sends and without.
    fn rates(&self, per_s: u32, size: usize) -> Option<(f64, f64)> {
        let (phase, alone) = (self.of(per_s, size)?, self.of(per_s, 0)?);
        let net_s = (phase.cpu_s - alone.cpu_s).max(0.01);
        Some((phase.delivered / phase.cpu_s.max(0.01), phase.delivered / net_s))
    }

    fn told(&self, per_s: u32, size: usize) -> Option<String> {
        let (phase, alone) = (self.of(per_s, size)?, self.of(per_s, 0)?);
        let (gross, net) = self.rates(per_s, size)?;
        let per_frame = phase.delivered / phase.frames.max(1.0);
        let lost = match (phase.lost, phase.is_whole) {
            (0, true) => String::new(),
            (lost, _) => format!("; {lost} sockets lost something, or all did not come in time"),
        };
        let Sent { acknowledged, refused, unsent } = phase.sent;
        let short = match refused + unsent {
            0 => String::new(),
            _ => format!("; {acknowledged} sent, {unsent} not in time, {refused} refused"),
        };
        Some(format!(
            "{} per CPU-second, without the sends {} (CPU {:.2} s, of it sends {:.2} s); \
             {per_frame:.1} in a frame; publish → receive p50 {:.0} ms, p99 {:.0} ms{lost}{short}",
            thousands(gross),
            thousands(net),
            phase.cpu_s,
            alone.cpu_s,
            phase.p50_ms,
            phase.p99_ms
        ))
    }
}

fn thousands(rate: f64) -> String {
    if rate >= 1e6 { format!("{:.2} M", rate / 1e6) } else { format!("{:.0} k", rate / 1e3) }
}

fn figures(ours: &RoomFigures, anchor: Option<&RoomFigures>) -> Vec<Figure> {
    let none = || "Centrifugo was not had, or did not keep up".to_owned();
    let mut figures = Vec::new();
    for (per_s, name) in [(PER_S.0, "200 messages/s"), (PER_S.1, "5 messages/s, each alone,")] {
        for size in SIZES {
            let Some(told) = ours.told(per_s, size) else { continue };
            let theirs = anchor.and_then(|anchor| anchor.told(per_s, size)).unwrap_or_else(none);
            let both = ours.rates(per_s, size).zip(anchor.and_then(|one| one.rates(per_s, size)));
            figures.push(Figure {
                what: format!("danmaku: {name} to {size} sockets of one room, deliveries"),
                ours: told,
                anchor: format!("{CENTRIFUGO}: {theirs}; {GOIM}"),
                ratio: both.map_or_else(
                    || "–".to_owned(),
                    |((gross, net), (their_gross, their_net))| {
                        format!(
                            "{:.2}; without the sends {:.2}",
                            gross / their_gross,
                            net / their_net
                        )
                    },
                ),
                goal: match (per_s, size) {
                    (200, 10_000) => "≥ 2 M per CPU-second",
                    (200, 1_000) => "p99 ≤ 200 ms",
                    _ => "–",
                },
            });
        }
    }
    let told = |kib: Option<f64>| kib.map(|kib| format!("{kib:.1} KiB"));
    let theirs = anchor.and_then(|anchor| anchor.kib_of_idle);
    figures.push(Figure {
        what: format!("danmaku: resident memory of each of {IDLE_SIZE} idle sockets"),
        ours: told(ours.kib_of_idle).unwrap_or_else(|| "not all stayed".to_owned()),
        anchor: format!("Centrifugo: {}", told(theirs).unwrap_or_else(none)),
        ratio: match ours.kib_of_idle.zip(theirs) {
            Some((ours, theirs)) => format!("{:.2}", ours / theirs),
            None => "–".to_owned(),
        },
        goal: "≤ 6 KB",
    });
    figures
}

/// Durable sends over HTTP, of many at once and of one.
fn writing(room: &PublicRoom) -> Option<Vec<Figure>> {
    let address = room.door().address;
    let run = |senders| {
        let before = cpu_of(room.pid())?;
        let ask = |sender, number| room.ask(sender, number);
        let sent = sends::closed(address, &ask, senders, SEND_TIME)?;
        Some((sent, cpu_of(room.pid())? - before))
    };
    let told = |(sent, cpu_s): (Sent, f64)| {
        let acknowledged = f64::from(sent.acknowledged);
        format!(
            "{:.0}/s, CPU {:.0} µs each, {} refused",
            acknowledged / SEND_TIME.as_secs_f64(),
            cpu_s * 1e6 / acknowledged.max(1.0),
            sent.refused
        )
    };
    let (alone, many) = (run(1)?, run(SENDERS)?);
    let ratio = f64::from(many.0.acknowledged) / f64::from(alone.0.acknowledged.max(1));
    Some(vec![Figure {
        what: format!("danmaku: durable sends over HTTP, {SENDERS} senders at once"),
        ours: told(many),
        anchor: format!("one sender: {}", told(alone)),
        ratio: format!("{ratio:.1}"),
        goal: "–",
    }])
}
