//! Texts that say little at great length: one letter, one word or one piece over and over, emoji
//! alone, letters under heaps of marks. It must not compare a text with other texts.

use std::collections::HashMap;

use unicode_normalization::char::is_combining_mark;

use super::hits::{FloodFault, Hit, HitSource, Place, TermAction};
use super::letters::{Gap, Script, is_unseen};
use super::normalise::Folded;
use super::strand::{Sight, Symbol, spread};

/// From where on a text is a flood.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct FloodLimits {
    /// Shorter texts are no flood by their letters, words or pieces.
    pub(crate) letters_min: u32,
    /// The share of the most frequent letter.
    pub(crate) letter_percent_max: u32,
    /// The share of the most frequent word, where there are at least `words_min`.
    pub(crate) word_percent_max: u32,
    pub(crate) words_min: u32,
    /// How often a text may be one piece in a row.
    pub(crate) repeats_max: u32,
    /// Emoji that may stand without a letter.
    pub(crate) emoji_max: u32,
    /// Marks on one letter.
    pub(crate) marks_max: u32,
    pub(crate) action: TermAction,
    pub(crate) severity: u8,
}

impl Default for FloodLimits {
    fn default() -> Self {
        Self {
            letters_min: 12,
            letter_percent_max: 60,
            word_percent_max: 60,
            words_min: 6,
            repeats_max: 3,
            emoji_max: 12,
            marks_max: 4,
            action: TermAction::Review,
            severity: 10,
        }
    }
}

/// What was counted in a text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct FloodCounts {
    pub(crate) letters: u32,
    pub(crate) letter_percent: u32,
    pub(crate) words: u32,
    pub(crate) word_percent: u32,
    /// How often the text is one piece in a row.
    pub(crate) repeats: u32,
    pub(crate) emoji: u32,
    /// The most marks on one letter.
    pub(crate) marks: u32,
}

/// Counts. The folded form must be of this text.
pub(crate) fn count_flood(text: &str, folded: &Folded) -> FloodCounts {
    let symbols = spread(folded, Sight::Plain);
    let letters = number(symbols.len());
    let mut by_letter: HashMap<char, u32> = HashMap::new();
    for symbol in &symbols {
        *by_letter.entry(symbol.letter).or_default() += 1;
    }
    let mut by_word: HashMap<String, u32> = HashMap::new();
    let words = symbols.chunk_by(|one, next| {
        next.gap == Gap::Touch && one.script != Script::Han && next.script != Script::Han
    });
    for word in words.filter(|word| word.len() > 1) {
        let spelled = word.iter().map(|symbol| symbol.letter).collect();
        *by_word.entry(spelled).or_default() += 1;
    }
    let words: u32 = by_word.values().sum();
    FloodCounts {
        letters,
        letter_percent: percent(by_letter.values().max(), letters),
        words,
        word_percent: percent(by_word.values().max(), words),
        repeats: repeats(&symbols),
        emoji: number(text.chars().filter(|letter| is_emoji(*letter)).count()),
        marks: marks(text),
    }
}

fn number(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}

fn percent(part: Option<&u32>, whole: u32) -> u32 {
    let share = u64::from(part.copied().unwrap_or_default()) * 100;
    u32::try_from(share.checked_div(u64::from(whole)).unwrap_or_default()).unwrap_or(100)
}

/// How often a text is its shortest piece, a broken last one included. The piece follows from the
/// longest border (the failure function of Knuth, Morris and Pratt, 1977).
fn repeats(symbols: &[Symbol]) -> u32 {
    let mut borders = vec![0_usize; symbols.len()];
    for at in 1..symbols.len() {
        let mut border = borders[at - 1];
        while border > 0 && symbols[at].letter != symbols[border].letter {
            border = borders[border - 1];
        }
        borders[at] = border + usize::from(symbols[at].letter == symbols[border].letter);
    }
    let border = borders.last().copied().unwrap_or_default();
    let piece = symbols.len() - border;
    number(symbols.len().checked_div(piece).unwrap_or_default())
}

/// The most marks in a row.
fn marks(text: &str) -> u32 {
    let (mut run, mut most) = (0, 0);
    for letter in text.chars().filter(|letter| !is_unseen(*letter)) {
        run = if is_combining_mark(letter) { run + 1 } else { 0 };
        most = most.max(run);
    }
    most
}

/// Blocks of pictographs (Extended_Pictographic of UTS 51, without signs that texts use anyway).
fn is_emoji(letter: char) -> bool {
    matches!(letter, '\u{1f000}'..='\u{1faff}' | '\u{2600}'..='\u{27bf}' | '\u{2b00}'..='\u{2bff}')
}

/// Judges what was counted. `chars` is the length of the text.
pub(crate) fn judge_flood(counts: &FloodCounts, limits: &FloodLimits, chars: u32) -> Vec<Hit> {
    let is_long = counts.letters >= limits.letters_min;
    let is_wordy = is_long && counts.words >= limits.words_min;
    let faults = [
        (is_long && counts.letter_percent > limits.letter_percent_max, FloodFault::Letters),
        (is_wordy && counts.word_percent > limits.word_percent_max, FloodFault::Words),
        (is_long && counts.repeats > limits.repeats_max, FloodFault::Pieces),
        (counts.letters == 0 && counts.emoji > limits.emoji_max, FloodFault::Emoji),
        (counts.marks > limits.marks_max, FloodFault::Marks),
    ];
    let place = Place { start: 0, end: chars };
    let hit = |fault| Hit {
        source: HitSource::Flood(fault),
        place,
        action: limits.action,
        severity: limits.severity,
    };
    faults.into_iter().filter(|(is_fault, _)| *is_fault).map(|(_, fault)| hit(fault)).collect()
}

#[cfg(test)]
mod tests {
    use super::super::normalise::fold;
    use super::super::tables::Tables;
    use super::*;

    #[test]
    fn floods_are_told_from_lively_texts() {
        let tables = Tables::read();
        let zalgo = format!("h{}i", "\u{336}\u{301}\u{489}".repeat(4));
        for (text, faults) in [
            ("哈哈哈哈哈哈哈哈哈哈哈哈", vec![FloodFault::Letters, FloodFault::Pieces]),
            ("加我加我加我加我加我加我加", vec![FloodFault::Pieces]),
            ("spam spam spam spam spam eggs spam", vec![FloodFault::Words]),
            ("😂😂😂😂😂😂😂😂😂😂😂😂😂", vec![FloodFault::Emoji]),
            (&zalgo, vec![FloodFault::Marks]),
            ("哈哈哈", vec![]),
            ("😂😂😂", vec![]),
            ("That was really, really, really good, thank you!", vec![]),
            ("हिन्दी में टिप्पणी", vec![]),
            ("ที่นี่น้ำ", vec![]),
            ("", vec![]),
        ] {
            let folded = fold(text, &tables).expect("short enough to be folded");
            let counts = count_flood(text, &folded);
            let found = judge_flood(&counts, &FloodLimits::default(), folded.chars);
            let found: Vec<HitSource> = found.iter().map(|hit| hit.source).collect();
            let wanted: Vec<HitSource> = faults.into_iter().map(HitSource::Flood).collect();
            assert_eq!(found, wanted, "{text} {counts:?}");
        }
    }
}
