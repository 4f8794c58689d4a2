//! The live configuration's history in the data directory: one version a line, in JSON that a
//! person can read, synced before it is acknowledged. Processes that share the directory take turns
//! by a lock and look for each other's lines. It must not judge what a line says.

use crate::kernel::ports::config::{ConfigFault, ConfigStore, ConfigWork, Kept, Proposed, Version};
use crate::kernel::threads;
use rustix::fs::FlockOperation;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Write as _};
use std::os::unix::fs::{MetadataExt as _, OpenOptionsExt as _};
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, sync_channel};
use std::sync::{Arc, Weak};
use std::time::Duration;
use tokio::runtime::Handle;
use tokio::sync::watch;

/// The history below a data directory.
pub(super) struct History {
    place: Arc<HistoryFile>,
    io: Handle,
    /// Dropped with the history; the thread that looks for changes ends then.
    _watching: SyncSender<()>,
}

struct HistoryFile {
    folder: PathBuf,
    versions_max: usize,
    kept: watch::Sender<Arc<Kept>>,
}

/// What tells one state of the file from another.
type Stamp = Option<(u64, u64, i64, i64)>;

impl History {
    /// Reads the history and begins to look for what other processes add.
    ///
    /// # Errors
    /// What the file system says.
    pub(super) fn open(
        data: &Path,
        (versions_max, poll): (usize, Duration),
        io: Handle,
    ) -> io::Result<Self> {
        let folder = data.join("config");
        fs::create_dir_all(&folder)?;
        let (kept, _) = watch::channel(Arc::default());
        let place = Arc::new(HistoryFile { folder, versions_max, kept });
        let seen = place.look()?;
        let (sender, ended) = sync_channel(1);
        let watched = Arc::downgrade(&place);
        let run = move || watch_file(&watched, seen, poll, &ended);
        threads::start("config".to_owned(), run).map_err(io::Error::other)?;
        Ok(Self { place, io, _watching: sender })
    }
}

impl ConfigStore for History {
    fn watch(&self) -> watch::Receiver<Arc<Kept>> {
        self.place.kept.subscribe()
    }

    fn propose(&self, expected: u64, next: Version) -> ConfigWork<'_, Proposed> {
        let place = Arc::clone(&self.place);
        let done = self.io.spawn_blocking(move || place.append(expected, &next));
        Box::pin(async move {
            let done = done.await.map_err(|error| ConfigFault::Broken(error.to_string()))?;
            done.map_err(|error| match error.kind() {
                io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => ConfigFault::NoSpace,
                _ => ConfigFault::Broken(format!("it cannot be written: {error}")),
            })
        })
    }
}

/// Looks at the file again and again, until the history is dropped.
fn watch_file(place: &Weak<HistoryFile>, mut seen: Stamp, poll: Duration, ended: &Receiver<()>) {
    while ended.recv_timeout(poll) == Err(RecvTimeoutError::Timeout) {
        let Some(place) = place.upgrade() else { return };
        if stamp(&place.file()).ok() == Some(seen) {
            continue;
        }
        match place.look() {
            Ok(now) => seen = now,
            Err(error) => tracing::warn!(%error, "the history of settings could not be read"),
        }
    }
}

fn stamp(file: &Path) -> io::Result<Stamp> {
    match fs::metadata(file) {
        Ok(facts) => Ok(Some((facts.ino(), facts.len(), facts.mtime(), facts.mtime_nsec()))),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

impl HistoryFile {
    fn file(&self) -> PathBuf {
        self.folder.join("history.jsonl")
    }

    /// Waits for its turn; the turn ends when the file is dropped, also by a crash.
    fn turn(&self, how: FlockOperation) -> io::Result<File> {
        let path = self.folder.join("lock");
        let mut options = OpenOptions::new();
        let file = options.create(true).truncate(false).write(true).mode(0o600).open(path)?;
        rustix::fs::flock(&file, how)?;
        Ok(file)
    }

    /// Reads the file and tells whoever watches, if it says anything new.
    fn look(&self) -> io::Result<Stamp> {
        let _turn = self.turn(FlockOperation::LockShared)?;
        // Taken before the bytes: what comes in between is looked at again.
        let seen = stamp(&self.file())?;
        self.tell(self.read()?.kept);
        Ok(seen)
    }

    fn tell(&self, kept: Kept) {
        let kept = Arc::new(kept);
        self.kept.send_if_modified(|now| {
            let is_new = now.newest() != kept.newest()
                || now.damage != kept.damage
                || now.versions.len() != kept.versions.len();
            *now = kept;
            is_new
        });
    }

    fn read(&self) -> io::Result<Read> {
        match fs::read(self.file()) {
            Ok(bytes) => Ok(parse(&bytes, self.versions_max)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Read::default()),
            Err(error) => Err(error),
        }
    }

    fn append(&self, expected: u64, next: &Version) -> io::Result<Proposed> {
        let _turn = self.turn(FlockOperation::LockExclusive)?;
        let read = self.read()?;
        if read.kept.newest() != expected {
            self.tell(read.kept);
            return Ok(Proposed::Late);
        }
        let mut line = serde_json::to_vec(next).map_err(io::Error::other)?;
        line.push(b'\n');
        // Twice as many lines as are shown before the oldest are dropped: a rewrite is rare.
        if read.lines >= self.versions_max.saturating_mul(2) {
            self.rewrite(&read.kept)?;
        } else if read.torn_bytes > 0 {
            let file = OpenOptions::new().write(true).open(self.file())?;
            file.set_len(read.whole_bytes)?;
        }
        self.add(&line)?;
        self.tell(self.read()?.kept);
        Ok(Proposed::Made)
    }

    /// Adds a line and syncs it; what could not be written whole is taken back.
    fn add(&self, line: &[u8]) -> io::Result<()> {
        let mut options = OpenOptions::new();
        let mut file = options.create(true).append(true).mode(0o600).open(self.file())?;
        let before_bytes = file.metadata()?.len();
        let written = file.write_all(line).and_then(|()| file.sync_all());
        if written.is_err() {
            // If this fails too, the next reader finds a torn line and says so.
            drop(file.set_len(before_bytes));
        }
        written?;
        if before_bytes == 0 {
            File::open(&self.folder)?.sync_all()?;
        }
        Ok(())
    }

    /// Writes what is still shown beside the file, then in its place.
    fn rewrite(&self, kept: &Kept) -> io::Result<()> {
        let beside = self.folder.join("history.jsonl.part");
        let mut options = OpenOptions::new();
        let mut file = options.create(true).write(true).truncate(true).mode(0o600).open(&beside)?;
        for version in &kept.versions {
            let mut line = serde_json::to_vec(&**version).map_err(io::Error::other)?;
            line.push(b'\n');
            file.write_all(&line)?;
        }
        file.sync_all()?;
        fs::rename(&beside, self.file())?;
        File::open(&self.folder)?.sync_all()
    }
}

/// What a file says.
#[derive(Default)]
struct Read {
    kept: Kept,
    lines: usize,
    /// Up to the end of the last whole line.
    whole_bytes: u64,
    /// A line that was begun when its writer died.
    torn_bytes: usize,
}

fn parse(bytes: &[u8], versions_max: usize) -> Read {
    let whole = bytes.iter().rposition(|byte| *byte == b'\n').map_or(0, |at| at + 1);
    let mut read =
        Read { whole_bytes: whole as u64, torn_bytes: bytes.len() - whole, ..Read::default() };
    let mut damaged = Vec::new();
    for (at, line) in bytes[..whole].split(|byte| *byte == b'\n').enumerate() {
        if line.is_empty() {
            continue;
        }
        read.lines += 1;
        match serde_json::from_slice::<Version>(line) {
            Ok(version) if version.number > read.kept.newest() => {
                read.kept.versions.push(Arc::new(version));
            },
            Ok(version) => damaged.push(format!("line {} repeats {}", at + 1, version.number)),
            Err(error) => damaged.push(format!("line {}: {error}", at + 1)),
        }
    }
    if read.torn_bytes > 0 {
        damaged.push(format!("the last line ends after {} bytes", read.torn_bytes));
    }
    let surplus = read.kept.versions.len().saturating_sub(versions_max);
    read.kept.versions.drain(..surplus);
    read.kept.damage = (!damaged.is_empty()).then(|| damaged.join("; "));
    read
}
