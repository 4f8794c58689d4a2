//! The token: what is sealed opens, and nothing else does.

use crate::domains::playback::engine::{Grant, SigningKey, open, seal};

fn key() -> SigningKey {
    SigningKey::new([7; 32])
}

fn grant() -> Grant {
    Grant { session_id: "0123456789abcdefABCDEF".to_owned(), expires_at_ms: 1000 }
}

#[test]
fn what_is_sealed_opens_until_it_expires() {
    let token = seal(&key(), &grant());
    assert!(token.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte)));
    assert_eq!(open(&key(), &token, 999), Some(grant()));
    assert_eq!(open(&key(), &token, 1000), None);
    assert_eq!(open(&SigningKey::new([8; 32]), &token, 0), None);
}

/// Reference value, computed with another implementation of HMAC-SHA256.
#[test]
fn the_layout_stays_what_it_is() {
    assert_eq!(seal(&key(), &grant()), KNOWN_TOKEN);
}

const KNOWN_TOKEN: &str = "AQAAAAAAAAPoMDEyMzQ1Njc4OWFiY2RlZkFCQ0RFRg\
    pS8uXr0bB8FDkwLtRPOSMhPlxLlsw1CAVmzP4QzHgX";

#[test]
fn one_changed_letter_spoils_a_token() {
    let token = seal(&key(), &grant());
    for at in 0..token.len() {
        for letter in ["A", "z", "0", "_", "=", "/", " "] {
            let mut forged = token.clone();
            forged.replace_range(at..=at, letter);
            if forged != token {
                assert_eq!(open(&key(), &forged, 0), None, "{forged}");
            }
        }
    }
}

#[test]
fn no_part_of_a_token_is_one() {
    let token = seal(&key(), &grant());
    for end in 0..token.len() {
        assert_eq!(open(&key(), &token[..end], 0), None, "{end}");
        assert_eq!(open(&key(), &token[end + 1..], 0), None, "{end}");
    }
    for more in ["A", "AAAA", "=", "==", "\n", " ", "\0"] {
        assert_eq!(open(&key(), &format!("{token}{more}"), 0), None, "{more:?}");
        assert_eq!(open(&key(), &format!("{more}{token}"), 0), None, "{more:?}");
    }
    assert_eq!(open(&key(), &"A".repeat(100_000), 0), None);
    assert_eq!(open(&key(), "词元", 0), None);
}

#[test]
fn an_empty_session_is_none() {
    let empty = Grant { session_id: String::new(), expires_at_ms: 1000 };
    assert_eq!(open(&key(), &seal(&key(), &empty), 0), None);
}
