//! Known files: what goes on the list, and what becomes of a video made of one. It must not read a
//! file.

use super::super::engine::pdq::file;
use super::case::Case;
use crate::contract::moderation::{self, Findings, KnownFileId, Refusal};
use crate::kernel::fault::{Error, RefusalCode as _, Reply};

const SHA256_DIGITS: usize = 64;

/// One file of the list as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::domains::moderation) struct KnownFile {
    pub(in crate::domains::moderation) file_id: KnownFileId,
    pub(in crate::domains::moderation) sha256: String,
    pub(in crate::domains::moderation) label: String,
    pub(in crate::domains::moderation) added_by: String,
    pub(in crate::domains::moderation) added_at_ms: i64,
}

impl From<KnownFile> for moderation::KnownFile {
    fn from(one: KnownFile) -> Self {
        let KnownFile { file_id, sha256, label, added_by, added_at_ms } = one;
        Self { file_id: file_id.into(), sha256, label, added_by, added_at_ms }
    }
}

/// The digest that somebody has written, as it is kept.
pub(in crate::domains::moderation) fn make_sha256(text: &str) -> Reply<String> {
    let digits = text.trim().to_ascii_lowercase();
    let is_digest =
        digits.len() == SHA256_DIGITS && digits.bytes().all(|it| it.is_ascii_hexdigit());
    if !is_digest {
        let reason = "this is no SHA-256: it has 64 hexadecimal digits";
        return Err(Refusal::KnownFileInvalid.because(reason).into());
    }
    Ok(digits)
}

/// A label as it is kept.
pub(in crate::domains::moderation) fn make_file_label(text: &str) -> Reply<String> {
    file::read_label(text).map_err(|reason| {
        Error::from(Refusal::KnownFileInvalid.because(format!("give the file a label: {reason}")))
    })
}

/// The digest of the source of a case.
pub(in crate::domains::moderation) fn decide_source(case: &Case) -> Reply<String> {
    let digest = case.findings.source_sha256.clone();
    if digest.is_empty() {
        let reason = "the digest of this source was not kept; the file can be uploaded again";
        return Err(Refusal::SourceUnknown.because(reason).into());
    }
    Ok(digest)
}

/// Whether something in the pictures or the file itself is known.
pub(super) fn is_known_bad(findings: &Findings) -> bool {
    !findings.known.is_empty() || !findings.known_file.is_empty()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digests_are_kept_in_one_spelling() {
        let upper = "AB".repeat(32);
        assert_eq!(make_sha256(&format!(" {upper} ")).expect("a digest"), upper.to_lowercase());
        for odd in ["", "ab", &upper[1..], &"x".repeat(64), &"é".repeat(32)] {
            assert!(make_sha256(odd).is_err(), "{odd}");
        }
    }
}
