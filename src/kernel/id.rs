//! Ids and random bytes as parameters. Ids are opaque and unguessable; they never order anything,
//! and an id of one kind is none of another.

#![expect(clippy::disallowed_methods, reason = "chance comes from here and nowhere else")]

use std::fmt;
use std::hash::Hash;
use std::marker::PhantomData;
use std::str::FromStr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// Where ids and secrets come from. Cheap to clone.
#[derive(Clone, Default)]
pub(crate) struct Ids {
    counted: Option<Arc<AtomicU64>>,
}

impl Ids {
    /// Ids from the randomness of this machine.
    pub(crate) fn system() -> Self {
        Self::default()
    }

    /// Ids that repeat from run to run, for tests.
    #[cfg(test)]
    pub(crate) fn counted() -> Self {
        Self { counted: Some(Arc::new(AtomicU64::new(1))) }
    }

    /// A new id of whatever kind is wanted.
    pub(crate) fn fresh<K: IdKind>(&self) -> Id<K> {
        Id { text: self.mint().into(), kind: PhantomData }
    }

    /// A new word that nobody guesses: 22 letters and digits, 128 bits.
    pub(crate) fn mint(&self) -> String {
        let bytes: [u8; 16] = self.bytes();
        encode62(u128::from_be_bytes(bytes))
    }

    /// An id for what is kept for long and indexed by it: 48 bits of time before 80 of chance, much
    /// as in a version 7 UUID (RFC 9562, 5.7), so that new ones lie beside each other in the index
    /// and a group of them changes two of its pages, not each one its own. It tells when it was
    /// made.
    pub(crate) fn mint_at(&self, now_ms: i64) -> String {
        let time = u128::from(now_ms.unsigned_abs()) << 80;
        let mut bytes = [0; 16];
        bytes[6..].copy_from_slice(&self.bytes::<10>());
        encode62(time | u128::from_be_bytes(bytes))
    }

    /// Fresh bytes for keys, tokens and salts.
    pub(crate) fn bytes<const N: usize>(&self) -> [u8; N] {
        let mut bytes = [0; N];
        match &self.counted {
            Some(counted) => {
                let next = counted.fetch_add(1, Ordering::SeqCst).to_be_bytes();
                let from = N.saturating_sub(next.len());
                bytes[from..].copy_from_slice(&next[next.len() - (N - from)..]);
            },
            None => getrandom::fill(&mut bytes)
                .expect("the kernel's random source answers once the machine has booted"),
        }
        bytes
    }
}

/// What an id is one of.
pub(crate) trait IdKind: fmt::Debug + Copy + Ord + Hash + 'static {
    /// For whoever reads that a text is none: `id of a video`.
    const NAME: &'static str;
}

/// The id of something of one kind. Only a text that can be an id is one. Cheap to clone.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Id<K> {
    text: Arc<str>,
    kind: PhantomData<fn() -> K>,
}

/// Declares kinds of ids: `ids! { VideoId OfVideo "id of a video" }`.
macro_rules! ids {
    ($($name:ident $kind:ident $text:literal)*) => {
        $(#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub(crate) enum $kind {}
        impl $crate::kernel::id::IdKind for $kind {
            const NAME: &'static str = $text;
        }
        pub(crate) type $name = $crate::kernel::id::Id<$kind>;)*
    };
}
pub(crate) use ids;

ids! { UserId OfUser "id of an account" }

/// A text is no id.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a text is no {0}")]
pub(crate) struct NoId(&'static str);

impl<K> Id<K> {
    pub(crate) fn as_str(&self) -> &str {
        &self.text
    }
}

impl<K: IdKind> FromStr for Id<K> {
    type Err = NoId;

    fn from_str(text: &str) -> Result<Self, NoId> {
        if is_id(text) {
            Ok(Self { text: text.into(), kind: PhantomData })
        } else {
            Err(NoId(K::NAME))
        }
    }
}

impl<K> fmt::Display for Id<K> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.text)
    }
}

impl<K> fmt::Debug for Id<K> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.text, out)
    }
}

impl<K> From<Id<K>> for String {
    fn from(id: Id<K>) -> Self {
        id.as_str().to_owned()
    }
}

impl<K> From<&Id<K>> for String {
    fn from(id: &Id<K>) -> Self {
        id.as_str().to_owned()
    }
}

impl<K> serde::Serialize for Id<K> {
    fn serialize<S: serde::Serializer>(&self, into: S) -> Result<S::Ok, S::Error> {
        into.serialize_str(&self.text)
    }
}

impl<'de, K: IdKind> serde::Deserialize<'de> for Id<K> {
    fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let text = String::deserialize(from)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
impl<K: IdKind> From<&str> for Id<K> {
    fn from(text: &str) -> Self {
        text.parse().expect("a test writes ids of letters and digits")
    }
}

/// No id is longer.
const ID_CHARS_MAX: usize = 64;

/// Whether a text can be an id at all.
pub(crate) fn is_id(text: &str) -> bool {
    !text.is_empty()
        && text.len() <= ID_CHARS_MAX
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric())
}

/// Letters and digits, so that an id is one word in a path, a query and a double click.
fn encode62(mut number: u128) -> String {
    const DIGITS: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    let mut text = [b'0'; 22];
    for place in text.iter_mut().rev() {
        let digit = usize::try_from(number % 62).expect("a remainder below 62 fits");
        *place = DIGITS[digit];
        number /= 62;
    }
    text.iter().map(|byte| char::from(*byte)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_one_word_of_fixed_length() {
        for number in [0, 1, u128::MAX] {
            let text = encode62(number);
            assert_eq!(text.len(), 22);
            assert!(text.chars().all(|letter| letter.is_ascii_alphanumeric()));
        }
        assert_ne!(encode62(1), encode62(2));
    }

    #[test]
    fn ids_of_one_time_lie_beside_each_other() {
        let ids = Ids::system();
        let (before, now, after) = (ids.mint_at(1), ids.mint_at(2), ids.mint_at(3));
        assert!(before < now && now < after && now.len() == 22);
        assert_ne!(ids.mint_at(2), now);
    }

    #[test]
    fn an_id_is_one_word_of_letters_and_digits() {
        let read = |text: &str| text.parse::<UserId>();
        let longest = "a".repeat(64);
        for text in ["a", "0123456789abcdefABCDEF", longest.as_str()] {
            assert_eq!(read(text).expect(text).as_str(), text);
        }
        let longer = "a".repeat(65);
        for text in ["", " ", "a b", "a-b", "../a", "a\0", "é", longer.as_str()] {
            assert_eq!(read(text).expect_err(text), NoId("id of an account"), "{text:?}");
        }
        let fresh: UserId = Ids::system().fresh();
        assert_eq!(read(fresh.as_str()), Ok(fresh));
    }

    #[test]
    fn counted_ids_repeat_and_system_ids_do_not() {
        assert_eq!(Ids::counted().mint(), Ids::counted().mint());
        assert_ne!(Ids::system().mint(), Ids::system().mint());
    }
}
