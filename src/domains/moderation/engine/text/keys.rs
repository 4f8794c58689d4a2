//! How a term is spelled for the search: the string that is looked for, and what the letters that
//! are found must be like. It must not know how strings are found.

use super::letters::{Gap, Script};
use super::strand::Symbol;

/// Letters of a term, repetitions counted once.
pub(super) const TERM_SYMBOLS_MAX: usize = 64;
/// From so many repetitions on, a letter is stretched, and stands for one or two as well.
const STRETCHED_MIN: u16 = 3;

/// How often each letter of a term stands in a row, and where its words begin.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub(super) struct Shape {
    /// Two bits a letter: one less than its repetitions, at most two.
    runs: u128,
    /// One bit a letter: a gap stands before it in the term itself.
    gaps: u64,
}

impl Shape {
    /// Nothing when there are too many letters.
    pub(super) fn of(symbols: &[Symbol]) -> Option<Self> {
        let mut shape = Self::default();
        if symbols.len() > TERM_SYMBOLS_MAX {
            return None;
        }
        for (index, symbol) in (0_u32..).zip(symbols) {
            let run = symbol.run.clamp(1, STRETCHED_MIN) - 1;
            shape.runs |= u128::from(run) << (2 * index);
            let opens = index > 0 && symbol.gap != Gap::Touch;
            shape.gaps |= u64::from(opens) << index;
        }
        Some(shape)
    }

    pub(super) fn is_trivial(self) -> bool {
        self == Self::default()
    }

    fn run(self, index: u32) -> u16 {
        let bits = self.runs.checked_shr(2 * index).unwrap_or_default() & 3;
        u16::try_from(bits).unwrap_or_default() + 1
    }

    pub(super) fn has_gap(self, index: usize) -> bool {
        let shift = u32::try_from(index).unwrap_or(u32::MAX);
        self.gaps.checked_shr(shift).unwrap_or_default() & 1 == 1
    }

    /// Whether the letters that were found are repeated as the term asks: as often, or stretched.
    /// At the ends of what may stand anywhere, more of them may belong to the neighbours.
    pub(super) fn fits(self, found: &[Symbol], has_open_ends: bool) -> bool {
        (0_u32..).zip(found).all(|(index, symbol)| {
            let wanted = self.run(index);
            let is_end = index == 0 || usize::try_from(index + 1) == Ok(found.len());
            let is_same = symbol.run == wanted || (is_end && has_open_ends);
            symbol.run >= wanted && (is_same || symbol.run >= STRETCHED_MIN)
        })
    }

    /// Whether the letters that were found are repeated exactly so.
    pub(super) fn equals(self, found: &[Symbol]) -> bool {
        (0_u32..).zip(found).all(|(index, symbol)| symbol.run == self.run(index))
    }
}

/// By which rules a string that was found is judged.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum KeyRules {
    /// A term in letters.
    Letters { is_word: bool },
    /// A term with ideographs.
    Han { is_word: bool },
    /// First letters of syllables.
    Initials,
    /// Syllables.
    Sounds,
}

/// What a string that is found leads to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct KeyEntry {
    pub(super) term: u32,
    pub(super) shape: u32,
    pub(super) rules: KeyRules,
}

impl KeyRules {
    pub(super) fn of(symbols: &[Symbol], is_word: bool) -> Self {
        let has_han = symbols.iter().any(|symbol| symbol.script == Script::Han);
        if has_han { Self::Han { is_word } } else { Self::Letters { is_word } }
    }
}

#[cfg(test)]
mod tests {
    use super::super::normalise::fold;
    use super::super::strand::{Sight, gather, spread};
    use super::super::tables::Tables;
    use super::*;

    fn symbols(text: &str, tables: &Tables) -> Vec<Symbol> {
        let folded = fold(text, tables).expect("short enough to be folded");
        gather(spread(&folded, Sight::Plain))
    }

    #[test]
    fn stretched_letters_fit_and_others_do_not() {
        let tables = Tables::read();
        for (term, text, is_open, fits) in [
            ("fuck", "fuuuuck", false, true),
            ("fuck", "fuuck", false, false),
            ("fuck", "fffuckkk", false, true),
            ("ass", "as", false, false),
            ("ass", "ass", false, true),
            ("ass", "assss", false, true),
            ("god", "good", false, false),
            ("xxx", "xx", false, false),
            ("xxx", "xxxxx", false, true),
            ("法轮功", "法法轮功功", false, false),
            ("法轮功", "法法轮功功", true, true),
            ("法轮功", "法轮轮功", true, false),
            ("功功", "功", true, false),
        ] {
            let shape = Shape::of(&symbols(term, &tables)).expect("short enough to be a term");
            assert_eq!(shape.fits(&symbols(text, &tables), is_open), fits, "{term} {text}");
        }
    }

    #[test]
    fn words_of_a_term_are_remembered_and_long_terms_refused() {
        let tables = Tables::read();
        let shape = Shape::of(&symbols("free money", &tables)).expect("short enough to be a term");
        let gaps: Vec<usize> = (0..9).filter(|index| shape.has_gap(*index)).collect();
        assert_eq!(gaps, [3], "the two e of free count once");
        assert!(!shape.has_gap(999));
        assert_eq!(Shape::of(&symbols(&"ab".repeat(33), &tables)), None);
    }
}
