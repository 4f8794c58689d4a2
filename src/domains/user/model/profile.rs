//! What people say about themselves. It must not make markup: a page finds the links in it.

use crate::contract::user::{Refusal, UpdateProfileRequest};
use crate::kernel::fault::{RefusalCode as _, Refused};

/// Judges what somebody says about themselves; gives it without blanks around it.
///
/// # Errors
/// `BIO_INVALID`.
pub(in crate::domains::user) fn decide_bio(bio: &str) -> Result<String, Refused> {
    let bio = bio.trim();
    let limits = UpdateProfileRequest::BIO;
    let is_strange = |letter: char| letter.is_control() && letter != '\n';
    if limits.fit(bio) && !bio.chars().any(is_strange) {
        return Ok(bio.to_owned());
    }
    Err(Refusal::BioInvalid.because(format!(
        "a text about yourself has up to {} characters, and no control characters; shorten it",
        limits.max_chars
    )))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bio_is_short_and_may_be_empty() {
        assert_eq!(decide_bio(" I film\nfish. \n").unwrap(), "I film\nfish.");
        assert_eq!(decide_bio("  ").unwrap(), "");
        assert!(decide_bio(&"鱼".repeat(500)).is_ok());
        for bio in ["a\u{7}b", "a\tb", &"x".repeat(501)] {
            assert!(decide_bio(bio).is_err(), "{bio:?}");
        }
    }
}
