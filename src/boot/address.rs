//! Where a running server can be found: small files in its data directory.
//! It must not guess; a file that is not there means no server.

use std::io;
use std::path::{Path, PathBuf};

/// The unix socket on which the owner of the machine commands the site.
pub(super) fn control_socket(data: &Path) -> PathBuf {
    data.join("control.sock")
}

fn url_file(data: &Path) -> PathBuf {
    data.join("url")
}

/// Notes the address that people use.
pub(super) fn note_url(data: &Path, url: &str) -> io::Result<()> {
    std::fs::write(url_file(data), url)
}

/// The address that people use, if a server noted one.
pub(super) fn read_url(data: &Path) -> Option<String> {
    std::fs::read_to_string(url_file(data)).ok()
}

/// Removes what was noted, when the server stops.
pub(super) fn forget(data: &Path) {
    for path in [control_socket(data), url_file(data)] {
        drop(std::fs::remove_file(path));
    }
}
