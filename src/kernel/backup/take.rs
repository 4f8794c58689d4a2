//! Takes a backup: all writers stand still until every database has a snapshot of that moment, and
//! go on; what the snapshots see is copied then. It must not leave a writer held.

use super::files::{self, Piece};
use super::manifest::{Database, Manifest};
use super::{BLOBS, Complaint, DATABASES, Done, SMALL, Settings};
use crate::kernel::clock::{self, Clock};
use crate::kernel::db::{Gate, Hold, Snapshot, Vault};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Duration;
use tokio::sync::RwLock;

/// What a backup is taken of.
#[derive(Clone)]
pub(crate) struct Plan {
    pub(crate) data: PathBuf,
    /// The databases of all domains.
    pub(crate) vaults: Vec<Vault>,
    /// Domains that another process hosts; there must be none.
    pub(crate) elsewhere: Vec<&'static str>,
    /// Held while blobs are brought over, so that none is removed.
    pub(crate) removals: Arc<RwLock<()>>,
    pub(crate) contract: String,
    pub(crate) clock: Clock,
    pub(crate) settings: Settings,
}

/// How far it is, for whoever looks.
#[derive(Default)]
pub(super) struct CopyPace {
    pub(super) files: AtomicU64,
    pub(super) bytes: AtomicU64,
    pub(super) is_stopped: AtomicBool,
}

/// A backup that is whole.
#[derive(Debug, Clone)]
pub(crate) struct TakenBackup {
    pub(crate) at_ms: i64,
    pub(crate) barrier_us: u64,
    pub(crate) bytes: u64,
    /// Those that share the bytes of the site's own files.
    pub(crate) linked: u64,
}

/// All databases at one moment.
pub(super) struct Moment {
    pub(super) snapshots: Vec<(&'static str, Snapshot)>,
    at_ms: i64,
    barrier_us: u64,
}

/// Holds all writers, gives every database a snapshot of that moment, and lets them go on. `seen`
/// hears of each snapshot while all stand still.
///
/// # Errors
/// A database that no snapshot is to be had of, or a writer that is busy for too long: all go on
/// then.
pub(super) fn moment(
    vaults: &[Vault],
    (clock, settings): (&Clock, &Settings),
    mut seen: impl FnMut(&'static str),
) -> Done<Moment> {
    let most = Duration::from_millis(settings.barrier_ms_max);
    let mut opened = Vec::new();
    for vault in vaults {
        let (gate, snapshot) = vault.open(most)?;
        opened.push((vault.word, gate, snapshot));
    }
    let begun = clock::instant();
    let too_long = |word: &str| {
        Complaint(format!(
            "the writer of {word} was busy for {} ms, and nobody was held any longer: try again \
             when the site is quieter, or raise [backup] barrier_ms_max",
            settings.barrier_ms_max
        ))
    };
    let hold = |word: &str, gate: &Arc<Gate>| -> Done<Hold> {
        gate.hold(begun + most).ok_or_else(|| too_long(word))
    };
    // Two rounds: no snapshot may be older than the last hold.
    let holds: Done<Vec<Hold>> = opened.iter().map(|(word, gate, _)| hold(word, gate)).collect();
    let holds = holds?;
    let at_ms = clock.now_ms();
    let mut snapshots = Vec::new();
    for (word, _, snapshot) in opened {
        snapshot.begin(clock::remaining(begun + most))?;
        if clock::instant() > begun + most {
            return Err(too_long(word));
        }
        seen(word);
        snapshots.push((word, snapshot));
    }
    drop(holds);
    let stood = clock::instant().saturating_duration_since(begun);
    let barrier_us = u64::try_from(stood.as_micros()).unwrap_or(u64::MAX);
    Ok(Moment { snapshots, at_ms, barrier_us })
}

/// Takes a backup into a folder that is new or empty. What was begun is removed when it fails.
pub(super) fn take(plan: &Plan, to: &Path, pace: &CopyPace) -> Done<TakenBackup> {
    if let Some(word) = plan.elsewhere.first() {
        return Err(Complaint(format!(
            "{word} is hosted by another process, and one moment of all domains can only be had \
             where all of them run: stop both, start one process with the data of all (`shoal \
             serve` without --only and [placement]), and back that up"
        )));
    }
    // Asked before anything is made: a domain that cannot be read leaves no folder behind.
    for vault in &plan.vaults {
        drop(vault.open(Duration::ZERO)?);
    }
    refuse_inside(&plan.data, to)?;
    let folder = files::empty_folder(to, "a backup")?;
    let taken = fill(plan, &folder, pace);
    if taken.is_err() {
        files::clear_out(&folder);
    }
    taken
}

/// A backup in the data folder would be lost with it, and would back itself up.
fn refuse_inside(data: &Path, to: &Path) -> Done<()> {
    let whole = |path: &Path| path.canonicalize().map_err(|error| files::told(path, &error));
    let target = match (to.canonicalize(), to.parent()) {
        (Ok(target), _) => target,
        (Err(_), Some(above)) => whole(above)?,
        (Err(error), None) => return Err(files::told(to, &error)),
    };
    if target.starts_with(whole(data)?) {
        return Err(Complaint(format!(
            "{} lies in the data folder {}, and would be lost with it: name a folder elsewhere",
            to.display(),
            data.display()
        )));
    }
    Ok(())
}

fn fill(plan: &Plan, folder: &Path, pace: &CopyPace) -> Done<TakenBackup> {
    let paused = plan.removals.blocking_write();
    let moment = moment(&plan.vaults, (&plan.clock, &plan.settings), |word| {
        tracing::debug!(domain = word, "a snapshot was opened");
    })?;
    let (at_ms, barrier_us) = (moment.at_ms, moment.barrier_us);
    let mut manifest = Manifest::new(&plan.contract, at_ms, barrier_us);
    tracing::info!(at_ms, barrier_us, "a backup has its moment, and all writers go on");
    let goes_on = || !pace.is_stopped.load(Ordering::Relaxed);
    files::make_folder(folder, &folder.join(DATABASES))?;
    for (word, snapshot) in moment.snapshots {
        let path = format!("{DATABASES}/{word}.db");
        let facts = snapshot.copy(&folder.join(&path), &goes_on)?;
        // The log of a database grows as long as somebody looks at an old moment of it.
        drop(snapshot);
        let piece = piece(folder, path, false, pace)?;
        let database = Database::of(word, piece, facts);
        database.check(&folder.join(&database.file.path))?;
        manifest.databases.push(database);
    }
    let mut blobs = Vec::new();
    for path in blob_paths(&plan.data)? {
        let is_linked = bring(&plan.data, folder, &path, true)?;
        blobs.push((path, is_linked));
    }
    drop(paused);
    for small in SMALL {
        let mut found = Vec::new();
        files::walk(&plan.data, small, &mut found)?;
        for path in found {
            let is_linked = bring(&plan.data, folder, &path, false)?;
            manifest.small.push(piece(folder, path, is_linked, pace)?);
        }
    }
    for (path, is_linked) in blobs {
        if !goes_on() {
            return Err(Complaint("the server stops".to_owned()));
        }
        manifest.blobs.push(piece(folder, path, is_linked, pace)?);
    }
    files::sync_tree(folder)?;
    manifest.write(folder)?;
    if let Some(above) = folder.parent() {
        files::sync_folder(above)?;
    }
    let linked = manifest.pieces().filter(|piece| piece.is_linked).count() as u64;
    let bytes = pace.bytes.load(Ordering::Relaxed);
    Ok(TakenBackup { at_ms, barrier_us, bytes, linked })
}

/// The blobs of all domains; not those that are under way or are copies of another process's.
fn blob_paths(data: &Path) -> Done<Vec<String>> {
    let mut found = Vec::new();
    // The folder itself may be a link to a bigger disk.
    let root = data.join(BLOBS).canonicalize().map_err(|error| files::told(data, &error))?;
    files::walk(&root, "", &mut found)?;
    found.retain(|path| !path.starts_with("copies-") && !path.ends_with(".part"));
    Ok(found.into_iter().map(|path| format!("{BLOBS}/{path}")).collect())
}

pub(super) fn bring(from: &Path, to: &Path, path: &str, may_link: bool) -> Done<bool> {
    let target = to.join(path);
    if let Some(above) = target.parent() {
        files::make_folder(to, above)?;
    }
    files::bring(&from.join(path), &target, may_link)
}

fn piece(folder: &Path, path: String, is_linked: bool, pace: &CopyPace) -> Done<Piece> {
    let (size_bytes, sha256) = files::print(&folder.join(&path))?;
    pace.files.fetch_add(1, Ordering::Relaxed);
    pace.bytes.fetch_add(size_bytes, Ordering::Relaxed);
    Ok(Piece { path, size_bytes, sha256, is_linked })
}

/// What all databases hold at one moment; without the barrier, if a test wants to see it missing.
#[cfg(test)]
pub(crate) fn at_one_moment(
    vaults: &[Vault],
    (clock, settings): (&Clock, &Settings),
    has_barrier: bool,
    seen: impl FnMut(&'static str),
) -> Done<Vec<std::collections::BTreeMap<String, u64>>> {
    use crate::kernel::inject::{InjectedFault, inject};
    inject((!has_barrier).then_some(InjectedFault::MissBarrier));
    let moment = moment(vaults, (clock, settings), seen);
    inject(None);
    let rows = |(_, snapshot): (_, Snapshot)| Ok(snapshot.rows()?);
    moment?.snapshots.into_iter().map(rows).collect()
}

/// Takes a backup on this thread.
#[cfg(test)]
pub(crate) fn take_now(plan: &Plan, to: &Path) -> Done<TakenBackup> {
    take(plan, to, &CopyPace::default())
}
