//! What a server keeps instead of a password (RFC 5802 and 7677, SCRAM-SHA-256).
//! It must not keep the password.

use crate::kernel::fault::Fault;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use ring::hmac::{HMAC_SHA256, Key, sign};
use ring::{digest, pbkdf2};
use std::num::NonZeroU32;

/// As many as PostgreSQL takes itself.
const ROUNDS: NonZeroU32 = NonZeroU32::MIN.saturating_add(4095);

#[expect(clippy::disallowed_methods, reason = "a salt is no id: only the server keeps it")]
/// The text that `CREATE ROLE … PASSWORD` takes, so that the password itself is not sent.
pub(super) fn of(password: &str) -> Result<String, Fault> {
    let mut salt = [0; 16];
    getrandom::fill(&mut salt)
        .map_err(|error| Fault::Unavailable(format!("no random bytes: {error}")))?;
    Ok(with_salt(password, &salt))
}

fn with_salt(password: &str, salt: &[u8]) -> String {
    let mut salted = [0; digest::SHA256_OUTPUT_LEN];
    pbkdf2::derive(pbkdf2::PBKDF2_HMAC_SHA256, ROUNDS, salt, password.as_bytes(), &mut salted);
    let key = Key::new(HMAC_SHA256, &salted);
    let client = sign(&key, b"Client Key");
    let stored = digest::digest(&digest::SHA256, client.as_ref());
    let server = sign(&key, b"Server Key");
    let [salt, stored, server] =
        [salt, stored.as_ref(), server.as_ref()].map(|bytes| STANDARD.encode(bytes));
    format!("SCRAM-SHA-256${ROUNDS}:{salt}${stored}:{server}")
}
