//! Hashes and checks passwords with argon2id (RFC 9106). Slow and hungry for memory by intent: it
//! must not run on the domain's own thread, and it must not say how a password was wrong.

use super::memory::Memory;
use argon2::password_hash;
use argon2::password_hash::phc::{Output, ParamsString, PasswordHash, Salt};
use argon2::{ARGON2ID_IDENT, Algorithm, Argon2, Params, Version};
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
pub(in crate::domains::user) struct HashFault(String);

impl From<argon2::Error> for HashFault {
    fn from(error: argon2::Error) -> Self {
        Self(error.to_string())
    }
}

impl From<password_hash::Error> for HashFault {
    fn from(error: password_hash::Error) -> Self {
        Self(error.to_string())
    }
}

impl Cost {
    fn params(self) -> Result<Params, HashFault> {
        Ok(Params::new(self.memory_kib, self.passes, self.lanes, None)?)
    }
}

/// The hash itself.
fn digest(
    password: &str,
    salt: &[u8],
    hasher: &Argon2<'_>,
    memory: &mut Memory,
) -> Result<Output, HashFault> {
    let composed: String = password.nfc().collect();
    let mut room = [0; Output::MAX_LENGTH];
    let length = hasher.params().output_len().unwrap_or(Params::DEFAULT_OUTPUT_LEN);
    let out = room.get_mut(..length).ok_or(password_hash::Error::OutputSize)?;
    let blocks = memory.blocks(hasher.params().block_count());
    hasher.hash_password_into_with_memory(composed.as_bytes(), salt, out, blocks)?;
    Ok(Output::new(out).map_err(password_hash::Error::from)?)
}

/// The text to store for a password: algorithm, cost, salt and hash in PHC form.
///
/// # Errors
/// When the cost is out of the algorithm's bounds.
pub(in crate::domains::user) fn hash(
    password: &str,
    salt: [u8; 16],
    cost: Cost,
    memory: &mut Memory,
) -> Result<String, HashFault> {
    let params = cost.params()?;
    let told = ParamsString::try_from(&params)?;
    let hasher = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
    let made = PasswordHash {
        algorithm: ARGON2ID_IDENT,
        version: Some(Version::V0x13.into()),
        params: told,
        salt: Some(Salt::new(&salt).map_err(password_hash::Error::from)?),
        hash: Some(digest(password, &salt, &hasher, memory)?),
    };
    Ok(made.to_string())
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
    memory: &mut Memory,
) -> Result<bool, HashFault> {
    let Some(stored) = stored else {
        hash(password, [0; 16], cost, memory)?;
        return Ok(false);
    };
    let stored = PasswordHash::new(stored).map_err(password_hash::Error::from)?;
    let algorithm = Algorithm::try_from(stored.algorithm.as_str())?;
    let version = stored.version.map(Version::try_from).transpose()?.unwrap_or_default();
    let hasher = Argon2::new(algorithm, version, Params::try_from(&stored)?);
    let (Some(salt), Some(expected)) = (&stored.salt, &stored.hash) else {
        return Err(HashFault("the stored text holds no hash".to_owned()));
    };
    // `Output` compares in constant time.
    Ok(digest(password, salt, &hasher, memory)? == *expected)
}

/// What the check of a password found.
pub(in crate::domains::user) struct Checked {
    pub(in crate::domains::user) right: bool,
    /// The hash at the cost of today, when the stored one was made at another.
    pub(in crate::domains::user) renewed: Option<String>,
}

/// Whether a password is right, and its hash at the cost of today if the stored one is outdated.
///
/// # Errors
/// As `is_right` and `hash`.
pub(in crate::domains::user) fn check(
    password: &str,
    stored: Option<&str>,
    (cost, salt): (Cost, [u8; 16]),
    memory: &mut Memory,
) -> Result<Checked, HashFault> {
    let right = is_right(password, stored, cost, memory)?;
    let is_stale = right && stored.is_some_and(|stored| is_outdated(stored, cost));
    let renewed = is_stale.then(|| hash(password, salt, cost, memory)).transpose()?;
    Ok(Checked { right, renewed })
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
    use argon2::{PasswordHasher as _, PasswordVerifier as _};

    const CHEAP: Cost = Cost { memory_kib: 64, passes: 1, lanes: 1 };

    /// Makes a hash in memory that another hash has left full.
    fn made(password: &str, salt: [u8; 16], cost: Cost) -> Result<String, HashFault> {
        let mut used = Memory::default();
        hash("another", [1; 16], Cost { memory_kib: 96, passes: 1, lanes: 1 }, &mut used)?;
        hash(password, salt, cost, &mut used)
    }

    fn opens(password: &str, stored: Option<&str>, cost: Cost) -> Result<bool, HashFault> {
        is_right(password, stored, cost, &mut Memory::default())
    }

    #[test]
    fn only_the_right_password_passes() {
        let stored = made("correct horse", [7; 16], CHEAP).unwrap();
        assert!(stored.starts_with("$argon2id$v=19$m=64,t=1,p=1$"), "{stored}");
        assert!(opens("correct horse", Some(&stored), CHEAP).unwrap());
        assert!(!opens("correct horsf", Some(&stored), CHEAP).unwrap());
        assert!(!opens("correct horse", None, CHEAP).unwrap());
        assert!(opens("correct horse", Some("no hash"), CHEAP).is_err());
        let (bare, _) = stored.rsplit_once('$').unwrap();
        assert!(opens("correct horse", Some(bare), CHEAP).is_err());
    }

    #[test]
    fn hashes_are_what_others_make_of_the_same() {
        let cost = Cost { memory_kib: 64, passes: 2, lanes: 2 };
        let others = Argon2::new(Algorithm::Argon2id, Version::V0x13, cost.params().unwrap());
        let other = others.hash_password_with_salt(b"correct horse", &[7; 16]).unwrap().to_string();
        let stored = made("correct horse", [7; 16], cost).unwrap();
        assert_eq!(stored, other);
        assert!(others.verify_password(b"correct horse", stored.as_str()).is_ok());
        let old = Argon2::new(Algorithm::Argon2i, Version::V0x10, CHEAP.params().unwrap());
        let old = old.hash_password_with_salt(b"correct horse", &[7; 16]).unwrap().to_string();
        assert!(opens("correct horse", Some(&old), cost).unwrap(), "what is stored counts");
        assert!(!opens("correct horsf", Some(&old), cost).unwrap());
    }

    #[test]
    fn a_password_typed_on_another_keyboard_is_the_same() {
        let stored = made("caf\u{e9} au lait", [7; 16], CHEAP).unwrap();
        assert!(opens("cafe\u{301} au lait", Some(&stored), CHEAP).unwrap());
    }

    #[test]
    fn salts_tell_equal_passwords_apart_and_a_new_cost_shows() {
        let stored = made("correct horse", [7; 16], CHEAP).unwrap();
        assert_ne!(stored, made("correct horse", [8; 16], CHEAP).unwrap());
        let dearer = Cost { passes: 2, ..CHEAP };
        assert!(!is_outdated(&stored, CHEAP));
        assert!(is_outdated(&stored, dearer));
        assert!(opens("correct horse", Some(&stored), dearer).unwrap());
        assert!(made("x", [7; 16], Cost { memory_kib: 1, ..CHEAP }).is_err());
    }
}
