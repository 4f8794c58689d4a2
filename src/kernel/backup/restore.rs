//! The way back: a site, or one domain of it, from a backup that is read whole and compared before
//! anything counts. It must not touch a site that runs, nor leave a half that looks like a whole.

use super::files::{self, told};
use super::manifest::{Database, Manifest, compare, verify};
use super::take::bring;
use super::{BLOBS, Complaint, DATABASES, Done};
use crate::kernel::capability::Key;
use crate::kernel::db::copy::Side;
use crate::kernel::db::{FileSnapshot, Settings};
use std::fs;
use std::path::{Path, PathBuf};

/// Lies in a data folder while it is being restored.
const MARK: &str = "RESTORING";

/// What is restored, and where to.
pub(crate) struct Order<'a> {
    pub(crate) backup: &'a Path,
    pub(crate) data: &'a Path,
    /// One domain into a site that stands still; all of a site otherwise.
    pub(crate) only: Option<&'a str>,
    /// The domains that this program has.
    pub(crate) known: Vec<&'static str>,
    pub(crate) storage: &'a Settings,
    pub(crate) now_ms: i64,
}

/// Whether a restore into this data folder was begun and did not end.
pub(crate) fn is_unfinished(data: &Path) -> bool {
    data.join(MARK).exists()
}

/// Restores. Every domain counts on from a number that it cannot have given before.
///
/// # Errors
/// A backup that is not whole or too new, a target that has something already; what was begun is
/// removed.
pub(crate) fn restore(key: &Key, order: &Order<'_>) -> Done<Manifest> {
    if is_unfinished(order.data) {
        return Err(Complaint(format!(
            "an earlier restore into {} did not end: remove that folder, and restore again",
            order.data.display()
        )));
    }
    let manifest = verify(order.backup)?;
    manifest.check_age()?;
    let strange = manifest.databases.iter().find(|one| !order.known.contains(&&*one.domain));
    if let Some(Database { domain, .. }) = strange {
        let text = format!("this program has no domain {domain}: a newer one took the backup");
        return Err(Complaint(text));
    }
    match order.only {
        Some(word) => restore_domain(key, order, &manifest, word)?,
        None => restore_site(key, order, &manifest)?,
    }
    Ok(manifest)
}

fn restore_site(key: &Key, order: &Order<'_>, manifest: &Manifest) -> Done<()> {
    let data = files::empty_folder(order.data, "a restored site")?;
    let mark = data.join(MARK);
    let begun = format!("A restore from {} is under way here.\n", order.backup.display());
    files::write_whole(&mark, begun.as_bytes())?;
    let filled = fill(key, order, manifest, &data);
    if filled.is_err() {
        files::clear_out(&data);
        return filled;
    }
    fs::remove_file(&mark).map_err(|error| told(&mark, &error))?;
    files::sync_folder(&data)
}

fn fill(key: &Key, order: &Order<'_>, manifest: &Manifest, data: &Path) -> Done<()> {
    for piece in manifest.small.iter().chain(&manifest.blobs) {
        // What was copied may grow again, whatever somebody made of its permissions since.
        bring(order.backup, data, &piece.path, piece.is_linked)?;
        compare(data, piece)?;
    }
    files::make_folder(data, &data.join(DATABASES))?;
    for database in &manifest.databases {
        let path = data.join(&database.file.path);
        bring_database(order, database, &path)?;
        begin_anew(key, order, database, &path)?;
    }
    files::sync_tree(data)
}

/// Brings a database over and reads it there, before anybody has written to it.
fn bring_database(order: &Order<'_>, database: &Database, path: &Path) -> Done<()> {
    let from = order.backup.join(&database.file.path);
    fs::copy(&from, path).map_err(|error| told(path, &error))?;
    let open = std::os::unix::fs::PermissionsExt::from_mode(0o600);
    fs::set_permissions(path, open).map_err(|error| told(path, &error))?;
    let (size, sha256) = files::print(path)?;
    if size != database.file.size_bytes || sha256 != database.file.sha256 {
        return Err(Complaint(format!("{} was not written as it was read", path.display())));
    }
    database.check(path)
}

/// Brings the schema to that of this program, and lets the log count from a new place.
fn begin_anew(key: &Key, order: &Order<'_>, database: &Database, path: &Path) -> Done<()> {
    let side = Side::sqlite(key, path, &database.domain, order.storage)?;
    let first = side.begin_anew(order.now_ms)?;
    drop(side);
    tracing::info!(domain = database.domain, first, "a restored log counts on from here");
    let synced = fs::File::open(path).and_then(|file| file.sync_all());
    synced.map_err(|error| told(path, &error))?;
    match FileSnapshot::open(path, std::time::Duration::ZERO)?.complaint() {
        Some(complaint) => Err(Complaint(format!("{}: {complaint}", path.display()))),
        None => Ok(()),
    }
}

/// One domain: its blobs first, its database under another name, and the name at the very end.
fn restore_domain(key: &Key, order: &Order<'_>, manifest: &Manifest, word: &str) -> Done<()> {
    let found = manifest.databases.iter().find(|one| one.domain == word);
    let database = found.ok_or_else(|| Complaint(format!("the backup has no domain {word}")))?;
    let data = order.data.canonicalize().map_err(|error| told(order.data, &error))?;
    let path = data.join(&database.file.path);
    for end in ["", "-wal", "-shm"] {
        let there = sibling(&path, end);
        if there.exists() {
            let place = there.display();
            return Err(Complaint(format!(
                "{place} is there already: stop the site, and move {word}.db, {word}.db-wal and \
                 {word}.db-shm to another folder first"
            )));
        }
    }
    files::make_folder(&data, &data.join(DATABASES))?;
    // The lock of this name is that of the domain: a site that runs is found out here.
    let beside = path.with_extension("restoring");
    drop(fs::remove_file(&beside));
    let brought = bring_database(order, database, &beside)
        .and_then(|()| begin_anew(key, order, database, &beside))
        .and_then(|()| bring_blobs(order, manifest, &data, word));
    if let Err(complaint) = brought {
        drop(fs::remove_file(&beside));
        return Err(complaint);
    }
    fs::rename(&beside, &path).map_err(|error| told(&path, &error))?;
    files::sync_tree(&data.join(DATABASES))
}

/// The blobs of one domain; those that are as they were stay.
fn bring_blobs(order: &Order<'_>, manifest: &Manifest, data: &Path, word: &str) -> Done<()> {
    let ours = format!("{BLOBS}/{word}/");
    for piece in manifest.blobs.iter().filter(|piece| piece.path.starts_with(&ours)) {
        if compare(data, piece).is_ok() {
            continue;
        }
        // What grew since then goes back to what the rows say.
        let place = data.join(&piece.path);
        if place.symlink_metadata().is_ok() {
            fs::remove_file(&place).map_err(|error| told(&place, &error))?;
        }
        bring(order.backup, data, &piece.path, piece.is_linked)?;
        compare(data, piece)?;
    }
    let folder = data.join(BLOBS).join(word);
    if folder.is_dir() { files::sync_tree(&folder) } else { Ok(()) }
}

fn sibling(path: &Path, end: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(end);
    name.into()
}
