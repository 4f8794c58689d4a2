//! The same site in one process and in one for each domain, under the same load: what a user's
//! request costs in CPU over all processes, and how long it takes.
#![expect(clippy::disallowed_methods, reason = "the program under measure is started as users do")]

use super::{Figure, median};
use crate::contract::TOPOLOGY;
use crate::kernel::clock;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

const CLIP: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/demo/bigbuckbunny-720p25-5s.mp4");
/// The front holds nobody back.
const LIMITS: &str =
    "[gateway]\nqps_per_ip = 1000000\nburst = 1000000\nconnections_per_ip_max = 4000\n";
const ROUNDS: usize = 3;
const REQUESTS: usize = 2000;
const CLIENTS: usize = 4;
/// The unit of CPU time in `/proc/PID/stat`, on every Linux that we run on.
const TICKS_PER_S: f64 = 100.0;

/// A site that runs in one or several processes, with a video to watch.
pub(super) struct Site {
    children: Vec<Child>,
    pub(super) address: String,
    pub(super) token: String,
    pub(super) video: String,
    program: PathBuf,
    data: PathBuf,
}

impl Drop for Site {
    fn drop(&mut self) {
        for child in &mut self.children {
            drop(child.kill());
            drop(child.wait());
        }
    }
}

pub(super) fn measure(shoal: &Path) -> Option<Vec<Figure>> {
    let (mut one, mut five) = (Vec::new(), Vec::new());
    let folder = tempfile::tempdir_in(".").ok()?;
    let (whole, split) = (folder.path().join("one"), folder.path().join("five"));
    let alone = Site::start(shoal, &whole, false)?;
    let apart = Site::start(shoal, &split, true)?;
    for _ in 0..ROUNDS {
        one.push(alone.load()?);
        five.push(apart.load()?);
    }
    let cpu = |figures: &[(f64, f64)]| median(figures.iter().map(|(cpu, _)| *cpu).collect());
    let p50 = |figures: &[(f64, f64)]| median(figures.iter().map(|(_, p50)| *p50).collect());
    let told = |figures: &[(f64, f64)]| {
        format!("CPU {:.0} µs, median {:.0} µs", cpu(figures), p50(figures))
    };
    Some(vec![Figure {
        what: format!(
            "play session over HTTP, one process against {} (each domain and the front)",
            TOPOLOGY.len() + 1
        ),
        ours: told(&one),
        anchor: format!("the same, split over TCP loopback: {}", told(&five)),
        ratio: format!(
            "{:.1}× less CPU, {:.1}× lower median",
            cpu(&five) / cpu(&one),
            p50(&five) / p50(&one)
        ),
        goal: "Service Weaver against gRPC services: 8.7×, 14.4×",
    }])
}

impl Site {
    /// The processes of the site.
    pub(super) fn pids(&self) -> Vec<u32> {
        self.children.iter().map(Child::id).collect()
    }

    pub(super) fn start(shoal: &Path, folder: &Path, is_split: bool) -> Option<Self> {
        Self::begin(shoal, folder, is_split, "")
    }

    /// In one process, with more settings of the front.
    pub(super) fn start_with(shoal: &Path, folder: &Path, settings: &str) -> Option<Self> {
        Self::begin(shoal, folder, false, settings)
    }

    /// With one domain in a process and a data folder of its own.
    pub(super) fn start_apart(
        shoal: &Path,
        folder: &Path,
        word: &str,
        settings: &str,
    ) -> Option<Self> {
        Self::start_placed(shoal, folder, &[word], settings)
    }

    /// With each of some domains in a process and a data folder of its own. The process of the
    /// others comes first.
    pub(super) fn start_placed(
        shoal: &Path,
        folder: &Path,
        apart: &[&str],
        settings: &str,
    ) -> Option<Self> {
        std::fs::create_dir_all(folder).ok()?;
        let data = folder.join("data");
        let mut site = Self::empty();
        let main = free_port()?;
        let ports = apart.iter().map(|_| free_port()).collect::<Option<Vec<_>>>()?;
        let words = TOPOLOGY.iter().map(|row| row.word);
        let rest: Vec<&str> = words.filter(|word| !apart.contains(word)).collect();
        // Where everybody else is, for one of the processes.
        let config = |own: &str| {
            let places = apart.iter().zip(&ports).map(|(word, port)| (*word, *port));
            let places = places.chain(rest.iter().map(|word| (*word, main)));
            let is_there = |word: &str| word == own || (own == "main" && rest.contains(&word));
            let rows: String = places
                .filter(|(word, _)| !is_there(word))
                .map(|(word, port)| format!("{word} = \"http://127.0.0.1:{port}\"\n"))
                .collect();
            let keys = data.join("keys");
            let file = folder.join(format!("{own}.toml"));
            let limits = if own == "main" { LIMITS } else { "" };
            let text = format!("{limits}{settings}[wire]\nkeys = {keys:?}\n[placement]\n{rows}");
            std::fs::write(&file, text).ok().map(|()| file)
        };
        let (only, listen) = (rest.join(",") + ",gateway", format!("127.0.0.1:{main}"));
        let flags = ["--only", &only, "--listen-grpc", &listen, "--listen", "127.0.0.1:0"];
        let url = site.spawn(shoal, (&data, &config("main")?), &flags, "Shoal is at ")?;
        url.trim().trim_start_matches("http://").clone_into(&mut site.address);
        for (word, port) in apart.iter().zip(&ports) {
            let listen = format!("127.0.0.1:{port}");
            let flags = ["--only", word, "--listen-grpc", &listen];
            let place = folder.join(format!("data of {word}"));
            site.spawn(shoal, (&place, &config(word)?), &flags, "Shoal hosts ")?;
        }
        site.fill(shoal, &data)?;
        Some(site)
    }

    fn empty() -> Self {
        Self {
            children: Vec::new(),
            address: String::new(),
            token: String::new(),
            video: String::new(),
            program: PathBuf::new(),
            data: PathBuf::new(),
        }
    }

    fn begin(shoal: &Path, folder: &Path, is_split: bool, settings: &str) -> Option<Self> {
        std::fs::create_dir_all(folder).ok()?;
        let data = folder.join("data");
        let mut site = Self::empty();
        let config = folder.join("site.toml");
        let mut text = LIMITS.to_owned() + settings;
        if is_split {
            text += "[placement]\n";
            let ports: Vec<u16> = TOPOLOGY.iter().filter_map(|_| free_port()).collect();
            for (word, port) in TOPOLOGY.iter().map(|row| row.word).zip(&ports) {
                text += &format!("{word} = \"http://127.0.0.1:{port}\"\n");
            }
            std::fs::write(&config, &text).ok()?;
            for (word, port) in TOPOLOGY.iter().map(|row| row.word).zip(&ports) {
                let listen = format!("127.0.0.1:{port}");
                let flags = ["--only", word, "--listen-grpc", &listen];
                site.spawn(shoal, (&data, &config), &flags, "Shoal hosts ")?;
            }
        }
        std::fs::write(&config, &text).ok()?;
        let front: &[&str] = if is_split { &["--only", "gateway"] } else { &[] };
        let flags = [front, &["--listen", "127.0.0.1:0"]].concat();
        let url = site.spawn(shoal, (&data, &config), &flags, "Shoal is at ")?;
        url.trim().trim_start_matches("http://").clone_into(&mut site.address);
        site.fill(shoal, &data)?;
        Some(site)
    }

    /// Makes an account and a video.
    fn fill(&mut self, shoal: &Path, data: &Path) -> Option<()> {
        let made = run(shoal, data, &["user", "add", "bench", "--role", "admin", "--json"])?;
        made["api_token"].as_str()?.clone_into(&mut self.token);
        let made = run(shoal, data, &["publish", CLIP, "--title", "Bench", "--wait", "--json"])?;
        made["video_id"].as_str()?.clone_into(&mut self.video);
        (self.program, self.data) = (shoal.to_owned(), data.to_owned());
        Some(())
    }

    /// Uploads one more video, and does not wait for it.
    pub(super) fn publish(&self) -> Option<String> {
        let arguments = ["publish", CLIP, "--title", "Bench", "--json"];
        let made = run(&self.program, &self.data, &arguments)?;
        Some(made["video_id"].as_str()?.to_owned())
    }

    /// What a path of the API says.
    pub(super) fn get(&self, path: &str) -> Option<serde_json::Value> {
        let mut stream = BufReader::new(TcpStream::connect(&self.address).ok()?);
        let request = format!(
            "GET {path} HTTP/1.1\r\nhost: {}\r\nauthorization: Bearer {}\r\n\r\n",
            self.address, self.token
        );
        stream.get_mut().write_all(request.as_bytes()).ok()?;
        serde_json::from_slice(&answer(&mut stream)?).ok()
    }

    fn spawn(
        &mut self,
        shoal: &Path,
        (data, config): (&Path, &Path),
        flags: &[&str],
        begin: &str,
    ) -> Option<String> {
        let mut command = Command::new(shoal);
        command.arg("serve").args(flags).arg("--config").arg(config).arg("--data-dir").arg(data);
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().ok()?;
        let mut line = String::new();
        BufReader::new(child.stdout.take()?).read_line(&mut line).ok()?;
        self.children.push(child);
        line.strip_prefix(begin).map(str::to_owned)
    }

    /// CPU µs per request over all processes, and the median time of a request in µs.
    fn load(&self) -> Option<(f64, f64)> {
        let before = self.cpu_s()?;
        let times: Vec<f64> = std::thread::scope(|scope| {
            let clients: Vec<_> = (0..CLIENTS).map(|_| scope.spawn(|| self.client())).collect();
            clients.into_iter().filter_map(|one| one.join().ok().flatten()).flatten().collect()
        });
        if times.len() != REQUESTS / CLIENTS * CLIENTS {
            return None;
        }
        let requests = f64::from(u32::try_from(times.len()).ok()?);
        Some(((self.cpu_s()? - before) * 1e6 / requests, median(times)))
    }

    /// Makes one more account; gives its API token.
    pub(super) fn account(&self, name: &str) -> Option<String> {
        Some(self.member(name)?.1)
    }

    /// Makes one more account; gives its id and its API token.
    pub(super) fn member(&self, name: &str) -> Option<(String, String)> {
        let arguments = ["user", "add", name, "--role", "viewer", "--json"];
        let made = run(&self.program, &self.data, &arguments)?;
        let field = |name: &str| Some(made[name].as_str()?.to_owned());
        Some((field("user_id")?, field("api_token")?))
    }

    /// Ends a site of one process as an operator does; gives the folder of its databases.
    pub(super) fn stop(&mut self) -> PathBuf {
        for mut child in self.children.drain(..) {
            if let Some(pid) =
                i32::try_from(child.id()).ok().and_then(rustix::process::Pid::from_raw)
            {
                let _ = rustix::process::kill_process(pid, rustix::process::Signal::TERM);
            }
            drop(child.wait());
        }
        self.data.join("db")
    }

    /// Starts it again with the same data, at a new address.
    pub(super) fn resume(&mut self) -> Option<()> {
        let (program, data) = (self.program.clone(), self.data.clone());
        let config = data.with_file_name("site.toml");
        let flags = ["--listen", "127.0.0.1:0"];
        let url = self.spawn(&program, (&data, &config), &flags, "Shoal is at ")?;
        url.trim().trim_start_matches("http://").clone_into(&mut self.address);
        Some(())
    }

    fn ask_session(&self, token: &str) -> String {
        format!(
            "POST /api/v1/videos/{}/sessions HTTP/1.1\r\nhost: {}\r\nauthorization: Bearer {}\r\n\
             content-type: application/json\r\ncontent-length: 2\r\n\r\n{{}}",
            self.video, self.address, token
        )
    }

    /// A new play session.
    pub(super) fn session(&self) -> Option<serde_json::Value> {
        self.session_of(&self.token)
    }

    /// The same, of the account whose token this is.
    pub(super) fn session_of(&self, token: &str) -> Option<serde_json::Value> {
        let mut stream = BufReader::new(TcpStream::connect(&self.address).ok()?);
        stream.get_mut().write_all(self.ask_session(token).as_bytes()).ok()?;
        serde_json::from_slice(&answer(&mut stream)?).ok()
    }

    fn client(&self) -> Option<Vec<f64>> {
        let mut stream = BufReader::new(TcpStream::connect(&self.address).ok()?);
        let request = self.ask_session(&self.token);
        let mut times = Vec::new();
        for _ in 0..REQUESTS / CLIENTS {
            let begun = clock::instant();
            stream.get_mut().write_all(request.as_bytes()).ok()?;
            answer(&mut stream)?;
            times.push(clock::instant().saturating_duration_since(begun).as_secs_f64() * 1e6);
        }
        Some(times)
    }

    /// CPU time of all processes so far, in seconds.
    pub(super) fn cpu_s(&self) -> Option<f64> {
        self.children.iter().map(|child| cpu_of(child.id())).sum()
    }
}

/// CPU time of a process so far, in seconds.
pub(super) fn cpu_of(pid: u32) -> Option<f64> {
    let stat = std::fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
    let rest = stat.rsplit_once(')')?.1;
    let fields: Vec<&str> = rest.split_whitespace().collect();
    // proc(5): utime and stime are fields 14 and 15, the name is the second.
    let ticks = |field: usize| fields.get(field - 3)?.parse::<f64>().ok();
    Some((ticks(14)? + ticks(15)?) / TICKS_PER_S)
}

/// Reads one answer, which must be a success.
fn answer(stream: &mut BufReader<TcpStream>) -> Option<Vec<u8>> {
    let mut body = vec![0; head(stream)?];
    stream.read_exact(&mut body).ok()?;
    Some(body)
}

/// Reads the head of an answer, which must be a success; gives the length of its body.
pub(super) fn head(stream: &mut BufReader<TcpStream>) -> Option<usize> {
    let (mut length, mut line) = (0, String::new());
    stream.read_line(&mut line).ok()?;
    let is_good = line.split(' ').nth(1)?.starts_with('2');
    loop {
        line.clear();
        stream.read_line(&mut line).ok()?;
        if let Some((name, value)) = line.split_once(':')
            && name.eq_ignore_ascii_case("content-length")
        {
            length = value.trim().parse().ok()?;
        }
        if line.trim().is_empty() {
            return is_good.then_some(length);
        }
    }
}

fn run(shoal: &Path, data: &Path, arguments: &[&str]) -> Option<serde_json::Value> {
    let output = Command::new(shoal).args(arguments).arg("--data-dir").arg(data).output().ok()?;
    serde_json::from_slice(&output.stdout).ok()
}

fn free_port() -> Option<u16> {
    Some(std::net::TcpListener::bind("127.0.0.1:0").ok()?.local_addr().ok()?.port())
}
