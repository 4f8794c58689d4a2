//! Files on their way into a backup and out of it: linked or copied, synced, fingerprinted. It must
//! not follow a symbolic link, and must not write over anything.

use super::{Complaint, Done};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use std::fs::{self, DirBuilder, File, OpenOptions, Permissions};
use std::io::{self, Read as _, Write as _};
use std::os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _, PermissionsExt as _};
use std::path::{Path, PathBuf};

/// One file of a backup.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Piece {
    /// Below the backup, and below a data folder: the same.
    pub(crate) path: String,
    pub(crate) size_bytes: u64,
    pub(crate) sha256: String,
    /// Whether the site's own file shares its bytes.
    pub(crate) is_linked: bool,
}

pub(super) fn told(path: &Path, error: &io::Error) -> Complaint {
    Complaint(match error.kind() {
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => {
            format!("no space is left on the disk for {}", path.display())
        },
        _ => format!("{}: {error}", path.display()),
    })
}

/// All files below a folder, as paths from it, in order. A folder that is not there has none.
///
/// # Errors
/// A symbolic link, or anything else that is neither file nor folder.
pub(super) fn walk(root: &Path, at: &str, found: &mut Vec<String>) -> Done<()> {
    let place = if at.is_empty() { root.to_owned() } else { root.join(at) };
    let kind = match fs::symlink_metadata(&place) {
        Ok(one) => one.file_type(),
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(told(&place, &error)),
    };
    if kind.is_file() {
        found.push(at.to_owned());
        return Ok(());
    }
    if !kind.is_dir() {
        let text = "is neither a file nor a folder, and a backup follows no links: put what it \
                    stands for in its place, or remove it";
        return Err(Complaint(format!("{} {text}", place.display())));
    }
    let mut names = Vec::new();
    for entry in fs::read_dir(&place).map_err(|error| told(&place, &error))? {
        let name = entry.map_err(|error| told(&place, &error))?.file_name();
        let name = name.into_string().map_err(|name| {
            Complaint(format!("{} has a file that is no text: {name:?}", place.display()))
        })?;
        names.push(name);
    }
    names.sort_unstable();
    for name in names {
        let below = if at.is_empty() { name } else { format!("{at}/{name}") };
        walk(root, &below, found)?;
    }
    Ok(())
}

/// Whether a path of a manifest stays below the folder that it is joined to.
pub(super) fn is_plain(path: &str) -> bool {
    let is_name = |name: &str| !name.is_empty() && name != "." && name != "..";
    !path.contains('\0') && path.split('/').all(is_name)
}

/// Opens a file that must be one, not a link to one.
pub(super) fn open(path: &Path) -> Done<File> {
    let mut options = OpenOptions::new();
    let nofollow = i32::try_from(rustix::fs::OFlags::NOFOLLOW.bits()).unwrap_or_default();
    let opened = options.read(true).custom_flags(nofollow).open(path);
    let file = opened.map_err(|error| told(path, &error))?;
    let is_file = file.metadata().map_err(|error| told(path, &error))?.is_file();
    if is_file { Ok(file) } else { Err(Complaint(format!("{} is no file", path.display()))) }
}

/// Size and fingerprint of a file as it is read.
pub(super) fn print(path: &Path) -> Done<(u64, String)> {
    let mut file = open(path)?;
    let (mut size, mut whole, mut some) = (0, Sha256::new(), vec![0; 1 << 20]);
    loop {
        let read = file.read(&mut some).map_err(|error| told(path, &error))?;
        let Some(bytes) = some.get(..read).filter(|bytes| !bytes.is_empty()) else { break };
        whole.update(bytes);
        size += bytes.len() as u64;
    }
    Ok((size, hex::encode(whole.finalize())))
}

/// Makes a folder for this account alone, and those above it below `root`.
pub(super) fn make_folder(root: &Path, folder: &Path) -> Done<()> {
    if folder.is_dir() {
        return Ok(());
    }
    if let Some(above) = folder.parent().filter(|_| folder != root) {
        make_folder(root, above)?;
    }
    let made = DirBuilder::new().mode(0o700).create(folder);
    made.map_err(|error| told(folder, &error))
}

/// Brings a file to a place where none is. What can change no more is shared by a link where the
/// file system can; all else is copied. Gives whether it is shared.
pub(super) fn bring(from: &Path, to: &Path, may_link: bool) -> Done<bool> {
    let mut source = open(from)?;
    let metadata = source.metadata().map_err(|error| told(from, &error))?;
    let is_final = metadata.permissions().mode() & 0o222 == 0;
    if may_link && is_final && fs::hard_link(from, to).is_ok() {
        return Ok(true);
    }
    let mut options = OpenOptions::new();
    let opened = options.write(true).create_new(true).mode(0o600).open(to);
    let mut target = opened.map_err(|error| told(to, &error))?;
    io::copy(&mut source, &mut target).map_err(|error| told(to, &error))?;
    if is_final {
        let still = target.set_permissions(Permissions::from_mode(0o400));
        still.map_err(|error| told(to, &error))?;
    }
    target.sync_all().map_err(|error| told(to, &error))?;
    Ok(false)
}

/// Writes a small file whole: beside its name, synced, then renamed.
pub(super) fn write_whole(path: &Path, bytes: &[u8]) -> Done<()> {
    let beside = path.with_added_extension("part");
    let written = File::create(&beside).and_then(|mut file| {
        file.write_all(bytes)?;
        file.sync_all()
    });
    written.map_err(|error| told(&beside, &error))?;
    fs::rename(&beside, path).map_err(|error| told(path, &error))?;
    path.parent().map_or(Ok(()), sync_folder)
}

pub(super) fn sync_folder(folder: &Path) -> Done<()> {
    let synced = File::open(folder).and_then(|folder| folder.sync_all());
    synced.map_err(|error| told(folder, &error))
}

/// Makes durable which files there are in a folder and in all below it.
pub(super) fn sync_tree(folder: &Path) -> Done<()> {
    for entry in fs::read_dir(folder).map_err(|error| told(folder, &error))? {
        let entry = entry.map_err(|error| told(folder, &error))?;
        if entry.file_type().is_ok_and(|kind| kind.is_dir()) {
            sync_tree(&entry.path())?;
        }
    }
    sync_folder(folder)
}

/// A folder to write into: made, or found empty. Gives its whole path.
pub(super) fn empty_folder(stated: &Path, what: &str) -> Done<PathBuf> {
    if let Err(error) = DirBuilder::new().mode(0o700).create(stated)
        && error.kind() != io::ErrorKind::AlreadyExists
    {
        let Complaint(text) = told(stated, &error);
        return Err(Complaint(format!("cannot make the folder of {what}: {text}")));
    }
    let mut entries = fs::read_dir(stated).map_err(|error| told(stated, &error))?;
    if entries.next().is_some() {
        return Err(Complaint(format!(
            "{} is not empty: {what} needs a new folder, so name another one",
            stated.display()
        )));
    }
    let closed = fs::set_permissions(stated, Permissions::from_mode(0o700));
    closed.and_then(|()| stated.canonicalize()).map_err(|error| told(stated, &error))
}

/// Takes back what was written into a folder that was empty before.
pub(super) fn clear_out(folder: &Path) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    for entry in entries.flatten() {
        let path = entry.path();
        let is_folder = entry.file_type().is_ok_and(|kind| kind.is_dir());
        let removed = if is_folder { fs::remove_dir_all(&path) } else { fs::remove_file(&path) };
        if let Err(error) = removed {
            tracing::warn!(path = %path.display(), %error, "what was begun could not be removed");
        }
    }
}
