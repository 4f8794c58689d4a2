//! Marks that tell visitors apart for a day. They must not be the same tomorrow, and nothing can be
//! read out of them without the key of this domain.

use super::SigningKey;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::Mac as _;

const DAY_MS: i64 = 24 * 60 * 60 * 1000;
/// Keeps these marks apart from any other use of the same key.
const PURPOSE: &[u8] = b"shoal playback person";
const MARK_BYTES: usize = 16;

/// Who somebody is on the day of a moment, by the mark of their network.
pub(in crate::domains::playback) fn person(
    key: &SigningKey,
    network: &[u8],
    now_ms: i64,
) -> String {
    let day = now_ms.div_euclid(DAY_MS).to_be_bytes();
    let tag = key.mac_for(PURPOSE, &day).chain_update(network).finalize().into_bytes();
    let mark = URL_SAFE_NO_PAD.encode(tag.get(..MARK_BYTES).unwrap_or_default());
    format!("day:{mark}")
}
