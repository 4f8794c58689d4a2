//! Marks that tell one sender from another. They must not be of use to find the account: without
//! the key of this domain nothing can be read out of them.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;

/// Keeps these marks apart from any other use of the same key.
const PURPOSE: &[u8] = b"shoal danmaku sender";
/// 72 bits: of a million senders, two have the same mark in one site of ten billion.
const MARK_BYTES: usize = 9;

/// The key of marks. It prints nothing and is never copied.
pub(in crate::domains::danmaku) struct MarkKey([u8; 32]);

impl MarkKey {
    pub(in crate::domains::danmaku) fn new(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }
}

/// The mark of an account: twelve letters, digits, `-` and `_`.
pub(in crate::domains::danmaku) fn mark(key: &MarkKey, user_id: &str) -> String {
    let mac = Hmac::<Sha256>::new_from_slice(&key.0).expect("HMAC takes a key of any length");
    let tag = mac.chain_update(PURPOSE).chain_update(user_id.as_bytes()).finalize().into_bytes();
    URL_SAFE_NO_PAD.encode(tag.get(..MARK_BYTES).unwrap_or_default())
}

/// Keeps what follows apart from marks.
const ORIGIN_PURPOSE: &[u8] = b"shoal danmaku origin";
/// 128 bits: no two texts have the same one.
const ORIGIN_BYTES: usize = 16;

/// What makes a text out of a file the same one when it comes again. Nothing of the text can be
/// read out of it once the text is gone.
pub(in crate::domains::danmaku) fn origin(key: &MarkKey, parts: &[String]) -> String {
    let mac = Hmac::<Sha256>::new_from_slice(&key.0).expect("HMAC takes a key of any length");
    let mac = parts.iter().fold(mac.chain_update(ORIGIN_PURPOSE), |mac, part| {
        // With its length, so that what ends one part never begins the next.
        mac.chain_update(part.len().to_le_bytes()).chain_update(part.as_bytes())
    });
    let tag = mac.finalize().into_bytes();
    URL_SAFE_NO_PAD.encode(tag.get(..ORIGIN_BYTES).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mark_is_always_that_of_one_account_and_of_one_site() {
        let (here, there) = (MarkKey::new([1; 32]), MarkKey::new([2; 32]));
        assert_eq!(mark(&here, "ada"), mark(&here, "ada"));
        assert_ne!(mark(&here, "ada"), mark(&here, "bob"));
        assert_ne!(mark(&here, "ada"), mark(&there, "ada"));
        assert_eq!(mark(&here, "ada").len(), 12);
    }
}
