//! A site in several processes: what is uploaded to one is transcoded by another, over TLS with
//! certificates, through kills and moves. `SHOAL_TEST_SPLIT=each` runs the journeys so as well.

use crate::support::{CLIP, SHOAL, World, all_but, domains, ffprobe, find_line, is_split};
use std::io::BufReader;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

/// A process that hosts some domains and has no front.
struct Worker {
    child: Child,
}

impl Worker {
    fn start(config: &Path, only: &str, listen: &str, data: &Path) -> Self {
        Self::attempt(config, only, listen, data).unwrap_or_else(|told| panic!("{only}: {told}"))
    }

    /// Starts it, or gives what it said instead.
    fn attempt(config: &Path, only: &str, listen: &str, data: &Path) -> Result<Self, String> {
        Self::with_flags(config, only, listen, data, &[])
    }

    fn with_flags(
        config: &Path,
        only: &str,
        listen: &str,
        data: &Path,
        flags: &[&str],
    ) -> Result<Self, String> {
        let log = data.with_extension("log");
        let file = std::fs::File::create(&log).expect("a log");
        // `user` hears of both; no test of these waits for what they say.
        let unheard = format!("unix:{}", data.with_extension("nowhere").display());
        let mut child = Command::new(SHOAL)
            .env("SHOAL__PLACEMENT__MODERATION", &unheard)
            .env("SHOAL__PLACEMENT__COMMUNITY", unheard)
            .args(["serve", "--only", only, "--listen-grpc", listen, "--config"])
            .arg(config)
            .arg("--data-dir")
            .arg(data)
            .args(flags)
            .stdout(Stdio::piped())
            .stderr(file)
            .spawn()
            .expect("the program starts");
        let lines = BufReader::new(child.stdout.take().expect("it is piped"));
        match find_line(lines, "Shoal hosts ") {
            Some(_) => Ok(Self { child }),
            None => {
                drop(child.wait());
                Err(std::fs::read_to_string(log).unwrap_or_default())
            },
        }
    }

    fn kill(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

impl Drop for Worker {
    fn drop(&mut self) {
        self.kill();
    }
}

fn free_port() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").expect("loopback");
    listener.local_addr().expect("an address").port()
}

/// Two places on TLS, a bundle for each, one configuration for each.
struct Pair {
    folder: tempfile::TempDir,
    front: u16,
    worker: u16,
}

impl Pair {
    fn new() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let made = Self { folder, front: free_port(), worker: free_port() };
        let authority = made.path("authority");
        made.certs(&["init", "--authority", &authority]);
        let front = all_but("transcode");
        for (name, words) in [("front", &*front), ("worker", "transcode")] {
            let out = made.path(name);
            made.certs(&["issue", words, "--authority", &authority, "--out", &out]);
            std::fs::write(made.config(name), made.site(name)).expect("a file");
        }
        made
    }

    fn path(&self, name: &str) -> String {
        self.folder.path().join(name).display().to_string()
    }

    fn config(&self, name: &str) -> PathBuf {
        self.folder.path().join(format!("{name}.toml"))
    }

    fn site(&self, keys: &str) -> String {
        let front = format!("https://127.0.0.1:{}", self.front);
        let worker = format!("https://127.0.0.1:{}", self.worker);
        let place = |word: &str| if word == "transcode" { &worker } else { &front };
        let rows: String = domains().map(|word| format!("{word} = {:?}\n", place(word))).collect();
        format!("[placement]\n{rows}[wire]\nkeys = {:?}\n", self.path(keys))
    }

    fn certs(&self, arguments: &[&str]) {
        let made = Command::new(SHOAL).arg("certs").args(arguments).output().expect("it starts");
        assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
    }

    fn front(&self) -> World {
        let listen = format!("127.0.0.1:{}", self.front);
        let config = self.config("front").display().to_string();
        let only = all_but("transcode");
        World::with(&["--only", &only, "--listen-grpc", &listen, "--config", &config], &[])
    }

    fn worker(&self) -> Worker {
        let (config, listen) = (self.config("worker"), format!("127.0.0.1:{}", self.worker));
        Worker::start(&config, "transcode", &listen, &self.folder.path().join("worker-data"))
    }
}

fn parked(world: &World) -> String {
    String::from_utf8_lossy(&world.shoal(&["parked"]).stdout).into_owned()
}

/// `shoal publish --wait` on its way.
fn publishing(world: &World) -> Child {
    let mut command = Command::new(SHOAL);
    command.args(["publish", CLIP, "--title", "Patient", "--wait", "--as", "mei"]);
    command.arg("--data-dir").arg(world.data());
    command.stdout(Stdio::null()).stderr(Stdio::piped()).spawn().expect("it starts")
}

#[test]
fn another_process_transcodes_what_was_uploaded_here_even_when_it_is_killed() {
    if is_split() {
        return;
    }
    let pair = Pair::new();
    let mut world = pair.front();
    let mei = world.account("mei", "creator");
    let clip = std::fs::read(CLIP).expect("the clip");
    // Uploaded while nobody transcodes: it waits, says for whom, and nothing is lost.
    let video = world.upload(&mei, "Early", "clip.mp4", &clip);
    let other = publishing(&world);
    let path = format!("/api/v1/videos/{video}/progress");
    // Once its check has ended, which needs nobody else.
    wait(&world, || world.get_as(&mei, &path).to_string().contains("gateway.PART_UNREACHABLE"));
    let told = parked(&world);
    assert!(told.contains("transcode runs in another process, which does not"), "{told}");
    std::thread::sleep(std::time::Duration::from_secs(1));
    let mut worker = pair.worker();
    let begun = std::time::Instant::now();
    while !world.get_as(&mei, &path).to_string().contains("running") {
        assert!(begun.elapsed().as_secs() < 60, "it was not begun\n{}", world.log());
        std::thread::sleep(std::time::Duration::from_millis(50));
    }
    worker.kill();
    drop(worker);
    let _again = pair.worker();
    // The process that holds the source goes for longer than a fault of a job is borne, and comes
    // back: the job waits for it and is no worse for that.
    wait(&world, || world.get_as(&mei, &path).to_string().contains("running"));
    world.kill();
    std::thread::sleep(std::time::Duration::from_secs(20));
    world.run();
    let end = world.settled(&mei, &video);
    assert_eq!(end["state"], "published", "{end}\n{}", world.log());
    let waited = other.wait_with_output().expect("it ends");
    let told = String::from_utf8_lossy(&waited.stderr);
    assert!(waited.status.success() && told.contains("waiting: The part of the site"), "{told}");
    assert!(!parked(&world).contains("another process"));
    let anew = world.shoal_json(&["replay", "transcode", "--source", "video", "--wait", "--json"]);
    assert_eq!((&anew["replays"], &anew["is_replaying"]), (&1.into(), &false.into()), "{anew}");
    // The media lies with the worker and is watched here.
    assert!(!world.data().join("blobs/transcode").exists(), "it was made by the wrong process");
    let read = ffprobe(&world.master(&mei, &video));
    assert!(read["streams"].as_array().expect("streams").len() > 3, "{read}");
}

#[test]
fn two_processes_share_a_data_directory_but_never_a_domain() {
    if is_split() {
        return;
    }
    let folder = tempfile::tempdir().expect("a folder");
    let socket = |word: &str| format!("unix:{}", folder.path().join(word).display());
    let config = folder.path().join("site.toml");
    let text = format!("[placement]\nuser = {:?}\n", socket("user"));
    std::fs::write(&config, text).expect("a file");
    let data = folder.path().join("data");
    let _first = Worker::start(&config, "user", &socket("user"), &data);
    let told = Worker::attempt(&config, "user", &socket("other"), &data)
        .err()
        .expect("one domain, one process");
    assert!(told.contains("in use by process"), "{told}");
    let lost = Worker::attempt(&config, "playback", &socket("playback"), &data);
    let told = lost.err().expect("it needs video, and nobody says where that is");
    assert!(told.contains("[placement] video"), "{told}");
}

#[test]
fn what_moved_is_found_again_without_a_restart() {
    if is_split() {
        return;
    }
    let folder = tempfile::tempdir().expect("a folder");
    let socket = |word: &str| format!("unix:{}", folder.path().join(word).display());
    let config = folder.path().join("site.toml");
    let place = |user: &str| {
        std::fs::write(&config, format!("[placement]\nuser = {user:?}\n")).expect("a file");
    };
    place(&socket("before"));
    let named = config.display().to_string();
    let mut world = World::idle(&["--config", &named], &[]);
    let mut first = Worker::start(&config, "user", &socket("before"), &world.data());
    world.run();
    let mei = world.account("mei", "creator");
    let pid = world.pid();
    let hang_up = || {
        let told = Command::new("kill").args(["-HUP", &pid.to_string()]).status();
        assert!(told.expect("kill starts").success());
    };
    let is_known = || {
        let asked = world.http.get(world.at("/api/v1/me")).bearer_auth(&mei.token).send();
        asked.expect("it answers").status() == 200
    };
    assert!(is_known());
    // What cannot be read changes nothing.
    place("nowhere at all");
    hang_up();
    wait(&world, || world.log().contains("the configuration is kept"));
    assert!(is_known());
    first.kill();
    let mut second = Worker::start(
        &config_for(&folder, &socket("after")),
        "user",
        &socket("after"),
        &world.data(),
    );
    place(&socket("after"));
    hang_up();
    // A new account: not what the front remembers of the first.
    wait(&world, || world.shoal(&["user", "add", "lin"]).status.success());
    assert!(is_known());
    // And back to where it was at the start.
    second.kill();
    let _third = Worker::start(&config, "user", &socket("before"), &world.data());
    place(&socket("before"));
    hang_up();
    wait(&world, || world.shoal(&["user", "add", "kim"]).status.success());
    assert_eq!(world.pid(), pid, "nobody was started again");
}

fn config_for(folder: &tempfile::TempDir, user: &str) -> PathBuf {
    let path = folder.path().join("worker.toml");
    std::fs::write(&path, format!("[placement]\nuser = {user:?}\n")).expect("a file");
    path
}

fn wait(world: &World, is_so: impl Fn() -> bool) {
    let begun = std::time::Instant::now();
    while !is_so() {
        assert!(begun.elapsed().as_secs() < 30, "waited in vain\n{}", world.log());
        std::thread::sleep(std::time::Duration::from_millis(50));
    }
}

#[test]
fn a_process_without_a_front_tells_its_health_and_its_figures() {
    if is_split() {
        return;
    }
    let folder = tempfile::tempdir().expect("a folder");
    let config = config_for(&folder, &format!("unix:{}", folder.path().join("user").display()));
    let (data, at) = (folder.path().join("data"), format!("127.0.0.1:{}", free_port()));
    let listen = format!("unix:{}", folder.path().join("user").display());
    let open = Worker::with_flags(&config, "user", &listen, &data, &["--listen", "0.0.0.0:0"]);
    let told = open.err().expect("figures are not for everybody");
    assert!(told.contains("metrics_open"), "{told}");
    let flags = ["--listen", at.as_str()];
    let _worker = Worker::with_flags(&config, "user", &listen, &data, &flags).expect("it starts");
    drop(rustls::crypto::ring::default_provider().install_default());
    let http = reqwest::blocking::Client::new();
    let ask = |path: &str| {
        let answer = http.get(format!("http://{at}{path}")).send().expect("it answers");
        (answer.status().as_u16(), answer.text().expect("a text"))
    };
    assert_eq!(ask("/healthz"), (200, "ok\n".to_owned()));
    let (status, ready) = ask("/readyz");
    assert_eq!((status, ready.contains("\"ready\":true")), (200, true), "{ready}");
    let (_, figures) = ask("/metrics");
    assert!(figures.contains("domain=\"user\"") && figures.ends_with("# EOF\n"), "{figures}");
    assert_eq!(ask("/api/v1/videos").0, 404, "the site is elsewhere");
    let posted = http.post(format!("http://{at}/metrics")).send().expect("it answers");
    assert_eq!(posted.status(), 405);
    assert_eq!(posted.headers()["allow"], "GET, HEAD");
    let head = http.head(format!("http://{at}/readyz")).send().expect("it answers");
    assert_eq!(head.status(), 200);
}

#[test]
fn who_would_not_be_believed_does_not_start() {
    let folder = tempfile::tempdir().expect("a folder");
    let socket = |word: &str| format!("unix:{}", folder.path().join(word).display());
    let config = folder.path().join("site.toml");
    let placed = format!("[placement]\nplayback = {:?}\n", socket("playback"));
    let others = format!("user = {0:?}\ningest = {0:?}\nvideo = {0:?}\n", socket("others"));
    let last = format!("transcode = {:?}\n", socket("others"));
    std::fs::write(&config, placed + &others + &last).expect("a file");
    let (data, listen) = (folder.path().join("data"), socket("playback"));
    drop(Worker::start(&config, "playback", &listen, &data));
    std::fs::remove_file(data.join("keys/site.key")).expect("it was made");
    let told = Worker::attempt(&config, "playback", &listen, &data).err().expect("it ends");
    assert!(told.contains("no site.key") && told.contains("shoal certs"), "{told}");
}

#[test]
fn a_path_that_is_no_socket_is_left_alone() {
    let folder = tempfile::tempdir().expect("a folder");
    let precious = folder.path().join("video.db");
    std::fs::write(&precious, "rows").expect("a file");
    let listen = format!("unix:{}", precious.display());
    let config = config_for(&folder, &listen);
    let told = Worker::attempt(&config, "user", &listen, &folder.path().join("data"));
    let told = told.err().expect("a file is there");
    assert!(told.contains("no socket is there") && told.contains("video.db"), "{told}");
    assert_eq!(std::fs::read(&precious).expect("it is there"), b"rows");
}
