//! A room under load with those who read, those who never read, and those who send what nobody
//! wants: memory stays bounded, readers get everything, and the others are sent away.

use crate::chaos::setting;
use crate::danmaku::{Socket, live, play, published};
use crate::support::{Account, World, told};
use serde_json::{Value, json};
use std::io::{ErrorKind, Read as _};
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::time::{Duration, Instant};

const SETTINGS: [(&str, &str); 7] = [
    ("SHOAL__DANMAKU__SEND_APART_MS", "0"),
    ("SHOAL__DANMAKU__REPEAT_APART_MS", "0"),
    ("SHOAL__GATEWAY__QPS_PER_IP", "1000000"),
    ("SHOAL__GATEWAY__BURST", "1000000"),
    ("SHOAL__GATEWAY__CONNECTIONS_PER_IP_MAX", "4000"),
    ("SHOAL__GATEWAY__WRITE_STALL_MS_MAX", "2000"),
    ("SHOAL__LOG__FILTER", "warn"),
];
/// As above: how long one may take nothing.
const STALL: Duration = Duration::from_secs(2);
const SENDERS: u32 = 8;
const READER_THREADS: usize = 2;
/// More than the system keeps of one that never reads: each text is half a kilobyte in a frame.
const TEXTS: u32 = 1_000;
const PER_S: u32 = 200;
/// Resident memory that each silent or flooding socket may cost, and what may come and go besides.
const SOCKET_KIB_MAX: u64 = 64;
const BESIDE_KIB: u64 = 16 << 10;

#[test]
fn a_room_bears_silent_and_flooding_sockets() {
    let world = World::with(&[], &SETTINGS);
    let size = usize::try_from(setting("CROWD_SIZE", 40)).expect("it is small");
    let mei = world.account("mei", "creator");
    let video = published(&world, &mei);
    let token = play(&world, &mei, &video);
    let room = Room { world: &world, mei: &mei, video: &video, token: &token };
    room.send(&text(0)).expect("she may");
    // Whoever has no play session reads a public room as well.
    let path = live(&video, "", None);
    let open = || Socket::reach(&world, &path).expect("it is public");
    let mut readers: Vec<CrowdReader> = (0..size).map(|_| CrowdReader::new(open())).collect();
    let silent: Vec<Socket> = (0..size).map(|_| open()).collect();
    let before_kib = resident_kib(world.pid());

    let is_over = AtomicBool::new(false);
    let (sent, floods) = (AtomicU32::new(0), AtomicU32::new(0));
    let most_kib = std::thread::scope(|scope| {
        let (room, is_over, path) = (&room, &is_over, path.as_str());
        let (sent, floods) = (&sent, &floods);
        let senders: Vec<_> =
            (0..SENDERS).map(|_| scope.spawn(|| room.send_in_turns(sent))).collect();
        for some in readers.chunks_mut(size.div_ceil(READER_THREADS)) {
            scope.spawn(|| read_all(some, is_over));
        }
        for _ in 0..size.div_ceil(20) {
            scope.spawn(|| flood(room.world, path, (is_over, floods)));
        }
        let mut most_kib = before_kib;
        while senders.iter().any(|one| !one.is_finished()) {
            most_kib = most_kib.max(resident_kib(world.pid()));
            std::thread::sleep(Duration::from_millis(50));
        }
        is_over.store(true, Ordering::SeqCst);
        most_kib
    });
    let grown_kib = most_kib - before_kib;
    let floods = floods.load(Ordering::SeqCst);
    let sockets = u64::try_from(size).expect("they are few");
    told!(
        "crowd of {size} and {size} silent: {TEXTS} texts, {floods} floods, {grown_kib} KiB more"
    );
    assert!(grown_kib <= sockets * SOCKET_KIB_MAX + BESIDE_KIB, "{grown_kib} KiB");
    assert!(floods > 0, "nobody flooded");
    room.was_read_by(&readers);
    // Reading sooner would make room for more.
    std::thread::sleep(2 * STALL);
    let ends: Vec<_> = silent.into_iter().map(bytes_until_closed).collect();
    let still_open: Vec<_> = ends.iter().filter_map(|end| end.err()).collect();
    assert_eq!(still_open, [0; 0], "bytes of those that never read and are not sent away");
    let (after, taken) = (resident_kib(world.pid()), ends.first());
    told!("crowd: silent ones took {taken:?} bytes; {after} KiB after, {before_kib} before");
    room.send("⠿ at the end").expect("others go on");
}

/// A text that is like no other, of signs that make no words.
fn text(number: u32) -> String {
    let sign = |at: u32| {
        let bits = number.wrapping_add(1).wrapping_mul(2_654_435_761).rotate_left(at % 32);
        char::from_u32(0x2801 + (bits ^ at) % 254).unwrap_or('⠿')
    };
    (0..100).map(sign).collect()
}

struct Room<'a> {
    world: &'a World,
    mei: &'a Account,
    video: &'a str,
    token: &'a str,
}

impl Room<'_> {
    fn send(&self, text: &str) -> Result<(), String> {
        let path = format!("/api/v1/videos/{}/danmaku?play={}", self.video, self.token);
        let said = self.world.post_as(self.mei, &path, &json!({ "time_ms": 1_000, "text": text }));
        match said.status().as_u16() {
            201 => Ok(()),
            status => Err(format!("{status}: {}", said.text().unwrap_or_default())),
        }
    }

    /// Sends those of all texts that nobody has taken yet, no more than so many a second.
    fn send_in_turns(&self, sent: &AtomicU32) {
        let begun = Instant::now();
        loop {
            let number = sent.fetch_add(1, Ordering::SeqCst);
            if number >= TEXTS {
                return;
            }
            let due = Duration::from_secs(1) * number / PER_S;
            std::thread::sleep(due.saturating_sub(begun.elapsed()));
            let text = text(number + 1);
            while let Err(told) = self.send(&text) {
                assert!(told.starts_with("503") || told.starts_with("429"), "{told}");
                std::thread::sleep(Duration::from_millis(20));
            }
        }
    }

    /// Each got all, or was told of what it did not get, and stands where the room stands.
    fn was_read_by(&self, readers: &[CrowdReader]) {
        let said = self.world.get(&format!("/api/v1/videos/{}/danmaku", self.video));
        let offset = said.json::<Value>().expect("it is JSON")["offset"].as_u64();
        let gaps = readers.iter().filter(|one| one.gaps > 0).count();
        told!("crowd: {gaps} of {} readers were told of a gap", readers.len());
        for one in readers {
            assert!(!one.is_closed, "a healthy reader was sent away");
            assert_eq!(Some(one.offset), offset, "{} texts came", one.texts);
            assert!(one.texts == TEXTS || one.gaps > 0, "{} texts came, and no gap", one.texts);
        }
    }
}

/// One that takes what comes.
struct CrowdReader {
    socket: Socket,
    unread: Vec<u8>,
    offset: u64,
    texts: u32,
    gaps: u32,
    is_closed: bool,
}

impl CrowdReader {
    fn new(socket: Socket) -> Self {
        socket.stream.get_ref().set_nonblocking(true).expect("it is ours");
        Self { socket, unread: Vec::new(), offset: 0, texts: 0, gaps: 0, is_closed: false }
    }

    /// Takes what is there; says whether there was anything.
    fn take(&mut self) -> bool {
        let mut bytes = [0; 32 << 10];
        match self.socket.stream.read(&mut bytes) {
            Ok(read) if read > 0 => self.unread.extend_from_slice(&bytes[..read]),
            Err(error) if error.kind() == ErrorKind::WouldBlock => return false,
            _ => self.is_closed = true,
        }
        while let Some((opcode, payload)) = crate::talkers::whole_frame(&mut self.unread) {
            self.is_closed |= opcode == 8;
            let Ok(said) = serde_json::from_slice::<Value>(&payload) else { continue };
            self.offset = said["offset"].as_u64().unwrap_or(self.offset).max(self.offset);
            self.gaps += u32::from(said["kind"] == "gap");
            let items = said["items"].as_array().map_or(0, Vec::len);
            self.texts += u32::try_from(items).expect("they are few");
        }
        !self.is_closed
    }
}

/// Reads for all of them until it is over and nothing has come for a while.
fn read_all(readers: &mut [CrowdReader], is_over: &AtomicBool) {
    let mut quiet_since = Instant::now();
    while !is_over.load(Ordering::SeqCst) || quiet_since.elapsed() < Duration::from_millis(500) {
        let came = readers.iter_mut().filter_map(|one| one.take().then_some(())).count();
        if came > 0 {
            quiet_since = Instant::now();
        } else {
            std::thread::sleep(Duration::from_millis(5));
        }
    }
}

/// Opens sockets and sends what nobody wants, again and again; each is sent away.
fn flood(world: &World, path: &str, (is_over, floods): (&AtomicBool, &AtomicU32)) {
    let garbage: [Vec<u8>; 3] = [
        b"\x81\x84\0\0\0\0spam".repeat(10_000),
        b"GET / HTTP/1.1\r\nhost: a\r\n\r\n".repeat(50),
        // A message in parts without an end.
        [&b"\x01\x84\0\0\0\0spam"[..], &b"\x00\x84\0\0\0\0spam".repeat(10_000)].concat(),
    ];
    for bytes in garbage.iter().cycle() {
        if is_over.load(Ordering::SeqCst) {
            return;
        }
        let Some(mut socket) = Socket::reach(world, path) else { continue };
        socket.send(bytes);
        assert!(bytes_until_closed(socket).is_ok(), "a flood goes on");
        floods.fetch_add(1, Ordering::SeqCst);
    }
}

/// Reads until the server has closed; says how much came, as an error if it does not close.
fn bytes_until_closed(mut socket: Socket) -> Result<u64, u64> {
    let (mut bytes, mut all, begun) = ([0; 32 << 10], 0, Instant::now());
    while begun.elapsed() < Duration::from_secs(10) {
        match socket.stream.read(&mut bytes) {
            Ok(0) => return Ok(all),
            Ok(read) => all += u64::try_from(read).expect("it is small"),
            Err(error) if [ErrorKind::WouldBlock, ErrorKind::TimedOut].contains(&error.kind()) => {
            },
            Err(_) => return Ok(all),
        }
    }
    Err(all)
}

fn resident_kib(pid: u32) -> u64 {
    let status = std::fs::read_to_string(format!("/proc/{pid}/status")).expect("it runs");
    let resident = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    let resident = resident.expect("it is there").trim().trim_end_matches(" kB");
    resident.parse().expect("a number")
}
