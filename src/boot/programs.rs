//! Where the programs of the media tool are, and what scores pictures. It must not run one.

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

/// The library in the folder of what scores pictures.
pub(super) const SCORING_LIBRARY: &str = "libonnxruntime.so";

/// The folder of what scores pictures: the stated one, or one beside the program. Where there is
/// none, the place at which the set-up would put it.
pub(super) fn scoring(stated: &Path, program: &Path) -> PathBuf {
    if !stated.as_os_str().is_empty() {
        return std::path::absolute(stated).unwrap_or_else(|_| stated.to_owned());
    }
    let beside = program.parent().unwrap_or(Path::new("/"));
    let places = ["scoring", "../scoring", "../lib/shoal/scoring"].map(|place| beside.join(place));
    let [first, ..] = &places;
    let found = places.iter().find(|place| place.join(SCORING_LIBRARY).is_file());
    // Without `..`, so that people can read where it is.
    found.map_or_else(
        || first.clone(),
        |place| place.canonicalize().unwrap_or_else(|_| place.clone()),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_scores_is_looked_for_where_the_set_up_puts_it() {
        let folder = tempfile::tempdir().expect("a test machine has a temporary folder");
        let program = folder.path().join("bin/shoal");
        assert_eq!(scoring(Path::new(""), &program), folder.path().join("bin/scoring"));
        assert_eq!(scoring(Path::new("/here"), &program), Path::new("/here"));
        let installed = folder.path().join("lib/shoal/scoring");
        std::fs::create_dir_all(folder.path().join("bin")).expect("the folder is ours");
        std::fs::create_dir_all(&installed).expect("the folder is ours");
        std::fs::write(installed.join(SCORING_LIBRARY), "").expect("the folder is ours");
        let found = scoring(Path::new(""), &program);
        assert_eq!(found.canonicalize().ok(), installed.canonicalize().ok());
    }
}
