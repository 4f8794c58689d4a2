//! Session tokens, API tokens and setup tokens: 256 random bits that mean nothing by themselves.
//! It must not store them; only their hash is ever kept.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest as _, Sha256};

/// What an API token begins with, so that people and secret scanners know one when they see it.
const API_PREFIX: &str = "shoal_";
/// 256 bits in base64url without padding.
const BODY_LETTERS: usize = 43;

/// A session or setup token from random bytes.
pub(in crate::domains::user) fn plain(bytes: [u8; 32]) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

/// An API token from random bytes.
pub(in crate::domains::user) fn api(bytes: [u8; 32]) -> String {
    format!("{API_PREFIX}{}", plain(bytes))
}

/// What is stored and looked up instead of a token: its SHA-256. Nothing when the text cannot be a
/// token of ours, so that no one has us hash a novel.
pub(in crate::domains::user) fn digest(token: &str) -> Option<String> {
    let body = token.strip_prefix(API_PREFIX).unwrap_or(token);
    let plausible = body.len() == BODY_LETTERS;
    plausible.then(|| URL_SAFE_NO_PAD.encode(Sha256::digest(token.as_bytes())))
}

/// What is stored instead of a network or a device: a hash that means nothing for another name.
pub(in crate::domains::user) fn place(name_key: &str, kind: &str, text: &str) -> String {
    let hash = Sha256::new()
        .chain_update(name_key)
        .chain_update([0])
        .chain_update(kind)
        .chain_update([0])
        .chain_update(text)
        .finalize();
    URL_SAFE_NO_PAD.encode(hash.get(..18).unwrap_or_default())
}

/// What is stored of a name that nobody has any more: a hash, by which it is known again.
pub(in crate::domains::user) fn name(name_key: &str) -> String {
    place(name_key, "name", "")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_have_their_length_and_api_tokens_their_prefix() {
        assert_eq!(plain([255; 32]).len(), BODY_LETTERS);
        assert_eq!(api([0; 32]), format!("shoal_{}", "A".repeat(BODY_LETTERS)));
        assert_ne!(digest(&plain([1; 32])), digest(&plain([2; 32])));
        assert_ne!(digest(&plain([1; 32])), digest(&api([1; 32])));
    }

    #[test]
    fn the_digest_does_not_hold_the_token_and_takes_no_novels() {
        let token = plain([9; 32]);
        assert!(!digest(&token).unwrap().contains(&token));
        assert_eq!(digest(""), None);
        assert_eq!(digest("shoal_"), None);
        assert_eq!(digest(&"x".repeat(1_000_000)), None);
    }
}
