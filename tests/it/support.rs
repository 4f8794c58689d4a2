//! The world of a test: a server of its own on a port of its own, a folder, and clients.

use reqwest::blocking::{Client, Response};
use serde_json::Value;
use std::io::{BufReader, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant};

/// Says a line to whoever runs the tests; what a passing test prints is hidden from them.
macro_rules! told {
    ($($text:tt)*) => { $crate::support::tell(&format!($($text)*)) };
}
pub(crate) use told;

pub(crate) fn tell(line: &str) {
    drop(writeln!(std::io::stderr(), "{line}"));
}

/// The program under test.
pub(crate) const SHOAL: &str = env!("CARGO_BIN_EXE_shoal");
/// The real clip: 1280×720, 25 fps, 5.28 s, H.264 and AAC.
pub(crate) const CLIP: &str =
    concat!(env!("CARGO_MANIFEST_DIR"), "/demo/bigbuckbunny-720p25-5s.mp4");

/// A server with its data directory.
pub(crate) struct World {
    pub(crate) folder: tempfile::TempDir,
    pub(crate) url: String,
    pub(crate) http: Client,
    flags: Vec<String>,
    environment: Vec<(String, String)>,
    elsewhere: Option<PathBuf>,
    child: Option<Child>,
    /// The processes of the domains, where each has its own.
    domains: Vec<Child>,
}

/// Every domain of the site, as the map of domains lists them.
pub(crate) fn domains() -> impl Iterator<Item = &'static str> {
    let rows = include_str!("../../proto/domains.toml").lines();
    rows.filter_map(|row| row.strip_prefix('[')?.strip_suffix(']'))
}

/// The front and every domain but one, as `--only` takes them.
pub(crate) fn all_but(word: &str) -> String {
    let others = domains().filter(|other| *other != word);
    std::iter::once("gateway").chain(others).collect::<Vec<_>>().join(",")
}

/// Whether each domain is to run in a process of its own, reached over unix sockets.
pub(crate) fn is_split() -> bool {
    std::env::var("SHOAL_TEST_SPLIT").is_ok_and(|split| split == "each")
}

impl World {
    /// A fresh site.
    pub(crate) fn start() -> Self {
        Self::with(&[], &[])
    }

    /// A fresh site with flags and environment of its own.
    pub(crate) fn with(flags: &[&str], environment: &[(&str, &str)]) -> Self {
        Self::found(None, flags, environment)
    }

    /// A fresh site in a folder that the test has made.
    pub(crate) fn on(data: &Path, environment: &[(&str, &str)]) -> Self {
        Self::found(Some(data.to_owned()), &[], environment)
    }

    /// A site that is not started yet, because it needs another process.
    pub(crate) fn idle(flags: &[&str], environment: &[(&str, &str)]) -> Self {
        Self::made(None, flags, environment)
    }

    fn found(elsewhere: Option<PathBuf>, flags: &[&str], environment: &[(&str, &str)]) -> Self {
        let mut world = Self::made(elsewhere, flags, environment);
        world.run();
        world
    }

    fn made(elsewhere: Option<PathBuf>, flags: &[&str], environment: &[(&str, &str)]) -> Self {
        // Doing it twice changes nothing.
        drop(rustls::crypto::ring::default_provider().install_default());
        let http = Client::builder()
            .timeout(Duration::from_secs(60))
            .redirect(reqwest::redirect::Policy::none())
            .no_proxy()
            .build()
            .expect("a client");
        Self {
            folder: tempfile::tempdir().expect("a folder"),
            url: String::new(),
            http,
            flags: flags.iter().map(ToString::to_string).collect(),
            environment: environment.iter().map(|(k, v)| ((*k).into(), (*v).into())).collect(),
            elsewhere,
            child: None,
            domains: Vec::new(),
        }
    }

    /// Starts a process for each domain, all on one data directory; gives the gateway its flags.
    fn split(&mut self) -> Vec<String> {
        let folder = self.folder.path().to_owned();
        let socket = |word: &str| format!("unix:{}", folder.join(word).display());
        let mut config = "[placement]\n".to_owned();
        for word in domains() {
            config += &format!("{word} = {:?}\n", socket(word));
        }
        let file = folder.join("site.toml").display().to_string();
        std::fs::write(&file, config).expect("a file");
        for word in domains() {
            let mut command = Command::new(SHOAL);
            command.args(["serve", "--only", word, "--listen-grpc", &socket(word)]);
            command.args(["--config", &file, "--data-dir"]).arg(self.data());
            command.envs(self.environment.clone()).env("SHOAL__LOG__FILTER", "warn");
            let child = command.stdout(Stdio::piped()).stderr(self.log_file()).spawn();
            let mut child = child.expect("the program starts");
            let lines = BufReader::new(child.stdout.take().expect("it is piped"));
            find_line(lines, "Shoal hosts ").unwrap_or_else(|| panic!("{word}: {}", self.log()));
            self.domains.push(child);
        }
        ["--only", "gateway", "--config", &file].map(ToOwned::to_owned).to_vec()
    }

    fn log_file(&self) -> std::fs::File {
        let mut options = std::fs::OpenOptions::new();
        let options = options.create(true).append(true);
        options.open(self.folder.path().join("server.log")).expect("a log")
    }

    /// The data directory.
    pub(crate) fn data(&self) -> PathBuf {
        self.elsewhere.clone().unwrap_or_else(|| self.folder.path().join("data"))
    }

    /// The command that serves this world, not yet started.
    pub(crate) fn command(&self) -> Command {
        let mut command = Command::new(SHOAL);
        command.args(["serve", "--listen", "127.0.0.1:0", "--data-dir"]).arg(self.data());
        command.args(&self.flags).envs(self.environment.clone());
        command.env("SHOAL__LOG__FILTER", "warn");
        command
    }

    /// Starts the server and waits until it says where it is.
    pub(crate) fn run(&mut self) {
        let mut command = self.command();
        if is_split() {
            command.args(self.split());
        }
        let log = self.log_file();
        let mut child =
            command.stdout(Stdio::piped()).stderr(log).spawn().expect("the program starts");
        let lines = BufReader::new(child.stdout.take().expect("it is piped"));
        self.url = find_line(lines, "Shoal is at ")
            .unwrap_or_else(|| panic!("no address: {}", self.log()));
        self.child = Some(child);
    }

    /// What the server has logged so far.
    pub(crate) fn log(&self) -> String {
        std::fs::read_to_string(self.folder.path().join("server.log")).unwrap_or_default()
    }

    /// The process id of the server.
    pub(crate) fn pid(&self) -> u32 {
        self.child.as_ref().expect("it runs").id()
    }

    /// Takes a variable out of the environment of the next start.
    pub(crate) fn forget(&mut self, name: &str) {
        self.environment.retain(|(one, _)| one != name);
    }

    /// kill -9, at once.
    pub(crate) fn kill(&mut self) {
        for mut child in self.domains.drain(..).chain(self.child.take()) {
            drop(child.kill());
            drop(child.wait());
        }
    }

    /// Waits until the server has ended by itself; gives its exit code.
    pub(crate) fn wait(&mut self) -> Option<i32> {
        self.child.take()?.wait().ok()?.code()
    }

    /// Runs a `shoal` command against this site.
    pub(crate) fn shoal(&self, arguments: &[&str]) -> Output {
        let mut command = Command::new(SHOAL);
        command.args(arguments).arg("--data-dir").arg(self.data());
        command.output().expect("the program starts")
    }

    /// The same, which must succeed and print JSON.
    pub(crate) fn shoal_json(&self, arguments: &[&str]) -> Value {
        let output = self.shoal(arguments);
        let told = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(output.status.success(), "{arguments:?}: {told}\n{}", self.log());
        serde_json::from_slice(&output.stdout).expect("it prints JSON")
    }

    /// An account with an API token.
    pub(crate) fn account(&self, name: &str, role: &str) -> Account {
        let made = self.shoal_json(&["user", "add", name, "--role", role, "--json"]);
        assert!(made["user_id"].as_str().is_some_and(|id| !id.is_empty()), "{made}");
        Account { token: made["api_token"].as_str().expect("api_token").to_owned() }
    }

    /// GET without an account.
    pub(crate) fn get(&self, path: &str) -> Response {
        self.http.get(self.at(path)).send().expect("it answers")
    }

    /// GET as an account; the answer must be JSON.
    pub(crate) fn get_as(&self, who: &Account, path: &str) -> Value {
        let response = self.http.get(self.at(path)).bearer_auth(&who.token).send();
        let response = response.expect("it answers");
        let status = response.status();
        let text = response.text().expect("it has a body");
        assert!(status.is_success(), "{path}: {status} {text}");
        serde_json::from_str(&text).expect("it is JSON")
    }

    /// POST of JSON as an account.
    pub(crate) fn post_as(&self, who: &Account, path: &str, body: &Value) -> Response {
        let request = self.http.post(self.at(path)).bearer_auth(&who.token).json(body);
        request.send().expect("it answers")
    }

    pub(crate) fn at(&self, path: &str) -> String {
        if path.starts_with("http") { path.to_owned() } else { format!("{}{path}", self.url) }
    }

    /// Opens an upload of `size` bytes; gives its path and the video's id.
    pub(crate) fn open_upload(
        &self,
        who: &Account,
        title: &str,
        name: &str,
        size: usize,
    ) -> (String, String) {
        use base64::Engine as _;
        let word = |text: &str| base64::engine::general_purpose::STANDARD.encode(text);
        let metadata = format!("filename {},title {}", word(name), word(title));
        let response = self
            .http
            .post(self.at("/api/v1/uploads"))
            .bearer_auth(&who.token)
            .header("tus-resumable", "1.0.0")
            .header("upload-length", size)
            .header("upload-metadata", metadata)
            .send()
            .expect("it answers");
        let status = response.status();
        let header = |name: &str| {
            let value = response.headers().get(name).and_then(|value| value.to_str().ok());
            value.map(str::to_owned)
        };
        match (header("location"), header("shoal-video-id")) {
            (Some(location), Some(video)) if status == 201 => (location, video),
            _ => panic!("no upload: {status} {}", response.text().unwrap_or_default()),
        }
    }

    /// Sends bytes at an offset.
    pub(crate) fn patch(
        &self,
        who: &Account,
        upload: &str,
        offset: usize,
        bytes: Vec<u8>,
    ) -> Response {
        self.http
            .patch(self.at(upload))
            .bearer_auth(&who.token)
            .header("tus-resumable", "1.0.0")
            .header("upload-offset", offset)
            .header("content-type", "application/offset+octet-stream")
            .body(bytes)
            .send()
            .expect("it answers")
    }

    /// How much of an upload the server has.
    pub(crate) fn offset(&self, who: &Account, upload: &str) -> Option<usize> {
        let request = self.http.head(self.at(upload)).bearer_auth(&who.token);
        let response = request.header("tus-resumable", "1.0.0").send().ok()?;
        response.headers().get("upload-offset")?.to_str().ok()?.parse().ok()
    }

    /// Uploads bytes as a file of that name; gives the video's id.
    pub(crate) fn upload(&self, who: &Account, title: &str, name: &str, bytes: &[u8]) -> String {
        let (upload, video) = self.open_upload(who, title, name, bytes.len());
        let sent = self.patch(who, &upload, 0, bytes.to_vec());
        assert_eq!(sent.status(), 204, "{}", sent.text().unwrap_or_default());
        video
    }

    /// Waits until a video has left all states of work; gives its progress.
    pub(crate) fn settled(&self, who: &Account, video: &str) -> Value {
        let path = format!("/api/v1/videos/{video}/progress");
        let begun = Instant::now();
        loop {
            let now = self.get_as(who, &path);
            let state = now["state"].as_str().unwrap_or_default().to_owned();
            if ["published", "ready", "failed", "refused", "blocked"].contains(&state.as_str()) {
                return now;
            }
            assert!(begun.elapsed() < Duration::from_secs(120), "stuck: {now}\n{}", self.log());
            std::thread::sleep(Duration::from_millis(100));
        }
    }

    /// Opens a play session; gives the address of the master playlist.
    pub(crate) fn master(&self, who: &Account, video: &str) -> String {
        let path = format!("/api/v1/videos/{video}/sessions");
        let response = self.post_as(who, &path, &serde_json::json!({}));
        let status = response.status();
        let body: Value = response.json().expect("it is JSON");
        assert!(status.is_success(), "{status} {body}");
        self.at(body["master_url"].as_str().expect("master_url"))
    }
}

impl Drop for World {
    fn drop(&mut self) {
        self.kill();
        if std::thread::panicking() {
            let log = self.log();
            let tail: Vec<&str> = log.lines().rev().take(30).collect();
            let tail: Vec<&str> = tail.into_iter().rev().collect();
            drop(writeln!(std::io::stderr(), "── the server's last lines\n{}", tail.join("\n")));
        }
    }
}

/// An account that a test acts as.
#[derive(Clone)]
pub(crate) struct Account {
    pub(crate) token: String,
}

/// Reads until a process says what begins so, then keeps reading so that it never blocks.
pub(crate) fn find_line(
    mut lines: impl std::io::BufRead + Send + 'static,
    begin: &str,
) -> Option<String> {
    let mut line = String::new();
    while lines.read_line(&mut line).ok()? > 0 {
        if let Some(url) = line.trim().strip_prefix(begin) {
            let url = url.to_owned();
            std::thread::spawn(move || lines.lines().for_each(drop));
            return Some(url);
        }
        line.clear();
    }
    None
}

/// Makes a media file with ffmpeg from arguments that state exactly what it is.
pub(crate) fn make_media(path: &Path, arguments: &[&str]) {
    let made = Command::new("ffmpeg")
        .args(["-v", "error", "-nostdin", "-y"])
        .args(arguments)
        .arg(path)
        .output()
        .expect("ffmpeg is installed");
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
}

/// What ffprobe reads from an address or a file.
pub(crate) fn ffprobe(input: &str) -> Value {
    let wanted = "stream=codec_name,codec_type,width,height:format=duration";
    let read = Command::new("ffprobe")
        .args(["-v", "error", "-of", "json", "-show_entries", wanted])
        .arg(input)
        .output()
        .expect("ffprobe is installed");
    let told = String::from_utf8_lossy(&read.stderr).into_owned();
    assert!(read.status.success(), "{input}: {told}");
    serde_json::from_slice(&read.stdout).expect("it prints JSON")
}
