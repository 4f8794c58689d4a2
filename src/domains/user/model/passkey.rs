//! Passkeys as they are kept, and when the answer of one is believed. It must not read an answer
//! itself.

use crate::contract::user::{AddPasskeyRequest, Passkey, PasskeyId, Refusal};
use crate::kernel::fault::{RefusalCode as _, Refused};
use crate::kernel::id::UserId;

/// Challenges that may wait at once; one more, and the oldest ends.
pub(in crate::domains::user) const CHALLENGES_MAX: u32 = 10_000;
/// Challenges of one account that wait for a passkey to be made.
pub(in crate::domains::user) const OWN_CHALLENGES_MAX: u32 = 10;

/// One passkey.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::domains::user) struct KeptPasskey {
    pub(in crate::domains::user) passkey_id: PasskeyId,
    pub(in crate::domains::user) user_id: UserId,
    /// As its device names it.
    pub(in crate::domains::user) credential_id: String,
    pub(in crate::domains::user) label: String,
    pub(in crate::domains::user) public_key: Vec<u8>,
    pub(in crate::domains::user) counter: u32,
    pub(in crate::domains::user) created_at_ms: i64,
    pub(in crate::domains::user) used_at_ms: i64,
}

impl From<KeptPasskey> for Passkey {
    fn from(one: KeptPasskey) -> Self {
        let KeptPasskey { passkey_id, label, created_at_ms, used_at_ms, .. } = one;
        Self { passkey_id: passkey_id.into(), label, created_at_ms, used_at_ms }
    }
}

/// Judges what a passkey is called; gives it without blanks around it.
///
/// # Errors
/// `PASSKEY_LABEL_INVALID`.
pub(in crate::domains::user) fn decide_passkey_label(label: &str) -> Result<String, Refused> {
    let label = label.trim();
    let limits = AddPasskeyRequest::LABEL;
    if limits.fit(label) && !label.chars().any(char::is_control) {
        return Ok(label.to_owned());
    }
    let reason = format!("a passkey has a name of 1 to {} characters", limits.max_chars);
    Err(Refusal::PasskeyLabelInvalid.because(reason))
}

/// Whether what a device counts has gone on since its last answer: else there are two of it. Most
/// count nothing.
///
/// # Errors
/// `PASSKEY_INVALID`.
pub(in crate::domains::user) fn check_counter(kept: u32, said: u32) -> Result<(), Refused> {
    let counts_nothing = kept == 0 && said == 0;
    if counts_nothing || said > kept { Ok(()) } else { Err(refuse_passkey()) }
}

/// The one answer to whatever is wrong with a passkey.
pub(in crate::domains::user) fn refuse_passkey() -> Refused {
    let reason = "this passkey is not known here, or took too long; try again or use the password";
    Refusal::PasskeyInvalid.because(reason)
}

pub(in crate::domains::user) fn refuse_passkey_id() -> Refused {
    Refusal::PasskeyUnknown.because("you have no such passkey; look at the list of those you have")
}

pub(in crate::domains::user) fn refuse_passkeys_off() -> Refused {
    let reason = "passkeys need an address with a name; state gateway.public_url";
    Refusal::PasskeysOff.because(reason)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_count_goes_on_or_is_not_kept_at_all() {
        for (kept, said, is_right) in [
            (0, 0, true),
            (0, 1, true),
            (1, 2, true),
            (1, u32::MAX, true),
            (1, 1, false),
            (2, 1, false),
            (1, 0, false),
        ] {
            assert_eq!(check_counter(kept, said).is_ok(), is_right, "{kept} {said}");
        }
    }

    #[test]
    fn labels_are_one_short_line() {
        assert_eq!(decide_passkey_label(" phone ").unwrap(), "phone");
        for odd in ["", " ", "a\nb", &"x".repeat(61)] {
            assert!(decide_passkey_label(odd).is_err(), "{odd:?}");
        }
    }
}
