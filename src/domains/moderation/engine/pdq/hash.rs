//! The 256 bits of a PDQ hash: their distance and their text.
//! It must not know how they come out of a picture.

use std::fmt;
use std::str::FromStr;

use thiserror::Error;

/// Rows of bits, and bits of a row.
pub(super) const ROWS: usize = 16;

/// Bit 16 · row + column is 1 where that frequency is above the median.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Hash([u64; 4]);

/// Why a text is no hash.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub(crate) enum HashTextError {
    #[error("a hash has 64 hexadecimal digits, and this has {found} letters")]
    Length { found: usize },
    #[error("letter {column} is no hexadecimal digit")]
    Digit { column: usize },
}

impl Hash {
    /// Of its bits, the first one in the lowest place of the first word.
    pub(super) fn from_words(words: [u64; 4]) -> Self {
        Self(words)
    }

    /// How many bits differ, 0 to 256.
    #[cfg(test)]
    pub(crate) fn distance(&self, other: &Self) -> u32 {
        self.0.iter().zip(&other.0).map(|(one, other)| (one ^ other).count_ones()).sum()
    }

    /// The distance if it is at most `most`. Of hashes that have nothing to do with each other,
    /// half of the bits say so.
    pub(super) fn distance_within(&self, other: &Self, most: u32) -> Option<u32> {
        let [first, second, third, fourth] = self.0;
        let half = (first ^ other.0[0]).count_ones() + (second ^ other.0[1]).count_ones();
        if half > most {
            return None;
        }
        let whole = half + (third ^ other.0[2]).count_ones() + (fourth ^ other.0[3]).count_ones();
        (whole <= most).then_some(whole)
    }

    /// The rows of bits.
    pub(super) fn rows(&self) -> [u16; ROWS] {
        let mut rows = [0; ROWS];
        for (row, bytes) in rows.iter_mut().zip(self.bytes().rchunks(2)) {
            *row = u16::from_be_bytes([bytes[0], bytes[1]]);
        }
        rows
    }

    /// As the text has them: the last bit first.
    pub(crate) fn bytes(&self) -> [u8; 32] {
        let mut bytes = [0; 32];
        for (chunk, word) in bytes.rchunks_mut(8).zip(&self.0) {
            chunk.copy_from_slice(&word.to_be_bytes());
        }
        bytes
    }

    /// The reverse of `bytes`.
    pub(crate) fn from_bytes(bytes: &[u8; 32]) -> Self {
        let mut words = [0; 4];
        for (chunk, word) in bytes.rchunks(8).zip(&mut words) {
            *word = chunk.iter().fold(0, |word, byte| word << 8 | u64::from(*byte));
        }
        Self(words)
    }
}

/// 64 hexadecimal digits, as other programs write a PDQ hash: the last bit first.
impl fmt::Display for Hash {
    fn fmt(&self, text: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.bytes().iter().try_for_each(|byte| write!(text, "{byte:02x}"))
    }
}

impl fmt::Debug for Hash {
    fn fmt(&self, text: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(text, "Hash({self})")
    }
}

impl FromStr for Hash {
    type Err = HashTextError;

    fn from_str(text: &str) -> Result<Self, HashTextError> {
        let letters = text.chars().count();
        let mut bytes = [0; 32];
        for (at, letter) in text.chars().take(64).enumerate() {
            let digit = letter.to_digit(16).and_then(|digit| u8::try_from(digit).ok());
            let digit = digit.ok_or(HashTextError::Digit { column: at + 1 })?;
            bytes[at / 2] = bytes[at / 2] << 4 | digit;
        }
        if letters != 64 {
            return Err(HashTextError::Length { found: letters });
        }
        Ok(Self::from_bytes(&bytes))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_read_as_they_are_written() {
        let text = "f8f8f0cee0f4a84f06370a22038f63f0b36e2ed596621e1d33e6b39c4e9c9b22";
        let hash: Hash = text.parse().unwrap();
        assert_eq!(hash.to_string(), text);
        assert_eq!(text.to_uppercase().parse(), Ok(hash));
        assert_eq!((hash.rows()[0], hash.rows()[1], hash.rows()[15]), (0x9b22, 0x4e9c, 0xf8f8));
        assert_eq!(Hash::from_bytes(&hash.bytes()), hash);
        let first = Hash::from_words([1, 0, 0, 0]);
        assert_eq!(first.to_string(), format!("{:064x}", 1));
    }

    #[test]
    fn other_texts_are_refused() {
        let good = "0".repeat(64);
        for (text, error) in [
            (String::new(), HashTextError::Length { found: 0 }),
            (good[1..].to_owned(), HashTextError::Length { found: 63 }),
            (format!("{good}0"), HashTextError::Length { found: 65 }),
            (format!("{good}g"), HashTextError::Length { found: 65 }),
            (format!("0x{}", &good[2..]), HashTextError::Digit { column: 2 }),
            (format!("{}g", &good[1..]), HashTextError::Digit { column: 64 }),
            (format!("{}é", &good[1..]), HashTextError::Digit { column: 64 }),
        ] {
            assert_eq!(text.parse::<Hash>(), Err(error), "{text}");
        }
    }

    #[test]
    fn distances_count_bits() {
        let none = Hash::from_words([0; 4]);
        for (words, distance) in [
            ([0, 0, 0, 0], 0),
            ([1, 0, 0, 0], 1),
            ([0, 0, 0, 1 << 63], 1),
            ([0xff, 0xff, 0xff, 0xff], 32),
            ([0, 0, 0xffff, 0xffff], 32),
            ([0xffff, 0xffff, 0, 0], 32),
            ([u64::MAX; 4], 256),
        ] {
            let other = Hash::from_words(words);
            assert_eq!(none.distance(&other), distance);
            for most in [0, 1, 31, 32, 256] {
                let within = (distance <= most).then_some(distance);
                assert_eq!(none.distance_within(&other, most), within, "{distance} {most}");
            }
        }
    }
}
