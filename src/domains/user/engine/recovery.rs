//! Codes for whoever has lost their app: 80 random bits each, so that a fast hash is enough to keep
//! them by. It must not keep one itself.

use super::spelling::typed_letters;
use super::totp::base32;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest as _, Sha256};

/// Random bytes of one code.
pub(in crate::domains::user) const CODE_BYTES: usize = 10;
const LETTERS: usize = 16;
const GROUP_LETTERS: usize = 4;

/// A code as its person sees it: `abcd-efgh-ijkl-mnop`.
pub(in crate::domains::user) fn code(bytes: [u8; CODE_BYTES]) -> String {
    let mut shown = String::with_capacity(LETTERS + LETTERS / GROUP_LETTERS);
    for (at, letter) in base32(&bytes).to_lowercase().chars().enumerate() {
        if at > 0 && at % GROUP_LETTERS == 0 {
            shown.push('-');
        }
        shown.push(letter);
    }
    shown
}

/// What is kept of a code of an account, and looked for instead of it. Nothing for a text that can
/// be none.
pub(in crate::domains::user) fn digest(user_id: &str, typed: &str) -> Option<String> {
    let letters = typed_letters(typed, LETTERS);
    if letters.len() != LETTERS {
        return None;
    }
    let hash = Sha256::new()
        .chain_update(user_id)
        .chain_update([0])
        .chain_update("recovery")
        .chain_update([0])
        .chain_update(letters)
        .finalize();
    Some(URL_SAFE_NO_PAD.encode(hash))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_the_same_however_it_is_typed_and_means_nothing_to_another_account() {
        let code = code([7; CODE_BYTES]);
        assert_eq!(code.len(), 19, "{code}");
        let kept = digest("alice", &code);
        assert!(kept.is_some());
        for typed in [code.to_uppercase(), code.replace('-', ""), code.replace('-', " ")] {
            assert_eq!(digest("alice", &typed), kept, "{typed}");
        }
        assert_ne!(digest("bob", &code), kept);
        for typed in ["", "abcd", &code.repeat(2), &"x".repeat(1_000_000)] {
            assert_eq!(digest("alice", typed), None);
        }
    }
}
