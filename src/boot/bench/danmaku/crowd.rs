//! Many sockets of one room, read on one thread: what reaches them, how late, and whether anything
//! is missing. It must not know whose server it is beyond its greeting.

use crate::kernel::clock;
use bytes::{Buf as _, BytesMut};
use std::cell::RefCell;
use std::collections::VecDeque;
use std::future::poll_fn;
use std::net::{Ipv4Addr, SocketAddr};
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll, ready};
use std::time::{Duration, Instant};
use tokio::io::{AsyncRead as _, AsyncReadExt as _, AsyncWriteExt as _, ReadBuf};
use tokio::net::{TcpSocket, TcpStream};
use tokio::runtime::{Builder, Runtime};
use tokio::task::LocalSet;

/// Handshakes that are under way at once.
const OPENING: usize = 64;
/// Connections of one address; a server may hold that many of one against it.
const OF_ADDRESS: usize = 3_000;
const READ_BYTES: usize = 256 << 10;
/// Texts that are told apart by their bytes; older ones are read anew.
const KNOWN_MAX: usize = 4_096;
/// Delays are counted in parts of a millisecond, up to a minute.
const PARTS_PER_MS: u32 = 4;
const PARTS: usize = 240_000;
/// Before the moment in a text, and after it.
const MARK: (&str, char) = ("\"text\":\"t", '.');

/// How one joins a room.
#[derive(Debug, Clone)]
pub(super) struct Door {
    pub(super) address: SocketAddr,
    pub(super) path: String,
    /// Said in one message as soon as the socket is open; may be nothing.
    pub(super) says: String,
    /// What a socket is told once it follows the room.
    pub(super) greeting: &'static str,
}

/// What all sockets were told so far.
pub(super) struct CrowdTally {
    pub(super) greeted: usize,
    pub(super) delivered: u64,
    pub(super) frames: u64,
    /// Sockets that were told that something is missing, or closed.
    pub(super) lost: u64,
    parts: Vec<u32>,
    /// The newest last: most sockets are told what another one has just been told.
    known: VecDeque<(Vec<u8>, Rc<TextLine>)>,
    greeting: &'static str,
    buffer: Vec<u8>,
}

/// What one line of a message says.
struct TextLine {
    /// When each of its texts was sent.
    sent_us: Vec<u64>,
    is_greeting: bool,
    is_gap: bool,
}

/// Sockets that are open and read.
pub(super) struct Crowd {
    // It goes before what drives its sockets.
    local: LocalSet,
    runtime: Runtime,
    pub(super) seen: Rc<RefCell<CrowdTally>>,
    pub(super) size: usize,
}

/// Microseconds since the first time that this was asked.
pub(super) fn now_us() -> u64 {
    static BEGUN: std::sync::OnceLock<Instant> = std::sync::OnceLock::new();
    let begun = *BEGUN.get_or_init(clock::instant);
    u64::try_from(clock::instant().saturating_duration_since(begun).as_micros()).unwrap_or(0)
}

/// A text that tells when it was sent, as it stands in JSON.
pub(super) fn marked(number: u32) -> String {
    format!("t{}{}{number}, and what else one says", now_us(), MARK.1)
}

impl Crowd {
    /// Opens so many sockets and waits until each follows the room.
    pub(super) fn open(door: &Door, size: usize) -> Option<Self> {
        let runtime = Builder::new_current_thread().enable_all().build().ok()?;
        let local = LocalSet::new();
        let seen = Rc::new(RefCell::new(CrowdTally::new(door.greeting)));
        let opened = local.block_on(&runtime, open_all(door, size, &seen));
        let crowd = Self { local, runtime, seen, size };
        opened?;
        let until = clock::instant() + Duration::from_secs(20);
        while crowd.seen.borrow().greeted < size {
            if clock::instant() > until {
                return None;
            }
            crowd.read_for(Duration::from_millis(20));
        }
        Some(crowd)
    }

    /// Reads what comes for some time.
    pub(super) fn read_for(&self, time: Duration) {
        self.local.block_on(&self.runtime, async { tokio::time::sleep(time).await });
    }

    /// Forgets what was counted before.
    pub(super) fn begin(&self) {
        let mut seen = self.seen.borrow_mut();
        (seen.delivered, seen.frames, seen.lost) = (0, 0, 0);
        seen.parts.fill(0);
    }
}

impl CrowdTally {
    fn new(greeting: &'static str) -> Self {
        Self {
            greeted: 0,
            delivered: 0,
            frames: 0,
            lost: 0,
            parts: vec![0; PARTS],
            known: VecDeque::new(),
            greeting,
            buffer: vec![0; READ_BYTES],
        }
    }

    /// The delay below which a share of all deliveries lie, in milliseconds.
    pub(super) fn delay_ms(&self, share: f64) -> f64 {
        let all: u64 = self.parts.iter().copied().map(u64::from).sum();
        let mut left = super::super::float(all) * share;
        let at = self.parts.iter().position(|count| {
            left -= f64::from(*count);
            left <= 0.0
        });
        let part = u32::try_from(at.unwrap_or(PARTS)).unwrap_or(u32::MAX);
        f64::from(part + 1) / f64::from(PARTS_PER_MS)
    }

    /// Takes the messages that are whole; gives what is to be answered.
    fn take(&mut self, bytes: &[u8]) -> (usize, Vec<u8>) {
        let (mut at, mut answer) = (0, Vec::new());
        while let Some((opcode, from, to)) = frame(bytes.get(at..).unwrap_or_default()) {
            let payload = bytes.get(at + from..at + to).unwrap_or_default();
            match opcode {
                1 => self.message(payload, &mut answer),
                8 => self.lost += 1,
                9 => answer.extend(masked(0x8a, payload)),
                _ => {},
            }
            at += to;
        }
        (at, answer)
    }

    fn message(&mut self, payload: &[u8], answer: &mut Vec<u8>) {
        let now = now_us();
        self.frames += 1;
        for text in payload.split(|byte| *byte == b'\n') {
            // An empty object asks whether somebody is there.
            if text == b"{}" {
                answer.extend(masked(0x81, b"{}"));
                continue;
            }
            let line = self.line(text);
            self.greeted += usize::from(line.is_greeting);
            self.lost += u64::from(line.is_gap);
            self.delivered += u64::try_from(line.sent_us.len()).unwrap_or(0);
            for sent_us in &line.sent_us {
                let part = now.saturating_sub(*sent_us) * u64::from(PARTS_PER_MS) / 1_000;
                let part = usize::try_from(part).unwrap_or(PARTS).min(PARTS - 1);
                if let Some(count) = self.parts.get_mut(part) {
                    *count += 1;
                }
            }
        }
    }

    /// What a line says: it is read once, and compared with what the others are told.
    fn line(&mut self, text: &[u8]) -> Rc<TextLine> {
        if let Some((_, line)) = self.known.iter().rev().find(|(known, _)| known == text) {
            return Rc::clone(line);
        }
        let said = String::from_utf8_lossy(text);
        let moments = said.split(MARK.0).skip(1);
        let sent_us = moments.filter_map(|rest| rest.split(MARK.1).next()?.parse().ok()).collect();
        let line = Rc::new(TextLine {
            sent_us,
            is_greeting: said.contains(self.greeting),
            is_gap: said.contains("\"kind\":\"gap\""),
        });
        self.known.push_back((text.to_owned(), Rc::clone(&line)));
        if self.known.len() > KNOWN_MAX {
            self.known.pop_front();
        }
        line
    }
}

/// The first frame of some bytes, if it is whole: opcode, where its payload begins, and its end.
fn frame(bytes: &[u8]) -> Option<(u8, usize, usize)> {
    let [head, length, ..] = *bytes else { return None };
    let (from, payload) = match length {
        126 => (4, usize::from(u16::from_be_bytes([*bytes.get(2)?, *bytes.get(3)?]))),
        127 => {
            let long = bytes.get(2..10)?.try_into().ok()?;
            (10, usize::try_from(u64::from_be_bytes(long)).ok()?)
        },
        short => (2, usize::from(short)),
    };
    (bytes.len() >= from + payload).then_some((head & 0x0f, from, from + payload))
}

/// A short frame as a client sends it; a mask of zeros leaves the bytes as they are.
fn masked(head: u8, payload: &[u8]) -> Vec<u8> {
    let mut bytes = vec![head];
    match u8::try_from(payload.len()) {
        Ok(length) if length < 126 => bytes.push(0x80 | length),
        _ => {
            bytes.push(0x80 | 126);
            bytes.extend(u16::try_from(payload.len()).unwrap_or(u16::MAX).to_be_bytes());
        },
    }
    bytes.extend([0; 4]);
    bytes.extend(payload);
    bytes
}

/// Opens all sockets, some at a time.
#[expect(clippy::disallowed_methods, reason = "all sockets are read on this thread")]
async fn open_all(door: &Door, size: usize, seen: &Rc<RefCell<CrowdTally>>) -> Option<()> {
    let next = Rc::new(RefCell::new(0..size));
    let openers: Vec<_> = (0..OPENING)
        .map(|_| {
            let (door, seen, next) = (door.clone(), Rc::clone(seen), Rc::clone(&next));
            tokio::task::spawn_local(async move {
                loop {
                    let Some(number) = next.borrow_mut().next() else { return Some(()) };
                    let opened = enter(&door, number).await?;
                    tokio::task::spawn_local(follow(opened, Rc::clone(&seen)));
                }
            })
        })
        .collect();
    for opener in openers {
        opener.await.ok()??;
    }
    Some(())
}

/// Opens one socket; gives it with what it was told already.
async fn enter(door: &Door, number: usize) -> Option<(TcpStream, BytesMut)> {
    let socket = TcpSocket::new_v4().ok()?;
    let last = u8::try_from(number / OF_ADDRESS + 2).ok()?;
    socket.bind((Ipv4Addr::new(127, 0, 0, last), 0).into()).ok()?;
    let mut stream = socket.connect(door.address).await.ok()?;
    let head = format!(
        "GET {} HTTP/1.1\r\nhost: {}\r\nupgrade: websocket\r\nconnection: upgrade\r\n\
         sec-websocket-version: 13\r\nsec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n",
        door.path, door.address
    );
    stream.write_all(head.as_bytes()).await.ok()?;
    let mut told = BytesMut::with_capacity(2048);
    let end = loop {
        if stream.read_buf(&mut told).await.ok()? == 0 {
            return None;
        }
        if let Some(end) = told.windows(4).position(|window| window == b"\r\n\r\n") {
            break end + 4;
        }
    };
    if !told.starts_with(b"HTTP/1.1 101") {
        return None;
    }
    told.advance(end);
    if !door.says.is_empty() {
        stream.write_all(&masked(0x81, door.says.as_bytes())).await.ok()?;
    }
    Some((stream, told))
}

/// Reads one socket for as long as it is open.
async fn follow((mut stream, told): (TcpStream, BytesMut), seen: Rc<RefCell<CrowdTally>>) {
    let mut left = Vec::new();
    let (taken, mut answer) = seen.borrow_mut().take(&told);
    left.extend_from_slice(told.get(taken..).unwrap_or_default());
    drop(told);
    loop {
        if !answer.is_empty() && stream.write_all(&answer).await.is_err() {
            break;
        }
        let read = poll_fn(|cx| poll_read(cx, &mut stream, &mut left, &seen)).await;
        let Some(told) = read else { break };
        answer = told;
    }
    seen.borrow_mut().lost += 1;
}

/// Reads into the buffer that all share; only what is not whole is kept.
fn poll_read(
    cx: &mut Context<'_>,
    stream: &mut TcpStream,
    left: &mut Vec<u8>,
    seen: &RefCell<CrowdTally>,
) -> Poll<Option<Vec<u8>>> {
    let mut seen = seen.borrow_mut();
    let mut buffer = std::mem::take(&mut seen.buffer);
    let mut into = ReadBuf::new(&mut buffer);
    let read = Pin::new(stream).poll_read(cx, &mut into);
    let bytes = into.filled();
    let answer = if left.is_empty() {
        let (taken, answer) = seen.take(bytes);
        left.extend_from_slice(bytes.get(taken..).unwrap_or_default());
        answer
    } else {
        left.extend_from_slice(bytes);
        let (taken, answer) = seen.take(left);
        left.drain(..taken);
        answer
    };
    let is_over = bytes.is_empty();
    seen.buffer = buffer;
    match ready!(read) {
        Ok(()) if !is_over => Poll::Ready(Some(answer)),
        _ => Poll::Ready(None),
    }
}
