//! The keys by which processes of one site believe each other who a caller is: Ed25519, the private
//! one only where people are authenticated. It must not leave its folder.

use crate::kernel::assertion::Keys;
use ring::rand::SystemRandom;
use ring::signature::{ED25519, Ed25519KeyPair, KeyPair as _, UnparsedPublicKey};
use std::io::{self, Write as _};
use std::os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _};
use std::path::Path;

const PRIVATE: &str = "site.key";
const PUBLIC: &str = "site.pub";

/// The keys of a site as this process has them.
pub(crate) struct SiteKeys {
    private: Option<Ed25519KeyPair>,
    public: Vec<u8>,
}

impl SiteKeys {
    /// Reads the keys of a folder; makes them where there are none.
    ///
    /// # Errors
    /// Which file is wrong, and how.
    pub(crate) fn open(folder: &Path) -> Result<Self, String> {
        let told = |name: &str, error: &dyn std::fmt::Display| {
            format!("the key {}: {error}", folder.join(name).display())
        };
        if !folder.join(PUBLIC).exists() && !folder.join(PRIVATE).exists() {
            make(folder).map_err(|error| told(PRIVATE, &error))?;
        }
        let private = match std::fs::read(folder.join(PRIVATE)) {
            Ok(bytes) => {
                Some(Ed25519KeyPair::from_pkcs8(&bytes).map_err(|error| told(PRIVATE, &error))?)
            },
            Err(error) if error.kind() == io::ErrorKind::NotFound => None,
            Err(error) => return Err(told(PRIVATE, &error)),
        };
        let public = match &private {
            Some(private) => private.public_key().as_ref().to_vec(),
            None => std::fs::read(folder.join(PUBLIC)).map_err(|error| told(PUBLIC, &error))?,
        };
        if public.len() != 32 {
            return Err(told(PUBLIC, &"it is no Ed25519 key"));
        }
        Ok(Self { private, public })
    }
}

impl SiteKeys {
    /// Whether this process may say who a caller is.
    pub(crate) fn may_sign(&self) -> bool {
        self.private.is_some()
    }
}

impl Keys for SiteKeys {
    fn sign(&self, claim: &[u8]) -> Option<Vec<u8>> {
        Some(self.private.as_ref()?.sign(claim).as_ref().to_vec())
    }

    fn is_signed(&self, claim: &[u8], signature: &[u8]) -> bool {
        UnparsedPublicKey::new(&ED25519, &self.public).verify(claim, signature).is_ok()
    }
}

/// Makes both keys. Two processes that start at once make them once.
fn make(folder: &Path) -> io::Result<()> {
    self::folder(folder)?;
    let pair = Ed25519KeyPair::generate_pkcs8(&SystemRandom::new())
        .map_err(|_| io::Error::other("this machine gives no randomness"))?;
    let beside = folder.join(format!("{PRIVATE}.{}", std::process::id()));
    place(&beside, pair.as_ref())?;
    let linked = std::fs::hard_link(&beside, folder.join(PRIVATE));
    std::fs::remove_file(&beside)?;
    match linked {
        Err(error) if error.kind() != io::ErrorKind::AlreadyExists => return Err(error),
        _ => {},
    }
    let bytes = std::fs::read(folder.join(PRIVATE))?;
    let pair =
        Ed25519KeyPair::from_pkcs8(&bytes).map_err(|error| io::Error::other(error.to_string()))?;
    place(&folder.join(PUBLIC), pair.public_key().as_ref())
}

/// Makes a folder that only its owner may open.
pub(super) fn folder(path: &Path) -> io::Result<()> {
    std::fs::DirBuilder::new().recursive(true).mode(0o700).create(path)
}

/// Writes a file that only its owner may read.
pub(super) fn place(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut options = std::fs::OpenOptions::new();
    let mut file = options.write(true).create(true).truncate(true).mode(0o600).open(path)?;
    file.write_all(bytes)?;
    file.sync_all()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_holder_of_the_private_key_signs_and_everybody_checks() {
        let folder = tempfile::tempdir().expect("a folder");
        let front = SiteKeys::open(folder.path()).expect("keys are made");
        let signature = front.sign(b"mei is a viewer").expect("it may sign");
        std::fs::remove_file(folder.path().join(PRIVATE)).expect("it is there");
        let worker = SiteKeys::open(folder.path()).expect("the public one is enough");
        assert!(worker.is_signed(b"mei is a viewer", &signature));
        assert!(!worker.is_signed(b"mei is an admin", &signature));
        assert_eq!(worker.sign(b"mei is an admin"), None);
    }

    #[test]
    fn a_broken_key_is_told_by_file() {
        let folder = tempfile::tempdir().expect("a folder");
        std::fs::write(folder.path().join(PRIVATE), b"rubbish").expect("it writes");
        let error = SiteKeys::open(folder.path()).err().expect("it is no key");
        assert!(error.contains("site.key"), "{error}");
    }
}
