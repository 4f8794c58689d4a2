//! One process per database: a lock that dies with its holder, beside the file it guards.

use crate::kernel::fault::Fault;
use std::fs::{File, OpenOptions};
use std::io::{Read as _, Write as _};
use std::path::Path;

/// Takes the lock, or says who holds it.
///
/// # Errors
/// `Unavailable` with the process id of the holder.
pub(super) fn take(path: &Path, word: &str) -> Result<File, Fault> {
    let opened = OpenOptions::new().read(true).write(true).create(true).truncate(false).open(path);
    let mut file = opened.map_err(|error| {
        Fault::Unavailable(format!("cannot open the lock {}: {error}", path.display()))
    })?;
    let exclusive = rustix::fs::FlockOperation::NonBlockingLockExclusive;
    if rustix::fs::flock(&file, exclusive).is_err() {
        let mut holder = String::new();
        drop(file.read_to_string(&mut holder));
        return Err(Fault::Unavailable(format!(
            "the database of {word} ({}) is in use by process {}: stop that server first, or \
             choose another --data-dir",
            path.with_extension("db").display(),
            holder.trim()
        )));
    }
    let noted = file.set_len(0).and_then(|()| write!(file, "{}", std::process::id()));
    noted.map_err(Fault::internal)?;
    Ok(file)
}
