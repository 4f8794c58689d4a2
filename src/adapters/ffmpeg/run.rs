//! One caged run: starts it, listens to it, watches that it goes on, and ends it as a group.
//! It must not leave a process behind, whether it ends well, badly, or is dropped.

#![expect(
    clippy::disallowed_methods,
    reason = "the one place that starts the media tool, and times it on the machine's clock"
)]

use std::ffi::OsString;
use std::os::unix::process::ExitStatusExt as _;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process_group};
use tokio::io::{AsyncBufReadExt as _, AsyncRead, BufReader};
use tokio::process::{Child, Command};
use tokio::sync::watch;

use crate::adapters::cage::{CageLimits, CagePolicy};
use crate::kernel::ports::media::{Cancel, Flaw, MediaFault, Progress};

use super::complaint::Level;
use super::count::Count;
use super::outcome::Diagnostics;
use super::progress::ProgressReader;
use super::spawner::Spawner;

/// A line longer than this is read in pieces.
const LINE_BYTES_MAX: usize = 4096;
/// Log lines of one run; the rest is only counted.
const LOG_LINES_MAX: u64 = 100;
const FILES_MAX: u64 = 256;
const TICK: Duration = Duration::from_millis(200);

/// What to run, and its bounds.
pub(super) struct Job {
    pub(super) program: PathBuf,
    pub(super) args: Vec<OsString>,
    pub(super) read: Vec<PathBuf>,
    pub(super) write: Option<PathBuf>,
    pub(super) wall_ms_max: u64,
    /// Processor time; 0 for as much as all processors have in the wall time.
    pub(super) cpu_ms_max: u64,
    /// Set for runs that report progress.
    pub(super) stall_ms_max: Option<u64>,
    pub(super) file_bytes_max: u64,
    pub(super) memory_bytes_max: u64,
    pub(super) nice: u64,
    pub(super) cancel: Cancel,
}

/// A run that ended well.
#[derive(Clone, Copy, Debug)]
pub(super) struct Ended {
    pub(super) wall_ms: u64,
    pub(super) warnings: u64,
    /// What the tool said is wrong with the file, although it came to its end.
    pub(super) flaw: Option<Flaw>,
}

/// What is done with the lines of stdout.
pub(super) enum ProgressListener {
    Text { text: String, bytes_max: usize },
    Progress { reader: ProgressReader, last: Progress, to: watch::Sender<Progress> },
    Pictures(Count),
}

impl ProgressListener {
    pub(super) fn text(bytes_max: usize) -> ProgressListener {
        ProgressListener::Text { text: String::new(), bytes_max }
    }

    pub(super) fn progress(to: watch::Sender<Progress>) -> ProgressListener {
        ProgressListener::Progress {
            reader: ProgressReader::default(),
            last: Progress::default(),
            to,
        }
    }

    pub(super) fn pictures() -> ProgressListener {
        ProgressListener::Pictures(Count::default())
    }

    pub(super) fn into_text(self) -> String {
        if let ProgressListener::Text { text, .. } = self { text } else { String::new() }
    }

    pub(super) fn into_progress(self) -> Progress {
        if let ProgressListener::Progress { last, .. } = self { last } else { Progress::default() }
    }

    pub(super) fn into_pictures(self) -> Count {
        if let ProgressListener::Pictures(count) = self { count } else { Count::default() }
    }

    /// Takes a line; true when it shows that the run has come further.
    fn line(&mut self, line: &str) -> bool {
        match self {
            ProgressListener::Text { text, bytes_max } => {
                if text.len() + line.len() <= *bytes_max {
                    text.push_str(line);
                }
                true
            },
            ProgressListener::Progress { reader, last, to } => {
                let Some(now) = reader.line(line) else { return false };
                let further = now.out_time_ms > last.out_time_ms || now.frame > last.frame;
                *last = now;
                to.send_replace(now);
                further
            },
            ProgressListener::Pictures(count) => {
                count.line(line);
                true
            },
        }
    }
}

/// A child that is killed as a group when it goes out of sight.
struct Caged(Child);

impl Caged {
    fn kill(&self) {
        // A child that was waited for has no number any more, so no stranger is hit.
        let pid = self.0.id().and_then(|id| i32::try_from(id).ok()).and_then(Pid::from_raw);
        if let Some(pid) = pid {
            // It may have ended by itself in this moment.
            let _ = kill_process_group(pid, Signal::KILL);
        }
    }
}

impl Drop for Caged {
    fn drop(&mut self) {
        self.kill();
    }
}

/// Runs a job in the cage to its end.
pub(super) async fn run(
    shoal: &Path,
    spawner: &Spawner,
    mut job: Job,
    listener: &mut ProgressListener,
) -> Result<Ended, MediaFault> {
    if *job.cancel.borrow() {
        return Err(MediaFault::Cancelled);
    }
    check_paths(&job).await?;
    let started = Instant::now();
    let cpu_s_max = match job.cpu_ms_max {
        0 => cpu_s(job.wall_ms_max),
        most => most.div_ceil(1000).min(cpu_s(job.wall_ms_max)),
    };
    let tool = job.program.display().to_string();
    let command = command(shoal, &job, cpu_s_max);
    let child = spawner.spawn(command).await;
    let mut caged = Caged(child.map_err(|cause| MediaFault::CageUnavailable {
        cause: format!("{} cannot be started: {cause}", shoal.display()),
    })?);
    let mut complaints = Diagnostics::default();
    let beat = AtomicU64::new(0);
    let beaten = || beat.store(elapsed_ms(started), Ordering::Relaxed);
    let stdout = caged.0.stdout.take();
    let stderr = caged.0.stderr.take();
    let finish = async {
        let hear = lines(stdout, |line| {
            if listener.line(line) {
                beaten();
            }
        });
        let heed = lines(stderr, |line| note(&tool, &mut complaints, line));
        let (_, _, status) = tokio::join!(hear, heed, caged.0.wait());
        status
    };
    let broken = tokio::select! {
        status = finish => Ok(status),
        fault = watch_over(&beat, started, job.stall_ms_max, job.wall_ms_max) => Err(fault),
        () = cancelled(&mut job.cancel) => Err(MediaFault::Cancelled),
    };
    let status = match broken {
        Ok(Ok(status)) => status,
        Ok(Err(cause)) => return Err(MediaFault::CageUnavailable { cause: cause.to_string() }),
        Err(fault) => {
            caged.kill();
            let _ = caged.0.wait().await;
            return Err(fault);
        },
    };
    if status.success() {
        return Ok(Ended {
            wall_ms: elapsed_ms(started),
            warnings: complaints.warnings,
            flaw: complaints.known,
        });
    }
    Err(complaints.into_fault(&tool, status.code(), status.signal(), cpu_s_max))
}

/// The cage would refuse as well, but could not tell a lost file from a lost kernel feature.
async fn check_paths(job: &Job) -> Result<(), MediaFault> {
    for path in job.read.iter().chain(&job.write) {
        if tokio::fs::metadata(path).await.is_err() {
            let stderr_tail = format!("{} is not there", path.display());
            return Err(MediaFault::Failed { flaw: Flaw::Unusable, stderr_tail });
        }
    }
    Ok(())
}

fn command(shoal: &Path, job: &Job, cpu_s_max: u64) -> Command {
    let policy = CagePolicy {
        parent_pid: std::process::id(),
        read: job.read.clone(),
        write: job.write.clone(),
        limits: CageLimits {
            cpu_s_max,
            memory_bytes_max: job.memory_bytes_max,
            file_bytes_max: job.file_bytes_max,
            files_max: FILES_MAX,
            nice: job.nice,
        },
        program: job.program.clone(),
        args: job.args.clone(),
    };
    let mut command = Command::new(shoal);
    command
        .args(policy.to_args())
        .env_clear()
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .process_group(0)
        .kill_on_drop(true);
    command
}

/// As much processor time as all cores can spend in the wall time.
fn cpu_s(wall_ms_max: u64) -> u64 {
    let cores = std::thread::available_parallelism().map_or(1, |cores| cores.get() as u64);
    (wall_ms_max / 1000).max(1).saturating_mul(cores)
}

fn elapsed_ms(since: Instant) -> u64 {
    u64::try_from(since.elapsed().as_millis()).unwrap_or(u64::MAX)
}

/// Reads lines to the end; a damaged pipe counts as the end.
async fn lines(from: Option<impl AsyncRead + Unpin>, mut each: impl FnMut(&str)) {
    let Some(from) = from else { return };
    let mut reader = BufReader::with_capacity(LINE_BYTES_MAX, from);
    let mut open: Vec<u8> = Vec::new();
    loop {
        let Ok(bytes) = reader.fill_buf().await else { return };
        if bytes.is_empty() {
            break;
        }
        let end = bytes.iter().position(|byte| *byte == b'\n');
        let take = end.map_or(bytes.len(), |end| end + 1);
        open.extend_from_slice(&bytes[..take]);
        reader.consume(take);
        if end.is_some() || open.len() >= LINE_BYTES_MAX {
            each(&String::from_utf8_lossy(&open));
            open.clear();
        }
    }
    if !open.is_empty() {
        each(&String::from_utf8_lossy(&open));
    }
}

fn note(tool: &str, complaints: &mut Diagnostics, line: &str) {
    let found = complaints.take(line);
    if complaints.lines > LOG_LINES_MAX {
        return;
    }
    let (component, message) = (found.component, found.message);
    match found.level {
        Level::Info => tracing::debug!(tool, component, message, "media tool"),
        // About our own arguments, which have to please old releases too: no news to anybody.
        Level::Warning if message.contains("deprecated") => {
            tracing::debug!(tool, component, message, "media tool");
        },
        Level::Warning => tracing::info!(tool, component, message, "media tool warns"),
        Level::Error | Level::Fatal => {
            tracing::warn!(tool, component, message, "media tool complains");
        },
    }
}

/// Comes back only with a reason to end the run.
async fn watch_over(
    beat: &AtomicU64,
    started: Instant,
    stall_ms_max: Option<u64>,
    wall_ms_max: u64,
) -> MediaFault {
    loop {
        tokio::time::sleep(TICK).await;
        let now = elapsed_ms(started);
        if now >= wall_ms_max {
            return MediaFault::TimedOut { seconds: wall_ms_max / 1000 };
        }
        let still_ms = now.saturating_sub(beat.load(Ordering::Relaxed));
        if stall_ms_max.is_some_and(|most| still_ms >= most) {
            return MediaFault::Hung { seconds: still_ms / 1000 };
        }
    }
}

/// A cancel handle whose owner is gone can no longer cancel.
async fn cancelled(cancel: &mut Cancel) {
    if cancel.wait_for(|stop| *stop).await.is_err() {
        std::future::pending::<()>().await;
    }
}
