//! Which parts of a text may contain a string of a list at all. It must not miss one; that it lets
//! others through costs time and nothing else.
//!
//! A set of bits says which groups of up to four units occur in the list (Bloom, 1970, with one
//! hash). Most texts have few such groups, and an automaton of many megabytes is then spared most
//! of its walk through memory.

/// Longer strings are known by each of their groups of so many units.
const GROUP: usize = 4;
/// Bits for each group, so that one in sixteen others looks like one of them.
const BITS: usize = 8;

#[derive(Debug)]
pub(super) struct Sieve {
    words: Vec<u64>,
    /// How far a hash is shifted to give a bit.
    shift: u32,
    /// By size: whether there are groups of it.
    has_size: [bool; GROUP + 1],
}

impl Sieve {
    /// Makes room for the groups of some strings, given their lengths.
    pub(super) fn new(lengths: impl Iterator<Item = usize>) -> Self {
        let groups: usize = lengths.map(|length| length.saturating_sub(GROUP - 1).max(1)).sum();
        let bits = groups.saturating_mul(BITS).next_power_of_two().max(64);
        Self {
            words: vec![0; bits / 64],
            shift: 64 - bits.trailing_zeros(),
            has_size: [false; GROUP + 1],
        }
    }

    /// Adds a string, as numbers that are not zero.
    pub(super) fn add(&mut self, string: &[u32]) {
        let size = string.len().min(GROUP);
        self.has_size[size] = true;
        for group in string.windows(size.max(1)) {
            let (word, bit) = self.place(hash(group));
            if let Some(word) = self.words.get_mut(word) {
                *word |= bit;
            }
        }
    }

    pub(super) fn has(&self, group: &[u32]) -> bool {
        self.has_hash(hash(group))
    }

    /// Marks the units of a text that may belong to a string. Two units are looked at as a pair
    /// only where `pairs` says so of one of them.
    pub(super) fn mark(&self, text: &[u32], pairs: impl Fn(usize) -> bool) -> Vec<bool> {
        let mut marks = vec![false; text.len()];
        for start in 0..text.len() {
            let mut mixed = 0;
            for (size, number) in (1..=GROUP).zip(&text[start..]) {
                if *number == 0 {
                    break;
                }
                mixed = step(mixed, *number);
                let is_asked = size != 2 || pairs(start) || pairs(start + 1);
                if self.has_size[size] && is_asked && self.has_hash(mixed) {
                    marks[start..start + size].fill(true);
                }
            }
        }
        marks
    }

    fn has_hash(&self, mixed: u64) -> bool {
        let (word, bit) = self.place(mixed);
        self.words.get(word).is_some_and(|word| word & bit != 0)
    }

    fn place(&self, mixed: u64) -> (usize, u64) {
        let index = mixed.checked_shr(self.shift).unwrap_or_default();
        (usize::try_from(index / 64).unwrap_or(usize::MAX), 1 << (index % 64))
    }
}

fn hash(group: &[u32]) -> u64 {
    group.iter().fold(0, |mixed, number| step(mixed, *number))
}

/// Multiplication spreads a number over the high bits (Knuth, vol. 3, 6.4).
fn step(mixed: u64, number: u32) -> u64 {
    (mixed.rotate_left(23) ^ u64::from(number)).wrapping_mul(0x9e37_79b9_7f4a_7c15)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_string_is_missed_and_most_of_the_rest_is_sifted_out() {
        let strings: &[&[u32]] = &[&[1], &[2, 3], &[4, 5, 6], &[7, 8, 9, 10, 11, 12]];
        let mut sieve = Sieve::new(strings.iter().map(|string| string.len()));
        strings.iter().for_each(|string| sieve.add(string));
        for string in strings {
            let text = [&[90, 91], *string, &[92]].concat();
            let marks = sieve.mark(&text, |_| true);
            assert!(marks[2..2 + string.len()].iter().all(|mark| *mark), "{string:?}");
        }
        let other: Vec<u32> = (1_000..2_000).collect();
        let marks = sieve.mark(&other, |_| true);
        let passed = marks.iter().filter(|mark| **mark).count();
        assert!(passed < 600, "{passed} of 1000 passed");
        assert_eq!(sieve.mark(&[0, 0, 0, 0, 0], |_| true), [false; 5]);
        assert!(sieve.mark(&[], |_| true).is_empty());
    }

    #[test]
    fn pairs_are_marked_where_they_are_asked_for() {
        let mut sieve = Sieve::new([2].into_iter());
        sieve.add(&[1, 2]);
        assert_eq!(sieve.mark(&[1, 2], |at| at == 1), [true, true]);
        assert_eq!(sieve.mark(&[1, 2], |_| false), [false, false]);
    }

    #[test]
    fn an_empty_sieve_lets_nothing_through() {
        let sieve = Sieve::new(std::iter::empty());
        assert_eq!(sieve.mark(&[1, 2, 3], |_| true), [false; 3]);
        assert!(!sieve.has(&[1, 2]));
    }
}
