//! Hashes and checks passwords with argon2id (RFC 9106). Slow and hungry for memory by intent: it
//! must not run on the domain's own thread, and it must not say how a password was wrong.

use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{self, PasswordHasher as _, PasswordVerifier as _};
use argon2::{Algorithm, Argon2, Params, Version};
use unicode_normalization::UnicodeNormalization as _;

/// What one hash costs whoever guesses.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::domains::user) struct Cost {
    pub(in crate::domains::user) memory_kib: u32,
    pub(in crate::domains::user) passes: u32,
    pub(in crate::domains::user) lanes: u32,
}

/// Why no hash could be made or read: the settings or the stored text are broken.
#[derive(Debug, thiserror::Error)]
#[error("passwords cannot be hashed: {0}")]
pub(in crate::domains::user) struct Broken(String);

impl From<argon2::Error> for Broken {
    fn from(error: argon2::Error) -> Self {
        Self(error.to_string())
    }
}

impl From<password_hash::Error> for Broken {
    fn from(error: password_hash::Error) -> Self {
        Self(error.to_string())
    }
}

impl Cost {
    fn params(self) -> Result<Params, Broken> {
        Ok(Params::new(self.memory_kib, self.passes, self.lanes, None)?)
    }

    fn hasher(self) -> Result<Argon2<'static>, Broken> {
        Ok(Argon2::new(Algorithm::Argon2id, Version::V0x13, self.params()?))
    }
}

/// The text to store for a password: algorithm, cost, salt and hash in PHC form.
///
/// # Errors
/// When the cost is out of the algorithm's bounds.
pub(in crate::domains::user) fn hash(
    password: &str,
    salt: [u8; 16],
    cost: Cost,
) -> Result<String, Broken> {
    let composed: String = password.nfc().collect();
    Ok(cost.hasher()?.hash_password_with_salt(composed.as_bytes(), &salt)?.to_string())
}

/// Whether a password is the one of the stored text. Without a stored text it does the same work
/// and says no, so that nobody can tell by the time which accounts exist.
///
/// # Errors
/// When the stored text or the cost cannot be used.
pub(in crate::domains::user) fn is_right(
    password: &str,
    stored: Option<&str>,
    cost: Cost,
) -> Result<bool, Broken> {
    let Some(stored) = stored else {
        hash(password, [0; 16], cost)?;
        return Ok(false);
    };
    let composed: String = password.nfc().collect();
    match cost.hasher()?.verify_password(composed.as_bytes(), stored) {
        Ok(()) => Ok(true),
        Err(password_hash::Error::PasswordInvalid) => Ok(false),
        Err(error) => Err(error.into()),
    }
}

/// Whether a stored text was made at another cost than the one now asked for.
pub(in crate::domains::user) fn is_outdated(stored: &str, cost: Cost) -> bool {
    let Ok(params) = PasswordHash::new(stored)
        .map_err(drop)
        .and_then(|one| Params::try_from(&one).map_err(drop))
    else {
        return true;
    };
    let found =
        Cost { memory_kib: params.m_cost(), passes: params.t_cost(), lanes: params.p_cost() };
    found != cost
}

#[cfg(test)]
mod tests {
    use super::*;

    const CHEAP: Cost = Cost { memory_kib: 64, passes: 1, lanes: 1 };

    #[test]
    fn only_the_right_password_passes() {
        let stored = hash("correct horse", [7; 16], CHEAP).unwrap();
        assert!(stored.starts_with("$argon2id$v=19$m=64,t=1,p=1$"), "{stored}");
        assert!(is_right("correct horse", Some(&stored), CHEAP).unwrap());
        assert!(!is_right("correct horsf", Some(&stored), CHEAP).unwrap());
        assert!(!is_right("correct horse", None, CHEAP).unwrap());
        assert!(is_right("correct horse", Some("no hash"), CHEAP).is_err());
    }

    #[test]
    fn a_password_typed_on_another_keyboard_is_the_same() {
        let stored = hash("caf\u{e9} au lait", [7; 16], CHEAP).unwrap();
        assert!(is_right("cafe\u{301} au lait", Some(&stored), CHEAP).unwrap());
    }

    #[test]
    fn salts_tell_equal_passwords_apart_and_a_new_cost_shows() {
        let stored = hash("correct horse", [7; 16], CHEAP).unwrap();
        assert_ne!(stored, hash("correct horse", [8; 16], CHEAP).unwrap());
        let dearer = Cost { passes: 2, ..CHEAP };
        assert!(!is_outdated(&stored, CHEAP));
        assert!(is_outdated(&stored, dearer));
        assert!(is_right("correct horse", Some(&stored), dearer).unwrap());
        assert!(hash("x", [7; 16], Cost { memory_kib: 1, ..CHEAP }).is_err());
    }
}
