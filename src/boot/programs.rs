//! Where the programs of the media tool are. It must not run one.

use crate::adapters::ffmpeg;
use std::ffi::OsString;
use std::path::{Path, PathBuf};

/// The media tool's programs, from the configuration or the PATH.
pub(super) fn programs(ffmpeg: &Path, ffprobe: &Path, search: &OsString) -> (PathBuf, PathBuf) {
    let choose = |stated: &Path, name: &str| {
        if stated.as_os_str().is_empty() {
            ffmpeg::locate(name, search).unwrap_or_else(|| Path::new("/usr/bin").join(name))
        } else {
            stated.to_owned()
        }
    };
    (choose(ffmpeg, "ffmpeg"), choose(ffprobe, "ffprobe"))
}
