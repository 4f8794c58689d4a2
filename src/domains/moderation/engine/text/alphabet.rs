//! The letters of a list as short byte strings, frequent ones one byte long. It must not know what
//! the letters are: a unit is a character to one automaton and a syllable to another.

use std::collections::HashMap;

/// Units below this are looked up by index.
const NEAR: u32 = 0x1_0000;
/// What no term contains. No code has this byte.
pub(super) const NOTHING: u8 = 0;
const ONE_BYTE: u32 = 0x3f;
const ESCAPE: u8 = 0x3f;
const LEAD: u32 = 0x40;
const TRAIL: u32 = 0x80;
const TWO_BYTES: u32 = ONE_BYTE + (LEAD << 7);

/// Numbers the units that occur.
///
/// One byte below 64 is a code by itself; one from 64 on is followed by one from 128 on; 63 is
/// followed by three. So no code is found inside of another.
#[derive(Debug, Default)]
pub(super) struct Alphabet {
    near: Vec<u32>,
    far: HashMap<u32, u32>,
    count: u32,
}

impl Alphabet {
    /// The number of a unit, a new one if it has none. The sixty that come first are the cheapest.
    pub(super) fn admit(&mut self, unit: u32) -> u32 {
        let known = self.number(unit);
        if known != 0 {
            return known;
        }
        self.count += 1;
        match usize::try_from(unit).ok().filter(|_| unit < NEAR) {
            Some(index) => {
                let len = self.near.len().max(index + 1);
                self.near.resize(len, 0);
                self.near[index] = self.count;
            },
            None => {
                self.far.insert(unit, self.count);
            },
        }
        self.count
    }

    /// Zero for a unit that does not occur.
    pub(super) fn number(&self, unit: u32) -> u32 {
        if unit < NEAR {
            let near = usize::try_from(unit).ok().and_then(|index| self.near.get(index));
            near.copied().unwrap_or_default()
        } else {
            self.far.get(&unit).copied().unwrap_or_default()
        }
    }
}

/// Writes the code of a number.
pub(super) fn encode(number: u32, into: &mut Vec<u8>) {
    let byte = |bits: u32| u8::try_from(bits & 0xff).unwrap_or_default();
    let trail = |bits: u32| byte(TRAIL | (bits & 0x7f));
    if number < ONE_BYTE {
        into.push(byte(number));
    } else if number < TWO_BYTES {
        let rest = number - ONE_BYTE;
        into.extend([byte(LEAD + (rest >> 7)), trail(rest)]);
    } else {
        let rest = number - TWO_BYTES;
        into.extend([ESCAPE, trail(rest >> 14), trail(rest >> 7), trail(rest)]);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_differ_and_none_is_inside_of_another() {
        let mut codes = Vec::new();
        for number in (0..200).chain(8_100..8_400).chain([65_535, 2_000_000]) {
            let mut code = Vec::new();
            encode(number, &mut code);
            codes.push(code);
        }
        for (index, code) in codes.iter().enumerate() {
            let twins = codes.iter().filter(|other| other.starts_with(code)).count();
            assert_eq!(twins, 1, "{index}: {code:?}");
            assert!(code[0] < 0x80 && code[1..].iter().all(|byte| *byte >= 0x80), "{code:?}");
        }
    }

    #[test]
    fn units_keep_their_numbers() {
        let mut alphabet = Alphabet::default();
        let numbers: Vec<u32> =
            [7, 0x4e00, 0x2_0000, 7, 0x2_0000].map(|unit| alphabet.admit(unit)).to_vec();
        assert_eq!(numbers, [1, 2, 3, 1, 3]);
        assert_eq!([8, 0x3_0000, u32::MAX].map(|unit| alphabet.number(unit)), [0, 0, 0]);
    }
}
