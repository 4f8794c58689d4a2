//! What sending media costs: bytes per second of CPU for one segment over 16 connections, beside
//! nginx with `sendfile` and a bare actix server that holds the same bytes.
#![expect(clippy::disallowed_methods, reason = "servers and clients run as users run them")]

use super::Figure;
use super::split::{Site, cpu_of, head};
use crate::adapters::ffmpeg::locate;
use crate::kernel::clock;
use actix_web::{App, HttpResponse, HttpServer, web};
use bytes::Bytes;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

const CONNECTIONS: usize = 16;
const TIME: Duration = Duration::from_secs(4);
const ROUNDS: usize = 3;
/// Of nginx.
const WORKERS: usize = 2;
/// Tells this program to be the bare server, with this file.
const BARE_FILE: &str = "SHOAL_BENCH_BARE_FILE";

/// A server with one file.
pub(super) struct FileServer {
    child: Child,
    pub(super) address: String,
    pub(super) path: String,
    /// Whose CPU counts.
    pub(super) pids: Vec<u32>,
}

impl Drop for FileServer {
    fn drop(&mut self) {
        // nginx ends its workers when it is asked to.
        if let Some(pid) =
            i32::try_from(self.child.id()).ok().and_then(rustix::process::Pid::from_raw)
        {
            let _ = rustix::process::kill_process(pid, rustix::process::Signal::TERM);
        }
        drop(self.child.wait());
    }
}

/// Is the bare server, if this process was started as one.
pub(super) fn serve_bare() -> Option<std::io::Result<()>> {
    let file = std::env::var_os(BARE_FILE)?;
    Some(actix_web::rt::System::new().block_on(async {
        let bytes = Bytes::from(std::fs::read(file)?);
        let server = HttpServer::new(move || {
            let bytes = bytes.clone();
            App::new().route(
                "/segment",
                web::get().to(move || {
                    let bytes = bytes.clone();
                    async { HttpResponse::Ok().content_type("video/mp4").body(bytes) }
                }),
            )
        });
        let server = server.bind("127.0.0.1:0")?;
        for address in server.addrs() {
            writeln!(std::io::stdout(), "{address}")?;
        }
        server.run().await
    }))
}

pub(super) fn measure(shoal: &Path) -> Option<Vec<Figure>> {
    let folder = tempfile::tempdir_in("/tmp").ok()?;
    let hot = Site::start(shoal, &folder.path().join("hot"), false)?;
    let cold_settings = "segment_cache_bytes_max = 0\n";
    let cold = Site::start_with(shoal, &folder.path().join("cold"), cold_settings)?;
    let (hot_path, cold_path) = (segment_of(&hot)?, segment_of(&cold)?);
    let bytes = get(&mut connect(&hot.address)?, &hot.address, &hot_path)?;
    let file = folder.path().join("segment");
    std::fs::write(&file, &bytes).ok()?;
    let bare = bare(&file)?;
    let nginx = nginx(folder.path(), &file);
    let mut figures = [const { Vec::new() }; 4];
    for _ in 0..ROUNDS {
        let sites = [(&hot, &hot_path), (&cold, &cold_path)];
        for (found, (site, path)) in figures.iter_mut().zip(sites) {
            found.push(rate(&site.address, path, &site.pids())?);
        }
        figures[2].push(rate(&bare.address, &bare.path, &bare.pids)?);
        if let Some(nginx) = &nginx {
            figures[3].push(rate(&nginx.address, &nginx.path, &nginx.pids)?);
        }
    }
    let [hot, cold, bare, nginx] =
        figures.map(|found| (!found.is_empty()).then(|| super::median(found)));
    let (hot, cold, bare) = (hot?, cold?, bare?);
    let told = |rate: Option<f64>| match rate {
        Some(rate) => format!("{:.2} GB per CPU-second", rate / 1e9),
        None => "not installed".to_owned(),
    };
    let against = |ours: f64, other: Option<f64>| match other {
        Some(other) => format!("{:.2}", ours / other),
        None => "–".to_owned(),
    };
    let what = format!("one segment of {} KB over {CONNECTIONS} connections", bytes.len() / 1000);
    let figure = |state: &str, ours: f64, name: &str, other: Option<f64>, goal| Figure {
        what: format!("{what}, {state}"),
        ours: told(Some(ours)),
        anchor: format!("{name}: {}", told(other)),
        ratio: against(ours, other),
        goal,
    };
    Some(vec![
        figure("kept open", hot, "bare actix with `Bytes`", Some(bare), "≥ 0.9"),
        figure("kept open", hot, "nginx with `sendfile`", nginx, "≥ 1.1"),
        figure("opened each time", cold, "nginx with `sendfile`", nginx, "≥ 0.6"),
    ])
}

/// The path of the largest segment of a site's video.
fn segment_of(site: &Site) -> Option<String> {
    let session = site.session()?;
    let master = session["master_url"].as_str()?;
    let folder = master.rsplit_once('/')?.0;
    let mut stream = connect(&site.address)?;
    let mut text = |path: &str| String::from_utf8(get(&mut stream, &site.address, path)?).ok();
    let playlists = lines(&text(master)?);
    let mut paths = Vec::new();
    for playlist in playlists {
        let path = format!("{folder}/{playlist}");
        let folder = path.rsplit_once('/')?.0.to_owned();
        paths.extend(lines(&text(&path)?).into_iter().map(|name| format!("{folder}/{name}")));
    }
    let sized = paths.into_iter().filter_map(|path| {
        let size = get(&mut connect(&site.address)?, &site.address, &path)?.len();
        Some((size, path))
    });
    sized.max().map(|(_, path)| path)
}

/// What a playlist names.
fn lines(playlist: &str) -> Vec<String> {
    playlist
        .lines()
        .filter(|line| !line.is_empty() && !line.starts_with('#'))
        .map(str::to_owned)
        .collect()
}

pub(super) fn bare(file: &Path) -> Option<FileServer> {
    let program = std::env::current_exe().ok()?;
    let mut child =
        Command::new(program).env(BARE_FILE, file).stdout(Stdio::piped()).spawn().ok()?;
    let mut address = String::new();
    BufReader::new(child.stdout.take()?).read_line(&mut address).ok()?;
    let pids = vec![child.id()];
    Some(FileServer {
        child,
        address: address.trim().to_owned(),
        path: "/segment".to_owned(),
        pids,
    })
}

/// None where it is not installed.
fn nginx(folder: &Path, file: &Path) -> Option<FileServer> {
    let search = std::env::var_os("PATH").unwrap_or_default();
    let program = locate("nginx", &search).or_else(|| Some(PathBuf::from("/usr/sbin/nginx")))?;
    let port = TcpListener::bind("127.0.0.1:0").ok()?.local_addr().ok()?.port();
    let config = folder.join("nginx.conf");
    let base = folder.display();
    let text = format!(
        "daemon off; worker_processes {WORKERS}; pid {base}/nginx.pid;\n\
         error_log {base}/error.log;\n\
         user root;\n\
         events {{ worker_connections 512; }}\n\
         http {{ access_log off; sendfile on; tcp_nopush on; keepalive_requests 1000000;\n\
         client_body_temp_path {base}; proxy_temp_path {base}; fastcgi_temp_path {base};\n\
         uwsgi_temp_path {base}; scgi_temp_path {base}; open_file_cache max=100;\n\
         server {{ listen 127.0.0.1:{port}; location = /segment {{ alias {}; }} }} }}\n",
        file.display()
    );
    std::fs::write(&config, text).ok()?;
    let mut command = Command::new(program);
    let child = command.arg("-c").arg(&config).stderr(Stdio::null()).spawn().ok()?;
    let pid = child.id();
    let mut server = FileServer {
        child,
        address: format!("127.0.0.1:{port}"),
        path: "/segment".to_owned(),
        pids: vec![pid],
    };
    for _ in 0..50 {
        let children = std::fs::read_to_string(format!("/proc/{pid}/task/{pid}/children"));
        let children = children.unwrap_or_default();
        // It listens before it has workers, and these do the work.
        if children.split_whitespace().count() == WORKERS && connect(&server.address).is_some() {
            server
                .pids
                .extend(children.split_whitespace().filter_map(|pid| pid.parse::<u32>().ok()));
            return Some(server);
        }
        std::thread::sleep(Duration::from_millis(20));
    }
    None
}

/// Bytes per second of CPU of some processes.
pub(super) fn rate(address: &str, path: &str, pids: &[u32]) -> Option<f64> {
    let cpu = || pids.iter().copied().map(cpu_of).sum::<Option<f64>>();
    get(&mut connect(address)?, address, path)?;
    let before = cpu()?;
    let until = clock::instant() + TIME;
    let bytes: usize = std::thread::scope(|scope| {
        let take = || {
            let mut stream = connect(address)?;
            let mut taken = 0;
            while clock::instant() < until {
                taken += skip(&mut stream, address, path)?;
            }
            Some(taken)
        };
        let clients: Vec<_> = (0..CONNECTIONS).map(|_| scope.spawn(take)).collect();
        clients.into_iter().filter_map(|client| client.join().ok()?).sum()
    });
    Some(f64::from(u32::try_from(bytes / 1000).ok()?) * 1e3 / (cpu()? - before))
}

pub(super) fn connect(address: &str) -> Option<BufReader<TcpStream>> {
    Some(BufReader::with_capacity(256 << 10, TcpStream::connect(address).ok()?))
}

/// Asks for a file; gives its length.
fn ask(stream: &mut BufReader<TcpStream>, host: &str, path: &str) -> Option<usize> {
    let request = format!("GET {path} HTTP/1.1\r\nhost: {host}\r\n\r\n");
    stream.get_mut().write_all(request.as_bytes()).ok()?;
    head(stream)
}

pub(super) fn get(stream: &mut BufReader<TcpStream>, host: &str, path: &str) -> Option<Vec<u8>> {
    let mut body = vec![0; ask(stream, host, path)?];
    stream.read_exact(&mut body).ok()?;
    Some(body)
}

/// Takes a file without keeping it, so that the client costs little.
fn skip(stream: &mut BufReader<TcpStream>, host: &str, path: &str) -> Option<usize> {
    let length = ask(stream, host, path)?;
    let mut left = length;
    while left > 0 {
        let read = stream.fill_buf().ok()?.len().min(left);
        if read == 0 {
            return None;
        }
        stream.consume(read);
        left -= read;
    }
    Some(length)
}
