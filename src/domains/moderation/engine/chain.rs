//! A chain of hashes (SHA-256). It must not know what is hashed.

use sha2::{Digest as _, Sha256};

/// The hash, in hexadecimal digits, of what follows the entry with the hash `before`: that hash and
/// each field, each after its length as eight bytes, the most significant first. Nothing comes
/// before the first entry: it follows 32 zero bytes.
pub(in crate::domains::moderation) fn link<'a>(
    before: &str,
    fields: impl Iterator<Item = &'a [u8]>,
) -> String {
    let zeros = "0".repeat(64);
    let before = if before.is_empty() { &zeros } else { before };
    let mut hash = Sha256::new().chain_update(before);
    for field in fields {
        let length = u64::try_from(field.len()).unwrap_or(u64::MAX);
        hash = hash.chain_update(length.to_be_bytes()).chain_update(field);
    }
    hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
}
