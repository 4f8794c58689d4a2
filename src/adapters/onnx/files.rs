//! Reading manifests and models from their folder.
//! It must not read more than it is told to, or believe a file that is not the one meant.

use std::fs::File;
use std::io::{self, Read as _};
use std::path::Path;

use sha2::{Digest as _, Sha256};

use crate::kernel::ports::scoring::ScoringFault;

/// Largest manifest; a real one has some 700 bytes.
const MANIFEST_BYTES_MAX: u64 = 64 << 10;
/// Largest model. The format itself ends at 2 GiB.
const MODEL_BYTES_MAX: u64 = 1 << 30;

/// The text of a manifest.
///
/// # Errors
/// `NoModel` when it cannot be read, `ManifestWrong` when it is no text.
pub(super) fn read_manifest(path: &Path) -> Result<String, ScoringFault> {
    let bytes = read_file(path, MANIFEST_BYTES_MAX).map_err(|cause| ScoringFault::NoModel {
        path: path.to_owned(),
        cause: cause.to_string(),
    })?;
    String::from_utf8(bytes).map_err(|error| ScoringFault::ManifestWrong {
        path: path.to_owned(),
        cause: error.to_string(),
    })
}

/// The bytes of a model beside its manifest. They are hashed and later loaded from memory, so that
/// both see the same.
///
/// # Errors
/// `NoModel` when it cannot be read, `ModelCorrupt` when its digest is another.
pub(super) fn read_model(
    manifest: &Path,
    file: &str,
    model: &str,
    sha256: &str,
) -> Result<Vec<u8>, ScoringFault> {
    let path = manifest.with_file_name(file);
    let bytes = read_file(&path, MODEL_BYTES_MAX)
        .map_err(|cause| ScoringFault::NoModel { path, cause: cause.to_string() })?;
    let found = hex::encode(Sha256::digest(&bytes));
    if found == sha256 {
        return Ok(bytes);
    }
    Err(ScoringFault::ModelCorrupt {
        model: model.to_owned(),
        cause: format!("the SHA-256 of {file} is {found}, and the manifest says {sha256}"),
    })
}

fn read_file(path: &Path, bytes_max: u64) -> io::Result<Vec<u8>> {
    let file = File::open(path)?;
    let length = file.metadata()?.len();
    if length > bytes_max {
        let cause = format!("it has {length} bytes, and {bytes_max} are the most");
        return Err(io::Error::other(cause));
    }
    let mut bytes = Vec::with_capacity(usize::try_from(length).unwrap_or_default());
    file.take(bytes_max).read_to_end(&mut bytes)?;
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn what_is_missing_long_or_another_is_told() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("m.toml");
        let manifest = |bytes: &[u8]| {
            fs::write(&path, bytes).expect("room for a manifest");
            read_manifest(&path)
        };
        assert_eq!(manifest(b"name = 1").as_deref(), Ok("name = 1"));
        assert!(matches!(manifest(b"\xff"), Err(ScoringFault::ManifestWrong { .. })));
        assert!(matches!(manifest(&[b'#'; 70_000]), Err(ScoringFault::NoModel { .. })));
        let digest = hex::encode(Sha256::digest(b"a model"));
        let model = |bytes: &[u8]| {
            fs::write(folder.path().join("m.onnx"), bytes).expect("room for a model");
            read_model(&path, "m.onnx", "m", &digest)
        };
        assert_eq!(model(b"a model").as_deref(), Ok(&b"a model"[..]));
        assert!(matches!(model(b"b model"), Err(ScoringFault::ModelCorrupt { .. })));
        let missing = read_model(&path, "n.onnx", "m", &digest);
        assert!(matches!(missing, Err(ScoringFault::NoModel { .. })));
        assert!(matches!(read_manifest(folder.path()), Err(ScoringFault::NoModel { .. })));
    }
}
