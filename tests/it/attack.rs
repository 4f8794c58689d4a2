//! What a stranger tries against a site: to lose another's change, to fill its memory, to stop its
//! log. Each was seen to work once.

use crate::support::{Account, World, find_line, told};
use serde_json::{Value, json};
use std::io::{BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// A server that is killed at the end of its test.
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        drop(self.0.kill());
        drop(self.0.wait());
    }
}

/// Starts a server whose lines go where a test wants them.
fn serve(world: &mut World, filter: &str, lines: Stdio) -> Running {
    let mut command = world.command();
    command.env("SHOAL__LOG__FILTER", filter);
    start(world, command, lines)
}

fn start(world: &mut World, mut command: Command, lines: Stdio) -> Running {
    command.stdout(Stdio::piped()).stderr(lines);
    let mut child = command.spawn().expect("the program starts");
    let told = BufReader::new(child.stdout.take().expect("it is piped"));
    world.url = find_line(told, "Shoal is at ").expect("it says where it is");
    Running(child)
}

/// Whether this run is for the figures, and not only for the faults.
pub(crate) fn is_full() -> bool {
    std::env::var_os("SHOAL_TEST_FULL").is_some()
}

fn quick() -> reqwest::blocking::Client {
    let client = reqwest::blocking::Client::builder().no_proxy();
    client.timeout(Duration::from_secs(10)).build().expect("a client")
}

const OFTEN: [(&str, &str); 2] =
    [("SHOAL__GATEWAY__QPS_PER_IP", "1000000"), ("SHOAL__GATEWAY__BURST", "1000000")];

#[test]
fn two_changes_at_once_both_stay() {
    let world = World::with(&[], &OFTEN);
    let mei = world.account("mei", "creator");
    let (_, video) = world.open_upload(&mei, "Before", "a.mp4", 1000);
    let path = format!("/api/v1/videos/{video}");
    let change = |body: Value| {
        let request = world.http.patch(world.at(&path)).bearer_auth(&mei.token).json(&body);
        assert_eq!(request.send().expect("it answers").status(), 200);
    };
    let (rounds, mut lost) = (if is_full() { 300 } else { 50 }, 0);
    for round in 0..rounds {
        change(json!({ "privacy": "public" }));
        let title = format!("Title {round}");
        std::thread::scope(|both| {
            both.spawn(|| change(json!({ "title": title })));
            both.spawn(|| change(json!({ "privacy": "private" })));
        });
        let now = world.get_as(&mei, &path);
        let is_whole = now["title"] == title.as_str() && now["privacy"] == "private";
        lost += usize::from(!is_whole);
    }
    told!("attack: {lost} of {rounds} pairs of changes lost one");
    assert_eq!(lost, 0);
}

#[test]
fn a_change_may_name_the_version_it_is_made_for() {
    let world = World::start();
    let mei = world.account("mei", "creator");
    let (_, video) = world.open_upload(&mei, "One", "a.mp4", 1000);
    let url = world.at(&format!("/api/v1/videos/{video}"));
    let change = |title: &str, tag: Option<&str>, key: Option<&str>| {
        let mut request = world.http.patch(&url).bearer_auth(&mei.token);
        request = request.json(&json!({ "title": title }));
        for (name, value) in [("if-match", tag), ("idempotency-key", key)] {
            request = value.into_iter().fold(request, |request, value| request.header(name, value));
        }
        let response = request.send().expect("it answers");
        let tag = response.headers().get("etag").map(|tag| tag.to_str().expect("text").to_owned());
        (response.status().as_u16(), tag, response.json::<Value>().expect("JSON"))
    };
    let (status, tag, _) = change("Two", Some("\"1\""), Some("k"));
    assert_eq!((status, tag.as_deref()), (200, Some("\"2\"")));
    let (status, _, body) = change("Three", Some("\"1\""), None);
    assert_eq!((status, body["error"]["code"].as_str()), (412, Some("video.VERSION_CHANGED")));
    assert_eq!(body["error"]["details"]["version"], 2);
    assert_eq!(change("Three", Some("W/\"2\""), None).0, 412, "a weak tag never matches");
    assert_eq!(change("Three", Some("\"1\", \"2\""), None).0, 400);
    assert_eq!(change("Three", Some("*"), None).0, 200);
    // The first answer again, whatever came in between.
    let (status, _, body) = change("Two", Some("\"1\""), Some("k"));
    assert_eq!((status, body["title"].as_str(), &body["version"]), (200, Some("Two"), &json!(2)));
    let delete = |tag: &str| {
        let request = world.http.delete(&url).bearer_auth(&mei.token).header("if-match", tag);
        request.send().expect("it answers").status().as_u16()
    };
    assert_eq!((delete("\"2\""), delete("\"3\"")), (412, 204));
}

#[test]
fn a_log_reader_that_stalls_holds_nobody_up() {
    let mut world = World::idle(&[], &OFTEN);
    // Nobody reads what is piped, and every request writes a line.
    let server = serve(&mut world, "debug", Stdio::piped());
    let http = quick();
    for path in ["/", "/healthz", "/api/v1/videos", "/watch/none"].iter().cycle().take(3_000) {
        http.get(world.at(path)).send().expect("it answers");
    }
    let begun = Instant::now();
    assert_eq!(http.get(world.at("/healthz")).send().expect("it answers").status(), 200);
    assert!(begun.elapsed() < Duration::from_secs(5));
    let lost = || {
        let text = http.get(world.at("/metrics")).send().expect("it answers").text();
        let text = text.expect("it is text");
        let line =
            text.lines().find(|line| line.contains("log_lines_lost") && line.contains("slow"));
        line.and_then(|line| line.rsplit(' ').next()?.parse::<u64>().ok()).unwrap_or_default()
    };
    let until = Instant::now() + Duration::from_secs(60);
    while lost() == 0 {
        http.get(world.at("/")).send().expect("it answers");
        assert!(Instant::now() < until, "lines were dropped and nobody counts them");
    }
    drop(server);
}

#[test]
fn a_full_log_disk_stops_nothing() {
    let full = || std::fs::OpenOptions::new().write(true).open("/dev/full").expect("it is there");
    let mut world = World::idle(&[], &OFTEN);
    let server = serve(&mut world, "debug", full().into());
    let http = quick();
    for _ in 0..50 {
        assert_eq!(http.get(world.at("/")).send().expect("it answers").status(), 200);
    }
    drop(server);
    // Nor where the address should be printed.
    let mut command = world.command();
    let child = command.stdout(full()).stderr(full()).spawn().expect("the program starts");
    let _server = Running(child);
    let until = Instant::now() + Duration::from_secs(30);
    while !world.shoal(&["user", "add", "mei", "--role", "creator"]).status.success() {
        assert!(Instant::now() < until, "it did not start");
        std::thread::sleep(Duration::from_millis(50));
    }
}

#[test]
fn a_stranger_writes_no_line_with_each_request() {
    let mut world = World::idle(&[], &OFTEN);
    let log = world.folder.path().join("lines");
    let lines = std::fs::File::create(&log).expect("a file");
    let _server = serve(&mut world, "info", lines.into());
    let http = quick();
    let odd = ["/media/x/master.m3u8", "/watch/%00", "/?cursor=%F0", "/covers/%2e%2e.jpg"];
    for path in odd.iter().cycle().take(1_200) {
        drop(http.get(world.at(path)).header("x-env", "gray").send().expect("it answers"));
    }
    for round in 0..300 {
        let mut line =
            TcpStream::connect(world.url.trim_start_matches("http://")).expect("it listens");
        let rubbish: &[u8] = if round % 2 == 0 { b"\x16\x03\x01\x02\0\x01" } else { b"X\r\n\r\n" };
        drop(line.write_all(rubbish));
    }
    std::thread::sleep(Duration::from_millis(500));
    let lines = std::fs::read_to_string(&log).expect("a file").lines().count();
    assert!(lines < 200, "{lines} lines for 1500 requests");
}

/// Megabytes that a process holds.
fn memory_mb(pid: u32) -> usize {
    let status = std::fs::read_to_string(format!("/proc/{pid}/status")).expect("it runs");
    let line = status.lines().find(|line| line.starts_with("VmRSS:")).expect("it has memory");
    line.split_whitespace().nth(1).and_then(|kb| kb.parse::<usize>().ok()).expect("a number") / 1024
}

/// A published video, and the address of its largest segment.
fn segment(world: &World, mei: &Account) -> String {
    let clip = std::fs::read(crate::support::CLIP).expect("the clip");
    let video = world.upload(mei, "Film", "a.mp4", &clip);
    assert_eq!(world.settled(mei, &video)["state"], "published");
    let master = world.master(mei, &video);
    let text = |url: &str| world.get(url).text().expect("text");
    let rung = text(&master).lines().find(|line| line.contains("720p")).expect("a rung").to_owned();
    let base = master.trim_end_matches("master.m3u8");
    let list = text(&format!("{base}{rung}"));
    let first = list.lines().find(|line| line.ends_with(".m4s")).expect("a segment").to_owned();
    let folder = rung.rsplit_once('/').map_or("", |(folder, _)| folder);
    let path = format!("{base}{folder}/{first}");
    path.trim_start_matches(&world.url).to_owned()
}

/// A site with a segment that is worth asking for.
struct Film {
    world: World,
    path: String,
    size: usize,
    host: String,
}

impl Film {
    fn with(setting: (&'static str, &'static str)) -> Self {
        let many = ("SHOAL__GATEWAY__CONNECTIONS_PER_IP_MAX", "2000");
        let world = World::with(&[], &[OFTEN[0], OFTEN[1], many, setting]);
        let mei = world.account("mei", "creator");
        let path = segment(&world, &mei);
        let size = world.get(&path).bytes().expect("a segment").len();
        assert!(size > 300_000, "a segment of {size} bytes shows nothing");
        let host = world.url.trim_start_matches("http://").to_owned();
        Self { world, path, size, host }
    }

    /// The same request so many times.
    fn asks(&self, path: &str, times: usize) -> String {
        format!("GET {path} HTTP/1.1\r\nHost: {}\r\n\r\n", self.host).repeat(times)
    }

    /// Connections that say something, as much of it as is taken at once.
    fn crowd(&self, count: usize, said: &str) -> Vec<TcpStream> {
        let one = |_| {
            let mut line = TcpStream::connect(&self.host).expect("it listens");
            line.set_nonblocking(true).expect("a socket");
            assert!(line.write(said.as_bytes()).expect("it is taken") > 0);
            line
        };
        (0..count).map(one).collect()
    }
}

#[test]
fn clients_that_never_read_are_let_go() {
    let film = Film::with(("SHOAL__GATEWAY__WRITE_STALL_MS_MAX", "2000"));
    let (world, size) = (&film.world, film.size);
    let before = memory_mb(world.pid());
    let count = if is_full() { 1_000 } else { 300 };
    let mut lines = film.crowd(count, &film.asks(&film.path, 8));
    std::thread::sleep(Duration::from_millis(1_000));
    let held = memory_mb(world.pid()).saturating_sub(before);
    told!("attack: {count} connections that never read hold {held} MB");
    assert!(held * 5 < count, "{count} connections that never read hold {held} MB");
    assert_eq!(world.get("/healthz").status(), 200);
    std::thread::sleep(Duration::from_millis(3_000));
    for line in &mut lines {
        line.set_nonblocking(false).expect("a socket");
        line.set_read_timeout(Some(Duration::from_secs(5))).expect("a socket");
        let mut rest = Vec::new();
        // It ends, well or badly; before, it would have been read from for ever.
        drop(line.take(64 << 20).read_to_end(&mut rest));
        assert!(rest.len() < 4 * size, "{} bytes came after the client stood still", rest.len());
    }
}

#[test]
fn many_requests_at_once_on_a_connection_wait_outside() {
    let film = Film::with(("SHOAL__GATEWAY__WRITE_STALL_MS_MAX", "5000"));
    let (world, host) = (&film.world, &film.host);
    let small = film.asks("/robots.txt", 1_000);
    let before = memory_mb(world.pid());
    let lines = film.crowd(40, &(film.asks(&film.path, 4) + &small));
    std::thread::sleep(Duration::from_millis(1_500));
    let held = memory_mb(world.pid()).saturating_sub(before);
    told!("attack: 40 connections with 1,000 requests at once each hold {held} MB");
    assert!(held < 80, "40 connections with many requests at once hold {held} MB");
    drop(lines);
    let mut line = TcpStream::connect(host).expect("it listens");
    line.set_read_timeout(Some(Duration::from_secs(20))).expect("a socket");
    let last = format!("GET /robots.txt HTTP/1.1\r\nHost: {host}\r\nconnection: close\r\n\r\n");
    line.write_all((small + &last).as_bytes()).expect("it is taken");
    let mut all = String::new();
    line.read_to_string(&mut all).expect("all answers");
    assert_eq!(all.matches("HTTP/1.1 200 OK").count(), 1_001, "whoever reads gets every answer");
}

/// How many sockets a process holds open.
fn sockets(pid: u32) -> usize {
    let open = std::fs::read_dir(format!("/proc/{pid}/fd")).expect("it runs").flatten();
    let open = open.filter_map(|entry| std::fs::read_link(entry.path()).ok());
    open.filter(|to| to.to_string_lossy().starts_with("socket:")).count()
}

#[test]
fn clients_that_trickle_make_room_when_too_much_is_unsent() {
    let film = Film::with(("SHOAL__GATEWAY__UNSENT_BYTES_MAX", "8388608"));
    let world = &film.world;
    let before = sockets(world.pid());
    let mut lines = film.crowd(200, &film.asks(&film.path, 8));
    let until = Instant::now() + Duration::from_secs(8);
    while Instant::now() < until {
        for line in &mut lines {
            // Enough to be no client that stands still.
            let _ = line.read(&mut [0; 2_048]);
        }
        std::thread::sleep(Duration::from_millis(500));
    }
    let left = sockets(world.pid()).saturating_sub(before);
    told!("attack: {left} of 200 trickling connections are left");
    assert!(left < 100, "{left} clients keep more unsent than 8 MiB in all");
    let whole = world.get(&film.path).bytes().expect("a segment").len();
    assert_eq!(whole, film.size, "a client that takes what it asked for gets it");
}

#[test]
fn health_is_told_when_all_places_are_taken() {
    let environment = [
        OFTEN[0],
        OFTEN[1],
        ("SHOAL__GATEWAY__CONNECTIONS_PER_IP_MAX", "2000"),
        ("SHOAL__GATEWAY__WORKER_THREADS", "1"),
    ];
    let mut world = World::idle(&[], &environment);
    let whole = world.command();
    let mut command = Command::new("sh");
    command.args(["-c", "ulimit -n 400 && exec \"$0\" \"$@\""]);
    command.arg(whole.get_program()).args(whole.get_args());
    command.envs(whole.get_envs().filter_map(|(name, value)| Some((name, value?))));
    let _running = start(&mut world, command, Stdio::null());
    let host = world.url.trim_start_matches("http://").to_owned();
    let mut lines: Vec<TcpStream> = Vec::new();
    for _ in 0..144 {
        let mut line = TcpStream::connect(&host).expect("it listens");
        line.write_all(b"GET / HTTP/1.1\r\n").expect("it is taken");
        lines.push(line);
    }
    std::thread::sleep(Duration::from_millis(500));
    let ask = |path: &str| quick().get(world.at(path)).send().expect("it answers");
    let health = ask("/healthz");
    assert_eq!(health.status(), 200);
    assert_eq!(health.headers()["connection"], "close", "it keeps no spare place");
    let refused = ask("/");
    assert_eq!(refused.status(), 503);
    assert!(refused.headers().contains_key("retry-after"));
    assert!(refused.text().expect("text").contains("as many connections as it can"));
    drop(lines);
    std::thread::sleep(Duration::from_millis(500));
    assert_eq!(ask("/").status(), 200);
}

/// A browser at an address of its own on this machine, without an account.
struct Browser {
    http: reqwest::blocking::Client,
    visitor: String,
    csrf: String,
}

impl Browser {
    fn at(world: &World, ip: [u8; 4], page: &str) -> Self {
        let http = reqwest::blocking::Client::builder()
            .no_proxy()
            .redirect(reqwest::redirect::Policy::none())
            .local_address(std::net::IpAddr::from(ip))
            .timeout(Duration::from_secs(20))
            .build()
            .expect("a client");
        let shown = http.get(world.at(page)).send().expect("it answers");
        let cookie = shown.headers().get("set-cookie").expect("a visitor").to_str().expect("text");
        let visitor = cookie.split(';').next().expect("a value").to_owned();
        let html = shown.text().expect("a page");
        let csrf = html.split("name=\"csrf\" content=\"").nth(1).expect("a token");
        let csrf = csrf.split('"').next().expect("its end").to_owned();
        Self { http, visitor, csrf }
    }

    /// Sends a name and a password; gives the status.
    fn send(&self, world: &World, page: &str, name: &str, password: &str) -> u16 {
        let form = format!("csrf={}&name={name}&password={password}&next=%2F", self.csrf);
        let post = self.http.post(world.at(page)).header("cookie", &self.visitor);
        let post = post.header("content-type", "application/x-www-form-urlencoded").body(form);
        post.send().expect("it answers").status().as_u16()
    }
}

#[test]
fn who_guesses_elsewhere_keeps_nobody_out() {
    let world = World::with(&[], &OFTEN);
    let password = "correct-horse-battery";
    let home = Browser::at(&world, [127, 0, 0, 1], "/sign-up");
    assert_eq!(home.send(&world, "/sign-up", "alice", password), 303);
    let rounds = if is_full() { 100 } else { 20 };
    let is_over = std::sync::atomic::AtomicBool::new(false);
    let (right, wrong) = std::thread::scope(|all| {
        let guesses = all.spawn(|| {
            let evil = Browser::at(&world, [127, 0, 0, 66], "/sign-in");
            let mut sent = 0;
            while !is_over.load(std::sync::atomic::Ordering::Relaxed) {
                let status =
                    evil.send(&world, "/sign-in", "alice", &format!("guess-number-{sent}"));
                assert_ne!(status, 303, "a guess was right");
                sent += 1;
                std::thread::sleep(Duration::from_millis(100));
            }
            sent
        });
        let tried = (0..rounds).filter(|round| {
            // Now a browser that is known, now one that was never seen, elsewhere.
            let new = Browser::at(&world, [127, 0, 1, 9], "/sign-in");
            let browser = if round % 2 == 0 { &home } else { &new };
            std::thread::sleep(Duration::from_millis(200));
            browser.send(&world, "/sign-in", "alice", password) == 303
        });
        let right = tried.count();
        is_over.store(true, std::sync::atomic::Ordering::Relaxed);
        (right, guesses.join().expect("it guesses"))
    });
    told!("attack: {right} of {rounds} right sign-ins passed beside {wrong} wrong ones");
    assert_eq!(right, rounds);
}
