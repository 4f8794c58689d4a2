//! What becomes of the site when more is asked of it than it can do: the server on one core, who
//! asks on another, at one, two, five and ten times what the server can do at most.
//!
//! The load is open: each request is due at a moment, whether or not those before were answered,
//! and its time counts from that moment (Tene: coordinated omission).
#![expect(clippy::disallowed_methods, reason = "the load runs beside the program under measure")]

use super::Figure;
use super::split::Site;
use crate::kernel::clock;
use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
use rustix::thread::{CpuSet, Pid, sched_setaffinity};
use std::cell::{Cell, RefCell};
use std::path::Path;
use std::rc::Rc;
use std::time::{Duration, Instant};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::sync::mpsc;
use tokio::task::LocalSet;

const CLIENTS: usize = 2_000;
const DESCRIPTORS: u64 = 8_192;
const CLOSED_CLIENTS: usize = 32;
const CLOSED_TIME: Duration = Duration::from_secs(4);
const OPEN_TIME: Duration = Duration::from_secs(8);
/// An answer that comes later helps nobody.
const IN_TIME: Duration = Duration::from_secs(1);
const HEALTH_EVERY: Duration = Duration::from_millis(20);
const TIMES: [f64; 4] = [1.0, 2.0, 5.0, 10.0];

/// What a browser says that it can unpack.
const PACKED: &str = "accept-encoding: gzip, deflate, br";

/// What came of the requests of one phase.
#[derive(Default)]
struct Tally {
    accepted: Vec<Duration>,
    shed: usize,
    failed: usize,
    /// All who could ask were waiting already.
    unsent: usize,
    health: Vec<Duration>,
}

/// A multiple of the peak, and what came of it.
struct Phase {
    times: f64,
    peak: f64,
    tally: Tally,
}

pub(super) fn measure(shoal: &Path) -> Option<Vec<Figure>> {
    let folder = tempfile::tempdir_in(".").ok()?;
    let site = Site::start(shoal, &folder.path().join("site"), false)?;
    for pid in site.pids() {
        pin_process(pid, 0);
    }
    let page = format!("GET / HTTP/1.1\r\nhost: {}\r\n{PACKED}\r\n\r\n", site.address);
    let (what, host, token) = (&site.video, &site.address, &site.token);
    let session = format!(
        "POST /api/v1/videos/{what}/sessions HTTP/1.1\r\nhost: {host}\r\nauthorization: Bearer \
         {token}\r\ncontent-type: application/json\r\ncontent-length: 2\r\n\r\n{{}}"
    );
    let mut figures = Vec::new();
    for (name, request) in [("GET /", page), ("play session", session)] {
        let address = site.address.clone();
        let load = std::thread::spawn(move || phases(&address, &request));
        let phases = load.join().ok()??;
        figures.extend(phases.into_iter().map(|phase| figure(name, phase)));
    }
    Some(figures)
}

fn figure(name: &str, Phase { peak, times, mut tally }: Phase) -> Figure {
    tally.accepted.sort_unstable();
    tally.health.sort_unstable();
    let in_time = tally.accepted.iter().filter(|took| **took <= IN_TIME).count();
    let per_s = count(in_time) / OPEN_TIME.as_secs_f64();
    let ms = |all: &[Duration], part: f64| at(all, part).as_secs_f64() * 1e3;
    let goal = match times {
        5.0 => "≥ 90 %, p99 ≤ 1 s; health < 50 ms",
        10.0 => "≥ 80 %; health < 50 ms",
        _ => "health < 50 ms",
    };
    Figure {
        what: format!("{name} at {times:.0}× the peak: answered within 1 s"),
        ours: format!(
            "{per_s:.0}/s; accepted p50 {:.0} ms, p99 {:.0} ms; {} shed, {} failed, {} unsent; \
             /healthz p50 {:.1} ms, p99 {:.1} ms, most {:.1} ms",
            ms(&tally.accepted, 0.5),
            ms(&tally.accepted, 0.99),
            tally.shed,
            tally.failed,
            tally.unsent,
            ms(&tally.health, 0.5),
            ms(&tally.health, 0.99),
            ms(&tally.health, 1.0),
        ),
        anchor: format!(
            "peak of {CLOSED_CLIENTS} clients that wait, before and after it: {peak:.0}/s"
        ),
        ratio: format!("{:.0} %", per_s / peak * 100.0),
        goal,
    }
}

fn count(number: usize) -> f64 {
    f64::from(u32::try_from(number).unwrap_or(u32::MAX))
}

/// The value below which a part of all lie.
fn at(sorted: &[Duration], part: f64) -> Duration {
    let last = sorted.len().saturating_sub(1);
    let wanted = (0..=last).find(|index| count(index + 1) >= part * count(sorted.len()));
    wanted.and_then(|index| sorted.get(index)).copied().unwrap_or_default()
}

/// Every thread of a process, and those that they start, on one core.
fn pin_process(pid: u32, core: usize) {
    let Ok(threads) = std::fs::read_dir(format!("/proc/{pid}/task")) else { return };
    for name in threads.flatten().filter_map(|entry| entry.file_name().into_string().ok()) {
        let thread = name.parse().ok().and_then(Pid::from_raw);
        let _ = sched_setaffinity(thread, &only(core));
    }
}

fn only(core: usize) -> CpuSet {
    let mut set = CpuSet::new();
    set.set(core);
    set
}

/// Each multiple of the peak, which is measured before and after it: a machine that others use as
/// well is not as fast in one minute as in the next.
fn phases(address: &str, request: &str) -> Option<Vec<Phase>> {
    let _ = sched_setaffinity(None, &only(1));
    // Parts that come later need more than this one: the most that there may be stays.
    let allowed = getrlimit(Resource::Nofile).maximum;
    let maximum = allowed.map(|allowed| allowed.max(DESCRIPTORS));
    let _ = setrlimit(Resource::Nofile, Rlimit { current: Some(DESCRIPTORS), maximum });
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().ok()?;
    let peak = || LocalSet::new().block_on(&runtime, closed(address, request));
    let mut before = peak();
    let mut all = Vec::new();
    for times in TIMES {
        let tally = LocalSet::new().block_on(&runtime, open(address, request, before * times));
        let after = peak();
        all.push(Phase { times, peak: f64::midpoint(before, after), tally });
        before = after;
    }
    Some(all)
}

/// Requests a second of clients that wait for each answer.
async fn closed(address: &str, request: &str) -> f64 {
    let (done, until) = (Rc::new(RefCell::new(0)), clock::instant() + CLOSED_TIME);
    let clients: Vec<_> = (0..CLOSED_CLIENTS)
        .map(|_| {
            let (address, request) = (address.to_owned(), request.to_owned());
            let done = Rc::clone(&done);
            tokio::task::spawn_local(async move {
                let mut line = None;
                while clock::instant() < until {
                    if ask(&mut line, &address, &request).await == Some(true) {
                        *done.borrow_mut() += 1;
                    }
                }
            })
        })
        .collect();
    for client in clients {
        drop(client.await);
    }
    f64::from(done.take()) / CLOSED_TIME.as_secs_f64()
}

/// As many requests a second as are wanted, answered or not.
async fn open(address: &str, request: &str, per_s: f64) -> Tally {
    let (due, waiting) = mpsc::channel::<Instant>(CLIENTS);
    let idle = Rc::new(Cell::new(0_usize));
    let waiting = Rc::new(tokio::sync::Mutex::new(waiting));
    let tally = Rc::new(RefCell::new(Tally::default()));
    let begun = clock::instant();
    let until = begun + OPEN_TIME;
    let mut clients = Vec::new();
    for _ in 0..CLIENTS {
        let (address, request) = (address.to_owned(), request.to_owned());
        let (waiting, tally) = (Rc::clone(&waiting), Rc::clone(&tally));
        let idle = Rc::clone(&idle);
        clients.push(tokio::task::spawn_local(async move {
            let mut line = None;
            loop {
                idle.set(idle.get() + 1);
                let next = waiting.lock().await.recv().await;
                let Some(due) = next else { return };
                // Whoever waited for this has gone.
                let patience = IN_TIME * 2;
                let answer = tokio::time::timeout(patience, ask(&mut line, &address, &request));
                let answer = answer.await;
                let took = clock::instant().saturating_duration_since(due);
                let mut tally = tally.borrow_mut();
                match answer {
                    Ok(Some(true)) => tally.accepted.push(took),
                    Ok(Some(false)) => tally.shed += 1,
                    Ok(None) => tally.failed += 1,
                    Err(_) => {
                        tally.failed += 1;
                        line = None;
                    },
                }
            }
        }));
    }
    let health = {
        let (address, tally) = (address.to_owned(), Rc::clone(&tally));
        tokio::task::spawn_local(async move {
            let request = format!("GET /healthz HTTP/1.1\r\nhost: {address}\r\n\r\n");
            while clock::instant() < until {
                let (asked, mut line) = (clock::instant(), None);
                if ask(&mut line, &address, &request).await == Some(true) {
                    let took = clock::instant().saturating_duration_since(asked);
                    tally.borrow_mut().health.push(took);
                }
                tokio::time::sleep(HEALTH_EVERY).await;
            }
        })
    };
    let mut sent = 0;
    while clock::instant() < until {
        let now = clock::instant().saturating_duration_since(begun).as_secs_f64();
        while f64::from(sent) < now * per_s {
            let at = begun + Duration::from_secs_f64(f64::from(sent) / per_s);
            sent += 1;
            // Nobody stands in line behind those who wait: each is another person.
            if idle.get() > 0 && due.try_send(at).is_ok() {
                idle.set(idle.get() - 1);
            } else {
                tally.borrow_mut().unsent += 1;
            }
        }
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
    drop(due);
    drop(health.await);
    for client in clients {
        drop(client.await);
    }
    tally.take()
}

/// Asks over a connection that stays open: whether it was done; `None` when there was no answer.
async fn ask(line: &mut Option<TcpStream>, address: &str, request: &str) -> Option<bool> {
    let mut stream = match line.take() {
        Some(stream) => stream,
        None => TcpStream::connect(address).await.ok()?,
    };
    stream.write_all(request.as_bytes()).await.ok()?;
    let mut seen = Vec::with_capacity(4096);
    let whole = loop {
        if stream.read_buf(&mut seen).await.ok()? == 0 {
            return None;
        }
        if let Some(end) = seen.windows(4).position(|window| window == b"\r\n\r\n") {
            let head = std::str::from_utf8(seen.get(..end)?).ok()?.to_ascii_lowercase();
            let length = head.split("content-length: ").nth(1);
            let length = length.and_then(|rest| rest.split("\r\n").next()?.trim().parse().ok());
            break length.map(|bytes: usize| end + 4 + bytes);
        }
    };
    // Without a length it comes in chunks, and none of ours ends like the last one.
    let is_whole = |seen: &[u8]| match whole {
        Some(bytes) => seen.len() >= bytes,
        None => seen.ends_with(b"\r\n0\r\n\r\n"),
    };
    while !is_whole(&seen) {
        if stream.read_buf(&mut seen).await.ok()? == 0 {
            return None;
        }
    }
    let is_done = seen.get(9) == Some(&b'2');
    if !seen.windows(17).any(|window| window.eq_ignore_ascii_case(b"connection: close")) {
        *line = Some(stream);
    }
    Some(is_done)
}
