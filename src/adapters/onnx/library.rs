//! The ONNX Runtime library of the process: found at run time, loaded once.
//! It must not look for one anywhere but at the path that it is given, nor load one that reports
//! to its maker what this server does.

use std::ffi::OsStr;
use std::fs::File;
use std::io::{self, BufRead as _, BufReader, Read as _};
use std::path::Path;
use std::sync::{Mutex, PoisonError};

use ort::environment::Environment;
use ort::logging::LogLevel;

use crate::kernel::ports::scoring::ScoringFault;

/// The variable that makes a library with a reporter in it silent; such a library has its name
/// in it. Builds for Linux have it since 1.29: they keep a device id and a database in the home
/// folder, start a thread, and send events, all before an interface could forbid it.
const SILENCER: &str = "ORT_DISABLE_TELEMETRY";
/// Largest library that is looked through.
const LIBRARY_BYTES_MAX: u64 = 1 << 30;

/// The library allows one environment in the life of a process, and it must not be dropped while
/// another may be wanted.
static LOADED: Mutex<Option<Environment>> = Mutex::new(None);

/// The runtime, loaded from `path` by the first call that succeeds. An attempt that failed may be
/// repeated, so that a library can be installed while the server runs.
///
/// # Errors
/// `NoLibrary`, with what the linker says.
pub(super) fn load(path: &Path) -> Result<Environment, ScoringFault> {
    let mut loaded = LOADED.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(environment) = &*loaded {
        return Ok(environment.clone());
    }
    let fault = |cause: String| ScoringFault::NoLibrary { path: path.to_owned(), cause };
    if !path.is_absolute() || !path.is_file() {
        return Err(fault("there is no file at this absolute path".to_owned()));
    }
    if !is_silenced() && reports(path).map_err(|error| fault(error.to_string()))? {
        let cause = format!("it reports to its maker; take version 1.28, or set {SILENCER}=1");
        return Err(fault(cause));
    }
    let builder = ort::init_from(path).map_err(|error| fault(error.to_string()))?;
    let environment = builder
        .with_name("scoring")
        .with_telemetry(false)
        .build()
        .map_err(|error| fault(error.to_string()))?;
    // The rest is thousands of lines for each model.
    environment.set_log_level(LogLevel::Warning);
    tracing::info!(path = %path.display(), build = ort::info(), "onnx runtime loaded");
    Ok(loaded.insert(environment).clone())
}

fn is_silenced() -> bool {
    std::env::var_os(SILENCER).is_some_and(|value| value == OsStr::new("1"))
}

/// Whether a library has a reporter in it.
fn reports(path: &Path) -> io::Result<bool> {
    let mark = SILENCER.as_bytes();
    let mut rest = BufReader::with_capacity(1 << 16, File::open(path)?.take(LIBRARY_BYTES_MAX));
    let mut piece = Vec::new();
    // Up to the next letter that the mark ends with, which is seldom enough.
    while rest.read_until(b'Y', &mut piece)? > 0 {
        if piece.ends_with(mark) {
            return Ok(true);
        }
        piece.clear();
    }
    Ok(false)
}

#[cfg(test)]
pub(super) mod tests {
    use std::path::PathBuf;
    use std::sync::LazyLock;

    use super::super::fixtures;
    use super::*;

    /// The process has one library, so that what is refused is tried before it is loaded.
    static TRIED: LazyLock<Option<(PathBuf, Environment)>> = LazyLock::new(|| {
        let folder = fixtures::installed("onnx runtime")?;
        let text = folder.join("open-nsfw.toml");
        for path in [Path::new("libonnxruntime.so"), Path::new("/nowhere/lib.so"), &folder, &text] {
            let fault = load(path).expect_err("there is no library");
            assert!(matches!(&fault, ScoringFault::NoLibrary { path: told, .. } if told == path));
        }
        let environment = load(&fixtures::library(&folder)).expect("it comes with the set-up");
        Some((folder, environment))
    });

    /// The library and the folder it is in, or a word about why a test is skipped.
    pub(in super::super) fn loaded(test: &str) -> Option<(PathBuf, Environment)> {
        if TRIED.is_none() {
            fixtures::installed(test)?;
        }
        TRIED.clone()
    }

    #[test]
    fn a_library_with_a_reporter_is_known_by_its_switch() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("lib.so");
        let found = |bytes: &[u8]| {
            std::fs::write(&path, bytes).expect("room for a file");
            reports(&path).expect("it is there")
        };
        assert!(found(b"\x7fELF\0YY\0ORT_DISABLE_TELEMETRY\0ORT_X"));
        assert!(!found(b"\x7fELF\0YY\0ORT_DISABLE_TELEMETR\0Y") && !found(b""));
        let long = [vec![0; 1 << 20], b"ORT_DISABLE_TELEMETRY".to_vec()].concat();
        assert!(found(&long));
        // What this process may have loaded already does not matter here.
        let fault = load(&path).err();
        let told = |fault: &ScoringFault| fault.to_string().contains("reports to its maker");
        let loaded = LOADED.lock().unwrap_or_else(PoisonError::into_inner).is_some();
        assert!(loaded || is_silenced() || fault.as_ref().is_some_and(told), "{fault:?}");
    }

    #[test]
    fn what_is_no_library_is_told_and_the_right_one_loads_after_it() {
        if let Some((folder, _)) = loaded("what_is_no_library_is_told") {
            assert!(ort::info().contains("ORT Build Info"), "{}", ort::info());
            assert!(load(&fixtures::library(&folder)).is_ok(), "a second time");
        }
    }
}
