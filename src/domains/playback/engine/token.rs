//! Media tokens: one path segment that proves, without a look at the database, that this domain
//! gave it out and until when. It must not say anything about the video, and it is no secret key.
//!
//! Layout before base64url without padding: version, 1 byte; expiry in milliseconds, 8 bytes, big
//! endian; session id, the rest; HMAC-SHA256 (RFC 2104) of all that, 32 bytes.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;

const VERSION: u8 = 1;
const TAG_BYTES: usize = 32;
const HEAD_BYTES: usize = 9;
const SESSION_BYTES_MAX: usize = 64;
/// Longer text is no token, and is not decoded.
const TOKEN_BYTES_MAX: usize = (HEAD_BYTES + SESSION_BYTES_MAX + TAG_BYTES) * 4 / 3 + 1;
/// Keeps these tags apart from any other use of the same key.
const PURPOSE: &[u8] = b"shoal playback media token";

/// The key that signs media tokens. It prints nothing and is never copied.
pub(in crate::domains::playback) struct SigningKey([u8; 32]);

impl SigningKey {
    pub(in crate::domains::playback) fn new(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    fn mac(&self, body: &[u8]) -> Hmac<Sha256> {
        self.mac_for(PURPOSE, body)
    }

    /// A code over `body` that is of use for one purpose only.
    pub(super) fn mac_for(&self, purpose: &[u8], body: &[u8]) -> Hmac<Sha256> {
        let mac = Hmac::<Sha256>::new_from_slice(&self.0);
        let mac = mac.expect("HMAC takes a key of any length");
        mac.chain_update(purpose).chain_update(body)
    }
}

/// What a token says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::domains::playback) struct Grant {
    pub(in crate::domains::playback) session_id: String,
    pub(in crate::domains::playback) expires_at_ms: i64,
}

/// Writes a token.
pub(in crate::domains::playback) fn seal(key: &SigningKey, grant: &Grant) -> String {
    let mut bytes = vec![VERSION];
    bytes.extend_from_slice(&grant.expires_at_ms.to_be_bytes());
    bytes.extend_from_slice(grant.session_id.as_bytes());
    let tag = key.mac(&bytes).finalize().into_bytes();
    bytes.extend_from_slice(&tag);
    URL_SAFE_NO_PAD.encode(bytes)
}

/// Reads a token. `None` for whatever `seal` did not write with this key, and after its expiry.
/// The tag is compared in constant time, before anything it covers is looked at.
pub(in crate::domains::playback) fn open(
    key: &SigningKey,
    token: &str,
    now_ms: i64,
) -> Option<Grant> {
    if token.len() > TOKEN_BYTES_MAX {
        return None;
    }
    let bytes = URL_SAFE_NO_PAD.decode(token).ok()?;
    let (body, tag) = bytes.split_last_chunk::<TAG_BYTES>()?;
    key.mac(body).verify_slice(tag).ok()?;
    let (head, session) = body.split_first_chunk::<HEAD_BYTES>()?;
    let (version, expiry) = head.split_first()?;
    let expires_at_ms = i64::from_be_bytes(expiry.try_into().ok()?);
    let session_id = std::str::from_utf8(session).ok()?.to_owned();
    let holds = *version == VERSION && now_ms < expires_at_ms && !session_id.is_empty();
    holds.then_some(Grant { session_id, expires_at_ms })
}
