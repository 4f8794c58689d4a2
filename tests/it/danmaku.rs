//! Danmaku as viewers meet it: over real sockets, through kills, and as a process of its own. It
//! must not reach into the crate.

use crate::support::{Account, CLIP, SHOAL, World, all_but, domains, find_line, is_split, told};
use serde_json::{Value, json};
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// A WebSocket client that does exactly what a test says (RFC 6455).
pub(crate) struct Socket {
    pub(crate) stream: BufReader<TcpStream>,
}

impl Socket {
    /// Opens a socket, or gives the status of the answer that is none.
    pub(crate) fn open(world: &World, path: &str, headers: &[(&str, &str)]) -> Result<Self, u16> {
        Self::open_saying(world, path, headers, &[])
    }

    /// The same, with bytes that go in one piece with the handshake.
    fn open_saying(
        world: &World,
        path: &str,
        headers: &[(&str, &str)],
        early: &[u8],
    ) -> Result<Self, u16> {
        let host = world.url.trim_start_matches("http://");
        let mut stream = TcpStream::connect(host).expect("it listens");
        stream.set_read_timeout(Some(Duration::from_secs(20))).expect("a socket of ours");
        let head = handshake(host, path, headers);
        stream.write_all(&[head.as_bytes(), early].concat()).expect("it is open");
        let mut stream = BufReader::new(stream);
        let mut line = String::new();
        stream.read_line(&mut line).expect("it answers");
        let status =
            line.split(' ').nth(1).and_then(|status| status.parse().ok()).expect("a status");
        let mut accepted = false;
        loop {
            let mut line = String::new();
            stream.read_line(&mut line).expect("a head has an end");
            accepted |= line.contains("s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
            if line.trim().is_empty() {
                break;
            }
        }
        if status != 101 {
            return Err(status);
        }
        assert!(accepted, "it has read the key");
        Ok(Self { stream })
    }

    /// A socket that is read in turns, where there may be no server now.
    pub(crate) fn reach(world: &World, path: &str) -> Option<Self> {
        let host = world.url.trim_start_matches("http://");
        let mut stream = TcpStream::connect(host).ok()?;
        stream.set_read_timeout(Some(Duration::from_secs(5))).ok()?;
        stream.write_all(handshake(host, path, &[]).as_bytes()).ok()?;
        let mut stream = BufReader::new(stream);
        let mut head = String::new();
        while !head.ends_with("\r\n\r\n") {
            if stream.read_line(&mut head).ok()? == 0 {
                return None;
            }
        }
        stream.get_ref().set_read_timeout(Some(Duration::from_millis(50))).ok()?;
        head.starts_with("HTTP/1.1 101 ").then_some(Self { stream })
    }

    /// The next frame: its opcode and what it says.
    fn frame(&mut self) -> (u8, Vec<u8>) {
        let mut head = [0; 2];
        self.stream.read_exact(&mut head).expect("the server says something");
        let mut length = [0; 8];
        let length = match head[1] {
            126 => {
                self.stream.read_exact(&mut length[6..]).expect("a length");
                u64::from_be_bytes(length)
            },
            127 => {
                self.stream.read_exact(&mut length).expect("a length");
                u64::from_be_bytes(length)
            },
            short => u64::from(short),
        };
        let mut payload = vec![0; usize::try_from(length).expect("it is small")];
        self.stream.read_exact(&mut payload).expect("the frame is whole");
        (head[0] & 0x0f, payload)
    }

    /// The next message of a kind; others are passed over.
    fn next(&mut self, kind: &str) -> Value {
        loop {
            let (opcode, payload) = self.frame();
            assert_ne!(opcode, 8, "it closed: {payload:?}");
            let Ok(said) = serde_json::from_slice::<Value>(&payload) else { continue };
            if said["kind"] == kind {
                return said;
            }
        }
    }

    /// The code with which the server closes; what comes before is passed over.
    fn close_code(&mut self) -> u16 {
        loop {
            if let (8, payload) = self.frame() {
                return u16::from_be_bytes([payload[0], payload[1]]);
            }
        }
    }

    pub(crate) fn send(&mut self, bytes: &[u8]) {
        // The server may have gone already.
        drop(self.stream.get_mut().write_all(bytes));
    }
}

fn handshake(host: &str, path: &str, headers: &[(&str, &str)]) -> String {
    let more: String = headers.iter().map(|(name, value)| format!("{name}: {value}\r\n")).collect();
    format!(
        "GET {path} HTTP/1.1\r\nhost: {host}\r\nupgrade: websocket\r\nconnection: upgrade\r\n\
         sec-websocket-version: 13\r\nsec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\n{more}\r\n"
    )
}

/// A session of a video, as its token.
pub(crate) fn play(world: &World, who: &Account, video: &str) -> String {
    let url = world.at(&format!("/api/v1/videos/{video}/sessions"));
    let said = world.http.post(url).bearer_auth(&who.token).send().expect("it answers");
    let session: Value = said.json().expect("it is JSON");
    let master = session["master_url"].as_str().unwrap_or_else(|| panic!("{session}"));
    master.split('/').nth(2).expect("a token").to_owned()
}

fn send(world: &World, who: &Account, video: &str, (token, text): (&str, &str)) -> (u16, Value) {
    let url = world.at(&format!("/api/v1/videos/{video}/danmaku?play={token}"));
    let body = json!({ "time_ms": 1_200, "text": text, "color": 0x00ff_cc00 });
    let said = world.http.post(url).bearer_auth(&who.token).json(&body).send();
    let said = said.expect("it answers");
    (said.status().as_u16(), said.json().expect("it is JSON"))
}

pub(crate) fn live(video: &str, token: &str, from: Option<(&str, u64)>) -> String {
    let from = from.map(|(epoch, offset)| format!("&epoch={epoch}&offset={offset}"));
    format!("/danmaku/{video}/live?play={token}{}", from.unwrap_or_default())
}

pub(crate) fn published(world: &World, who: &Account) -> String {
    let clip = std::fs::read(CLIP).expect("the clip");
    let video = world.upload(who, "A rabbit", "clip.mp4", &clip);
    let begun = Instant::now();
    let path = format!("/api/v1/videos/{video}");
    while world.get(&path).status() != 200 {
        assert!(begun.elapsed() < Duration::from_secs(120), "{}", world.log());
        std::thread::sleep(Duration::from_millis(50));
    }
    // What danmaku hears of it comes a moment later.
    while world.get(&format!("{path}/danmaku")).status() != 200 {
        assert!(begun.elapsed() < Duration::from_secs(120), "{}", world.log());
        std::thread::sleep(Duration::from_millis(20));
    }
    video
}

/// Everything that whoever comes now reads.
fn history(world: &World, video: &str) -> Vec<String> {
    let path = format!("/api/v1/videos/{video}/danmaku");
    let room: Value = world.get(&path).json().expect("it is JSON");
    let mut all = Vec::new();
    for segment in room["segments"].as_array().expect("segments") {
        let (number, version) = (&segment["number"], &segment["version"]);
        let listed: Value =
            world.get(&format!("{path}/segments/{number}?v={version}")).json().expect("it is JSON");
        let after = &segment["offset"];
        let delta = world.get(&format!("{path}/segments/{number}/delta?after={after}"));
        let delta: Value = delta.json().expect("it is JSON");
        for items in [&listed["items"], &delta["items"]] {
            let items = items.as_array().unwrap_or_else(|| panic!("{listed} {delta}")).iter();
            all.extend(items.map(|one| one["text"].as_str().expect("a text").to_owned()));
        }
    }
    all
}

#[test]
fn two_viewers_see_each_other_at_once_and_a_third_reads_it_later() {
    let world = World::with(&[], &[("SHOAL__DANMAKU__SEND_APART_MS", "0")]);
    let (mei, bob) = (world.account("mei", "creator"), world.account("bob", "viewer"));
    let video = published(&world, &mei);
    let (hers, his) = (play(&world, &mei, &video), play(&world, &bob, &video));
    let mut near = Socket::open(&world, &live(&video, &hers, None), &[]).expect("she may watch");
    let mut far = Socket::open(&world, &live(&video, &his, None), &[]).expect("he may watch");
    let hello = near.next("hello");
    assert!(hello["epoch"].as_str().is_some_and(|epoch| !epoch.is_empty()), "{hello}");
    far.next("hello");
    let mut waits = Vec::new();
    for (who, token, text) in [(&bob, &his, "<b>hello</b>"), (&mei, &hers, "你好")] {
        let begun = Instant::now();
        let (status, sent) = send(&world, who, &video, (token, text));
        assert_eq!((status, &sent["state"]), (201, &json!("shown")), "{sent}\n{}", world.log());
        for socket in [&mut near, &mut far] {
            let items = socket.next("items");
            let item = &items["items"][0];
            assert_eq!((&item["text"], &item["time_ms"]), (&json!(text), &json!(1_200)), "{items}");
            waits.push(begun.elapsed());
        }
    }
    told!("danmaku: seen {waits:?} after it was sent");
    let gone = send(&world, &bob, &video, (&his, "oops")).1["item"]["danmaku_id"].clone();
    let gone = gone.as_str().expect("an id").to_owned();
    let url = world.at(&format!("/api/v1/videos/{video}/danmaku/{gone}/recall"));
    let said = world.http.post(url).bearer_auth(&bob.token).send().expect("it answers");
    assert_eq!(said.status(), 204);
    assert_eq!(near.next("gone")["ids"], json!([gone]));
    assert_eq!(history(&world, &video), ["<b>hello</b>", "你好"]);
    // A page of another site opens no socket, whatever cookies its visitor has.
    let strange = [("origin", "https://elsewhere.example")];
    assert_eq!(Socket::open(&world, &live(&video, &hers, None), &strange).err(), Some(403));
    assert_eq!(Socket::open(&world, &live("nothing", "", None), &[]).err(), Some(404));
    assert_eq!(world.get(&live(&video, "", None)).status(), 400, "it is no handshake");
}

#[test]
fn what_a_socket_sends_is_bounded_and_ends_it_alone() {
    let world = World::start();
    let mei = world.account("mei", "creator");
    let video = published(&world, &mei);
    let open = || Socket::open(&world, &live(&video, "", None), &[]).expect("it is public");
    let mut bystander = open();
    for (name, bytes, code) in [
        ("unmasked", b"\x81\x02hi".to_vec(), 1002),
        ("huge", b"\x81\xff\0\0\0\x7f\xff\xff\xff\xff\0\0\0\0".to_vec(), 1009),
        ("unknown", b"\x83\x80\0\0\0\0".to_vec(), 1002),
        ("requests", b"GET / HTTP/1.1\r\nhost: a\r\n\r\n".repeat(3), 1002),
        ("flood", b"\x81\x84\0\0\0\0spam".repeat(10_000), 1008),
        ("farewell", b"\x88\x82\0\0\0\0\x03\xe8".to_vec(), 1000),
    ] {
        let mut socket = open();
        socket.send(&bytes);
        assert_eq!(socket.close_code(), code, "{name}");
    }
    let mut socket = open();
    for byte in b"\x89\x83\x01\x02\x03\x04\x60\x60\x60" {
        socket.send(&[*byte]);
    }
    loop {
        if let (10, pong) = socket.frame() {
            assert_eq!(pong, b"abc");
            break;
        }
    }
    bystander.send(b"\x89\x80\0\0\0\0");
    while bystander.frame().0 != 10 {}
    let early = b"\x89\x83\x01\x02\x03\x04\x60\x60\x60";
    let hasty = Socket::open_saying(&world, &live(&video, "", None), &[], early);
    let mut hasty = hasty.expect("it is public");
    loop {
        if let (10, pong) = hasty.frame() {
            assert_eq!(pong, b"abc", "what came with the handshake is heard as well");
            break;
        }
    }
}

#[test]
fn whoever_may_not_watch_any_more_reads_no_more() {
    let world = World::start();
    let (mei, bob) = (world.account("mei", "creator"), world.account("bob", "viewer"));
    let video = published(&world, &mei);
    let (hers, his) = (play(&world, &mei, &video), play(&world, &bob, &video));
    let mut near = Socket::open(&world, &live(&video, &hers, None), &[]).expect("she may watch");
    let mut far = Socket::open(&world, &live(&video, &his, None), &[]).expect("he may watch");
    let mut nobody = Socket::open(&world, &live(&video, "", None), &[]).expect("it is public");
    let url = world.at(&format!("/api/v1/videos/{video}"));
    let change = json!({ "privacy": "private" });
    let said = world.http.patch(url).bearer_auth(&mei.token).json(&change).send();
    assert!(said.expect("it answers").status().is_success());
    assert_eq!((far.close_code(), nobody.close_code()), (4401, 4401));
    assert_eq!(Socket::open(&world, &live(&video, &his, None), &[]).err(), Some(404));
    assert_eq!(world.get(&format!("/api/v1/videos/{video}/danmaku")).status(), 404);
    let (status, sent) = send(&world, &mei, &video, (&hers, "still mine"));
    assert_eq!(status, 201, "{sent}");
    assert_eq!(near.next("items")["items"][0]["text"], "still mine");
}

/// Sends texts until the server is gone; gives those that were acknowledged.
fn send_until_killed(world: &World, who: &Account, video: &str, token: &str) -> Vec<String> {
    let mut acknowledged = Vec::new();
    for at in 0..10_000 {
        let url = world.at(&format!("/api/v1/videos/{video}/danmaku?play={token}"));
        let text = format!("text {at}");
        let body = json!({ "time_ms": at % 5_000, "text": text });
        let said = world.http.post(url).bearer_auth(&who.token).json(&body).send();
        match said {
            Ok(said) if said.status() == 201 => acknowledged.push(text),
            Ok(said) if matches!(said.status().as_u16(), 429 | 503 | 504) => {},
            Ok(said) => panic!("{}", said.text().unwrap_or_default()),
            Err(_) => break,
        }
    }
    acknowledged
}

#[test]
fn nothing_acknowledged_is_lost_when_everything_is_killed_and_sockets_go_on() {
    let free = [
        ("SHOAL__DANMAKU__SEND_APART_MS", "0"),
        ("SHOAL__GATEWAY__QPS_PER_IP", "100000"),
        ("SHOAL__GATEWAY__BURST", "100000"),
    ];
    let mut world = World::with(&[], &free);
    let mei = world.account("mei", "creator");
    let video = published(&world, &mei);
    let token = play(&world, &mei, &video);
    let mut socket = Socket::open(&world, &live(&video, &token, None), &[]).expect("she may");
    let hello = socket.next("hello");
    let epoch = hello["epoch"].as_str().expect("an epoch").to_owned();
    let pid = world.pid().to_string();
    let acknowledged = std::thread::scope(|scope| {
        let sending = scope.spawn(|| send_until_killed(&world, &mei, &video, &token));
        // What is heard here is known before the end.
        let mut heard = 0;
        while heard < 50 {
            heard += socket.next("items")["items"].as_array().expect("items").len();
        }
        let killed = Command::new("kill").args(["-9", &pid]).status().expect("it is there");
        assert!(killed.success());
        sending.join().expect("it ends")
    });
    drop(socket);
    world.kill();
    world.run();
    assert!(acknowledged.len() >= 50);
    let kept = history(&world, &video);
    let lost: Vec<_> = acknowledged.iter().filter(|text| !kept.contains(text)).collect();
    assert_eq!(lost, [""; 0], "of {} acknowledged", acknowledged.len());
    // The session outlives the kill, and so does the place in the room.
    let from = Some((epoch.as_str(), 10));
    let mut socket = Socket::open(&world, &live(&video, &token, from), &[]).expect("she may");
    assert_eq!(socket.next("hello")["epoch"], epoch.as_str(), "the room has the same life");
    let gap = socket.next("gap");
    assert!(gap["offset"].as_u64() >= u64::try_from(acknowledged.len()).ok(), "{gap}");
    let (status, sent) = send(&world, &mei, &video, (&token, "after"));
    assert_eq!(status, 201, "{sent}");
    assert_eq!(socket.next("items")["items"][0]["text"], "after");
}

#[test]
fn a_room_goes_on_when_danmaku_is_killed_in_a_process_of_its_own() {
    if is_split() {
        return;
    }
    let folder = tempfile::tempdir().expect("a folder");
    let socket = |name: &str| format!("unix:{}", folder.path().join(name).display());
    let (at, site) = (socket("danmaku"), socket("site"));
    let place = |word: &str| if word == "danmaku" { &at } else { &site };
    let rows: String = domains().map(|word| format!("{word} = {:?}\n", place(word))).collect();
    let config = folder.path().join("site.toml").display().to_string();
    let settings = "[danmaku]\nsend_apart_ms = 0\n";
    std::fs::write(&config, format!("[placement]\n{rows}{settings}")).expect("a file");
    let only = all_but("danmaku");
    let flags = ["--only", &only, "--listen-grpc", &site, "--config", &config];
    let mut world = World::idle(&flags, &[]);
    let data = world.data();
    let start = || {
        let mut command = Command::new(SHOAL);
        command.args(["serve", "--only", "danmaku", "--listen-grpc", &at, "--config", &config]);
        command.arg("--data-dir").arg(&data).env("SHOAL__LOG__FILTER", "warn");
        let command = command.stdout(Stdio::piped()).stderr(Stdio::null());
        let mut child = command.spawn().expect("the program starts");
        let lines = BufReader::new(child.stdout.take().expect("it is piped"));
        find_line(lines, "Shoal hosts ").expect("it starts");
        child
    };
    let mut danmaku = start();
    world.run();
    let mei = world.account("mei", "creator");
    let video = published(&world, &mei);
    let token = play(&world, &mei, &video);
    let mut socket = Socket::open(&world, &live(&video, &token, None), &[]).expect("she may");
    socket.next("hello");
    assert_eq!(send(&world, &mei, &video, (&token, "before")).0, 201);
    assert_eq!(socket.next("items")["items"][0]["text"], "before");
    danmaku.kill().and_then(|()| danmaku.wait()).expect("it is ours");
    let (status, _) = send(&world, &mei, &video, (&token, "while it is away"));
    assert!(status >= 500, "{status}");
    let page = world.get(&format!("/watch/{video}"));
    assert_eq!(page.status(), 200, "others go on");
    let mut danmaku = start();
    let begun = Instant::now();
    while send(&world, &mei, &video, (&token, "after")).0 != 201 {
        assert!(begun.elapsed() < Duration::from_secs(30), "{}", world.log());
        std::thread::sleep(Duration::from_millis(100));
    }
    assert_eq!(socket.next("items")["items"][0]["text"], "after", "the same socket goes on");
    danmaku.kill().and_then(|()| danmaku.wait()).expect("it is ours");
}
