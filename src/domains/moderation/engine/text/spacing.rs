//! Whether letters with gaps between them are one word spaced out, or several words that happen to
//! meet. It must not look at what they spell.
//!
//! The measure is what people do to hide a word (`f.u.c.k`, `f u c k`, `法 轮 功`), against what
//! they write anyway (`the pen is blue`, `such as S.`, `办法，轮到你`).

use super::keys::Shape;
use super::letters::{Gap, Script};
use super::strand::Symbol;

/// Letters of a word that is accepted with a blank inside, as `fuc k`, so that `as s` is not.
const SPLIT_LETTERS_MIN: usize = 4;
/// Letters of a word that is accepted when each stands alone.
const SPELLED_LETTERS_MIN: usize = 3;

/// Whether the symbols from `start` to `end` begin and end where words do.
pub(super) fn is_whole(symbols: &[Symbol], start: usize, end: usize) -> bool {
    opens(symbols, start) && ends(symbols, end)
}

fn opens(symbols: &[Symbol], at: usize) -> bool {
    let (Some(before), Some(here)) = (at.checked_sub(1).map(|at| symbols[at]), symbols.get(at))
    else {
        return true;
    };
    // What follows an apostrophe is the end of a word: `let's`.
    here.gap > Gap::Tick || (here.gap == Gap::Touch && differs(before.script, here.script))
}

fn ends(symbols: &[Symbol], at: usize) -> bool {
    let (Some(before), Some(next)) = (at.checked_sub(1).map(|at| symbols[at]), symbols.get(at))
    else {
        return true;
    };
    next.gap != Gap::Touch || differs(before.script, next.script)
}

fn differs(one: Script, other: Script) -> bool {
    one != other
}

/// The widest gap inside, but for those that the term has itself.
fn widest(found: &[Symbol], shape: Shape) -> Gap {
    let gaps = found.iter().enumerate().map(|(index, symbol)| {
        let is_own = index == 0 || shape.has_gap(index);
        if is_own { symbol.inner } else { symbol.gap.max(symbol.inner) }
    });
    gaps.max().unwrap_or(Gap::Touch)
}

/// Whether letters of an alphabet belong together.
pub(super) fn letters_hold(symbols: &[Symbol], start: usize, end: usize, shape: Shape) -> bool {
    let found = &symbols[start..end];
    let gap = widest(found, shape);
    if gap == Gap::Touch {
        return true;
    }
    let letters: usize = found.iter().map(|symbol| usize::from(symbol.run)).sum();
    if found.iter().all(|symbol| symbol.is_single) {
        return letters >= SPELLED_LETTERS_MIN && !is_part_of_spelled(symbols, start, end);
    }
    // `fuc k`: no word is one letter, but `a` and `I`, and what people write for `oh` and `you`.
    let lone = |symbol: &Symbol| symbol.is_single && !"aiou".contains(symbol.letter);
    match gap {
        Gap::Touch | Gap::Tick | Gap::Mark => true,
        Gap::Space => letters >= SPLIT_LETTERS_MIN && found.iter().any(lone),
        Gap::Clause => false,
    }
}

/// Whether a word that is spelled out goes on beyond what was found, as in `c l a s s`. The words
/// before and after may be one letter: `I f u c k u`.
fn is_part_of_spelled(symbols: &[Symbol], start: usize, end: usize) -> bool {
    let goes_on = |symbol: &Symbol, words: &str| {
        symbol.is_single && symbol.script == Script::Latin && !words.contains(symbol.letter)
    };
    let before = start.checked_sub(1).and_then(|at| symbols.get(at));
    before.is_some_and(|symbol| goes_on(symbol, "iu"))
        || symbols.get(end).is_some_and(|symbol| goes_on(symbol, "uy"))
}

/// Whether ideographs belong together.
pub(super) fn han_holds(found: &[Symbol], shape: Shape) -> bool {
    let singles = found.iter().filter(|symbol| symbol.is_single).count();
    let is_short = found.len() <= 2;
    match widest(found, shape) {
        Gap::Touch | Gap::Tick | Gap::Mark => true,
        // `学法 轮胎`: the end of one word and the begin of another.
        Gap::Space => !is_short || singles > 0,
        Gap::Clause => singles == found.len(),
    }
}

/// Whether initials stand alone: no letters or digits beside them, none between them but dots.
pub(super) fn initials_hold(symbols: &[Symbol], start: usize, end: usize) -> bool {
    let touches = |at: Option<usize>, gap: Gap| {
        let script = at.and_then(|at| symbols.get(at)).map(|symbol| symbol.script);
        gap == Gap::Touch && script.is_some_and(|script| script != Script::Han)
    };
    let gap = |at: usize| symbols.get(at).map_or(Gap::Clause, |symbol| symbol.gap);
    let found = &symbols[start..end];
    let is_plain = widest(found, Shape::default()) == Gap::Touch;
    let is_spelled = found.iter().all(|symbol| symbol.is_single && symbol.inner == Gap::Touch)
        && widest(found, Shape::default()) <= Gap::Mark;
    (is_plain || is_spelled)
        && is_whole(symbols, start, end)
        && !touches(start.checked_sub(1), gap(start))
        && !touches(Some(end), gap(end))
}

#[cfg(test)]
mod tests {
    use super::super::normalise::fold;
    use super::super::strand::{Sight, gather, spread};
    use super::super::tables::Tables;
    use super::*;

    /// The symbols of a text, and where the letters stand that are asked about.
    fn find(text: &str, letters: &str, tables: &Tables) -> (Vec<Symbol>, usize, usize) {
        let folded = fold(text, tables).expect("short enough to be folded");
        let symbols = gather(spread(&folded, Sight::Plain));
        let wanted: Vec<char> = letters.chars().collect();
        let mut windows = symbols.windows(wanted.len());
        let start =
            windows.position(|window| window.iter().map(|symbol| &symbol.letter).eq(&wanted));
        let start = start.expect("the text has these letters");
        (symbols, start, start + wanted.len())
    }

    #[test]
    fn letters_hold_together_when_a_word_is_hidden() {
        let tables = Tables::read();
        for (text, letters, holds) in [
            ("f.u.c.k", "fuck", true),
            ("f u c k", "fuck", true),
            ("f, u, c, k", "fuck", true),
            ("f u c k u", "fuck", true),
            ("fu.ck", "fuck", true),
            ("fuc k", "fuck", true),
            ("fu ck", "fuck", false),
            ("my pen is blue", "penis", false),
            ("I lost my pen. Is it here?", "penis", false),
            ("such as S.", "as", true),
            ("c l a s s", "as", false),
            ("b a s s", "as", false),
        ] {
            let (symbols, start, end) = find(text, letters, &tables);
            assert_eq!(letters_hold(&symbols, start, end, Shape::default()), holds, "{text}");
        }
    }

    #[test]
    fn ideographs_hold_together_unless_a_clause_ends() {
        let tables = Tables::read();
        for (text, letters, holds) in [
            ("法轮功", "法轮功", true),
            ("法 轮 功", "法轮功", true),
            ("法，轮，功", "法轮功", true),
            ("办法，轮功", "法轮功", false),
            ("学法 轮胎", "法轮", false),
            ("法 轮", "法轮", true),
            ("练法 轮 功", "法轮", true),
            ("办法，轮到你", "法轮", false),
            ("法-轮", "法轮", true),
        ] {
            let (symbols, start, end) = find(text, letters, &tables);
            assert_eq!(han_holds(&symbols[start..end], Shape::default()), holds, "{text}");
        }
    }

    #[test]
    fn words_and_initials_have_edges() {
        let tables = Tables::read();
        for (text, letters, word, initials) in [
            ("flg", "flg", true, true),
            ("练flg的", "flg", true, true),
            ("flg2", "flg", true, false),
            ("xflg", "flg", false, false),
            ("f.l.g", "flg", true, true),
            ("f l g", "flg", true, false),
            ("let's hit", "shit", false, false),
            ("fuck's", "fuck", true, true),
        ] {
            let (symbols, start, end) = find(text, letters, &tables);
            assert_eq!(is_whole(&symbols, start, end), word, "{text}");
            assert_eq!(initials_hold(&symbols, start, end), initials, "{text}");
        }
    }
}
