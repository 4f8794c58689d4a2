//! A folded text made ready for search: in one of its views, with repetitions gathered. It must not
//! search.

use super::hits::Place;
use super::letters::{Gap, Script, gap_of, script_of};
use super::normalise::{Folded, is_stretchable, viewed};

/// Which of the two views of a letter counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sight {
    Plain,
    Seen,
}

/// A letter with its repetitions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Symbol {
    pub(super) letter: char,
    pub(super) script: Script,
    pub(super) place: Place,
    /// How often it stands in a row.
    pub(super) run: u16,
    /// What stands before it.
    pub(super) gap: Gap,
    /// The widest gap between its repetitions.
    pub(super) inner: Gap,
    /// It stands alone, with a gap or an end on either side.
    pub(super) is_single: bool,
    /// Something hidden or skipped stands between its repetitions.
    pub(super) is_broken: bool,
}

/// Counts repetitions together: the symbols of one letter become one. Letters that stand alone are
/// one word spelled out, and count together as well; two words never share a letter.
pub(super) fn gather(mut symbols: Vec<Symbol>) -> Vec<Symbol> {
    symbols.dedup_by(|next, kept| {
        let is_near = next.gap == Gap::Touch || (kept.is_single && next.is_single);
        let joins = next.letter == kept.letter && is_near && is_stretchable(next.letter);
        if joins {
            kept.run = kept.run.saturating_add(1);
            kept.inner = kept.inner.max(next.gap);
            kept.is_broken |= kept.place.end != next.place.start;
            kept.place.end = next.place.end;
        }
        joins
    });
    mark_singles(&mut symbols);
    symbols
}

/// The letters of symbols, as they are searched.
pub(super) fn units(symbols: &[Symbol]) -> impl ExactSizeIterator<Item = u32> + '_ {
    symbols.iter().map(|symbol| u32::from(symbol.letter))
}

/// How a term is compared: as it is, but for signs in it that stand for letters. `a$$` is looked
/// for as `ass`, and not as `a`.
pub(super) fn term_sight(folded: &Folded) -> Sight {
    let mut signs = folded.letters.iter().filter(|letter| letter.is_sign);
    if signs.any(|letter| letter.seen != letter.plain) { Sight::Seen } else { Sight::Plain }
}

/// The letters of a text in one view, one symbol each.
pub(super) fn spread(folded: &Folded, sight: Sight) -> Vec<Symbol> {
    let mut symbols: Vec<Symbol> = Vec::with_capacity(folded.letters.len());
    let mut before = Gap::Touch;
    for letter in &folded.letters {
        before = before.max(letter.gap);
        let Some(shape) = viewed(letter, sight == Sight::Seen) else {
            before = before.max(gap_of(letter.plain));
            continue;
        };
        symbols.push(Symbol {
            letter: shape,
            script: script_of(shape),
            place: letter.place,
            run: 1,
            gap: before,
            inner: Gap::Touch,
            is_single: false,
            is_broken: false,
        });
        before = Gap::Touch;
    }
    mark_singles(&mut symbols);
    symbols
}

pub(super) fn mark_singles(symbols: &mut [Symbol]) {
    let mut is_open = true;
    for index in 0..symbols.len() {
        let is_shut = symbols.get(index + 1).is_none_or(|next| next.gap != Gap::Touch);
        let symbol = &mut symbols[index];
        symbol.is_single = (is_open || symbol.gap != Gap::Touch) && is_shut;
        is_open = false;
    }
}

#[cfg(test)]
mod tests {
    use super::super::normalise::fold;
    use super::super::tables::Tables;
    use super::*;

    fn symbols(text: &str, tables: &Tables) -> Vec<Symbol> {
        let folded = fold(text, tables).expect("short enough to be folded");
        gather(spread(&folded, Sight::Plain))
    }

    #[test]
    fn repetitions_are_counted_and_spelled_words_kept_apart() {
        let tables = Tables::read();
        for (text, letters, runs) in [
            ("fuuuuck", "fuck", vec![1, 4, 1, 1]),
            ("ass", "as", vec![1, 2]),
            ("a s s", "as", vec![1, 2]),
            ("kiss someone", "kissomeone", vec![1, 1, 2, 1, 1, 1, 1, 1, 1, 1]),
            ("1000", "1000", vec![1, 1, 1, 1]),
            ("功 功", "功", vec![2]),
            ("法功 功", "法功功", vec![1, 1, 1]),
        ] {
            let symbols = symbols(text, &tables);
            let found: String = symbols.iter().map(|symbol| symbol.letter).collect();
            let counted: Vec<u16> = symbols.iter().map(|symbol| symbol.run).collect();
            assert_eq!((found.as_str(), counted), (letters, runs), "{text}");
        }
    }

    #[test]
    fn letters_alone_are_known() {
        let tables = Tables::read();
        for (text, alone) in [("a bc d", "ad"), ("aa b", "ab"), ("法", "法"), ("a$ b", "ab")] {
            let symbols = symbols(text, &tables);
            let found = symbols.iter().filter(|symbol| symbol.is_single);
            let found: String = found.map(|symbol| symbol.letter).collect();
            assert_eq!(found, alone, "{text}");
        }
    }
}
