//! What a backup says of itself, written last: without it, or with a file that is not as it says,
//! nothing is a backup. It must not trust a path that it reads.

use super::files::{self, Piece, is_plain};
use super::{Complaint, Done};
use crate::kernel::db::{Facts, FileSnapshot, knows_step};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use std::collections::BTreeMap;
use std::path::Path;

/// The layout of backups that this program writes and reads.
const VERSION: u32 = 1;
pub(super) const NAME: &str = "manifest.json";

/// The database of one domain.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Database {
    pub(crate) domain: String,
    pub(crate) file: Piece,
    /// The highest position that its log has given.
    pub(crate) newest_position: u64,
    pub(crate) rows: BTreeMap<String, u64>,
    /// What its schema has taken.
    pub(crate) steps: Vec<String>,
}

/// A backup.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Manifest {
    /// The layout of the backup.
    pub(crate) version: u32,
    /// The version of the program that wrote it.
    pub(crate) program: String,
    /// The fingerprint of the contracts that it spoke.
    pub(crate) contract: String,
    /// The one moment.
    pub(crate) at_ms: i64,
    /// How long all writers stood still for it.
    pub(crate) barrier_us: u64,
    pub(crate) databases: Vec<Database>,
    /// Live settings and keys.
    pub(crate) small: Vec<Piece>,
    pub(crate) blobs: Vec<Piece>,
}

/// A manifest as it lies on the disk.
#[derive(Serialize, Deserialize)]
struct Sealed {
    /// SHA-256 of the rest, so that a slip of a hand is seen.
    seal: String,
    backup: serde_json::Value,
}

impl Manifest {
    pub(super) fn new(contract: &str, at_ms: i64, barrier_us: u64) -> Self {
        Self {
            version: VERSION,
            program: env!("CARGO_PKG_VERSION").to_owned(),
            contract: contract.to_owned(),
            at_ms,
            barrier_us,
            databases: Vec::new(),
            small: Vec::new(),
            blobs: Vec::new(),
        }
    }

    /// Writes it, which makes the folder a backup.
    pub(super) fn write(&self, folder: &Path) -> Done<()> {
        let broken = |error: serde_json::Error| Complaint(format!("the manifest: {error}"));
        let backup = serde_json::to_value(self).map_err(broken)?;
        let sealed = Sealed { seal: seal(&backup), backup };
        let text = serde_json::to_vec_pretty(&sealed).map_err(broken)?;
        files::write_whole(&folder.join(NAME), &text)
    }

    /// Reads the manifest of a backup.
    ///
    /// # Errors
    /// None is there, it was changed, or a newer Shoal wrote it.
    pub(crate) fn read(folder: &Path) -> Done<Self> {
        let path = folder.join(NAME);
        let place = path.display();
        let text = std::fs::read(&path).map_err(|_| {
            Complaint(format!(
                "{} is no backup: it has no {NAME}, which is written last. A backup that was cut \
                 is of no use; take another one",
                folder.display()
            ))
        })?;
        let sealed: Sealed = serde_json::from_slice(&text)
            .map_err(|error| Complaint(format!("{place} was changed or cut: {error}")))?;
        if seal(&sealed.backup) != sealed.seal {
            return Err(Complaint(format!("{place} was changed since it was written")));
        }
        let version = sealed.backup["version"].as_u64().unwrap_or_default();
        if version != u64::from(VERSION) {
            return Err(Complaint(format!(
                "{place} has layout {version} and this program reads {VERSION}: use the Shoal {} \
                 that wrote it, or a newer one",
                sealed.backup["program"].as_str().unwrap_or("version")
            )));
        }
        let read: Self = serde_json::from_value(sealed.backup)
            .map_err(|error| Complaint(format!("{place} cannot be understood: {error}")))?;
        read.check_paths()?;
        Ok(read)
    }

    /// All files of the backup.
    pub(crate) fn pieces(&self) -> impl Iterator<Item = &Piece> {
        let databases = self.databases.iter().map(|one| &one.file);
        databases.chain(&self.small).chain(&self.blobs)
    }

    /// A manifest may come from anywhere: no name in it may lead out of the folder.
    fn check_paths(&self) -> Done<()> {
        let is_ours = |path: &str| {
            let first = path.split('/').next().unwrap_or_default();
            let known = [super::DATABASES, super::BLOBS];
            is_plain(path) && (known.contains(&first) || super::SMALL.contains(&first))
        };
        match self.pieces().find(|piece| !is_ours(&piece.path)) {
            Some(piece) => Err(Complaint(format!("{:?} is no file of a backup", piece.path))),
            None => Ok(()),
        }
    }

    /// Says whether this program can go on with the data of it.
    ///
    /// # Errors
    /// The step that only a newer program knows.
    pub(crate) fn check_age(&self) -> Done<()> {
        let steps = self.databases.iter().flat_map(|one| &one.steps);
        match steps.into_iter().find(|step| !knows_step(step)) {
            Some(step) => Err(Complaint(format!(
                "the backup was taken by a newer Shoal ({}): this one ({}) does not know {step}. \
                 Restore it with that version",
                self.program,
                env!("CARGO_PKG_VERSION")
            ))),
            None => Ok(()),
        }
    }
}

impl Database {
    pub(super) fn of(domain: &str, file: Piece, facts: Facts) -> Self {
        let Facts { rows, steps, newest_position } = facts;
        Self { domain: domain.to_owned(), file, newest_position, rows, steps }
    }

    /// Reads all of a database that lies still and compares it with what stands here.
    pub(super) fn check(&self, path: &Path) -> Done<()> {
        let still = FileSnapshot::open_still(path)?;
        let named = |cause: String| Complaint(format!("{}: {cause}", path.display()));
        if let Some(complaint) = still.complaint() {
            return Err(named(format!("it is corrupt ({complaint})")));
        }
        let facts = still.facts().map_err(|error| named(error.to_string()))?;
        for (table, count) in &self.rows {
            let found = facts.rows.get(table).copied().unwrap_or_default();
            if found != *count {
                return Err(named(format!("{table} has {found} rows, it had {count}")));
            }
        }
        if facts.newest_position != self.newest_position || facts.steps != self.steps {
            return Err(named("its log or its schema is not what it was".to_owned()));
        }
        Ok(())
    }
}

fn seal(backup: &serde_json::Value) -> String {
    hex::encode(Sha256::digest(backup.to_string().as_bytes()))
}

/// Compares a file with what stands of it.
pub(super) fn compare(folder: &Path, piece: &Piece) -> Done<()> {
    let path = folder.join(&piece.path);
    let (size, sha256) = files::print(&path).map_err(|Complaint(text)| {
        Complaint(format!("{text}: the backup is not whole any more"))
    })?;
    if size == piece.size_bytes && sha256 == piece.sha256 {
        return Ok(());
    }
    let (place, was) = (path.display(), piece.size_bytes);
    Err(Complaint(format!(
        "{place} is not what was backed up: {size} bytes now, {was} then, or other ones"
    )))
}

/// Reads a whole backup and compares it with its manifest.
///
/// # Errors
/// The first thing that is not as it was.
pub(crate) fn verify(folder: &Path) -> Done<Manifest> {
    let manifest = Manifest::read(folder)?;
    // Links are found here; what else lies about belongs to nobody.
    files::walk(folder, "", &mut Vec::new())?;
    for piece in manifest.pieces() {
        compare(folder, piece)?;
    }
    for database in &manifest.databases {
        database.check(&folder.join(&database.file.path))?;
    }
    Ok(manifest)
}
