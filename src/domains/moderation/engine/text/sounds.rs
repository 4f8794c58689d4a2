//! A text as the syllables that it sounds like: characters by their reading, and words in Latin
//! letters that are pinyin. It must not take English for Chinese.

use super::hits::Manner;
use super::keys::Shape;
use super::letters::{Gap, Script};
use super::pairs::Pair;
use super::pinyin::WORD_LETTERS_MAX;
use super::spacing::han_holds;
use super::strand::{Symbol, mark_singles};
use super::tables::Tables;

/// Letters that stand alone and are read as one word: `f a l u n`.
const SPELLED_MIN: usize = 4;
/// Letters of two syllables that count; `ama` or `dada` may be anything.
const PAIR_LETTERS_MIN: usize = 5;
/// Ways to read one term that are looked for.
const VARIANTS_MAX: usize = 4;
/// Stands for what has no sound.
const SILENT: u32 = u32::MAX;

/// Syllables of a text, in order.
#[derive(Debug, Default)]
pub(super) struct Voice {
    pub(super) symbols: Vec<Symbol>,
    origins: Vec<Origin>,
    syllables: Vec<u32>,
    /// By symbol: the number of its syllable with tone, of characters only.
    toned: Vec<u16>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Origin {
    Han,
    /// So many letters of a word, and whether it begins and ends with them.
    Latin {
        letters: u8,
        is_first: bool,
        is_last: bool,
    },
    Silent,
}

impl Voice {
    /// The syllables of letters that were spread from a text, as they are seen.
    pub(super) fn of(letters: &[Symbol], tables: &Tables) -> Self {
        let mut voice = Self {
            symbols: Vec::with_capacity(letters.len()),
            origins: Vec::with_capacity(letters.len()),
            syllables: Vec::with_capacity(letters.len()),
            toned: Vec::with_capacity(letters.len()),
        };
        let mut parts = Vec::new();
        let mut at = 0;
        while let Some(symbol) = letters.get(at) {
            let end = match symbol.script {
                Script::Latin => word_end(letters, at),
                Script::Han | Script::Digit | Script::Other => at + 1,
            };
            let sound = tables.sound_of(symbol.letter).filter(|_| symbol.script == Script::Han);
            match sound {
                Some(sound) => {
                    voice.push(*symbol, Origin::Han, u32::from(sound.syllable));
                    voice.toned.push(sound.toned);
                },
                None if symbol.script == Script::Latin => {
                    voice.push_word(&letters[at..end], tables, &mut parts);
                },
                None => voice.push(*symbol, Origin::Silent, SILENT),
            }
            at = end;
        }
        voice.toned.resize(voice.symbols.len(), 0);
        mark_singles(&mut voice.symbols);
        voice
    }

    /// The syllables, as they are searched.
    pub(super) fn units(&self) -> impl ExactSizeIterator<Item = u32> + '_ {
        self.syllables.iter().copied()
    }

    fn push(&mut self, symbol: Symbol, origin: Origin, syllable: u32) {
        self.toned.resize(self.symbols.len(), 0);
        self.symbols.push(symbol);
        self.origins.push(origin);
        self.syllables.push(syllable);
    }

    fn push_word(&mut self, word: &[Symbol], tables: &Tables, parts: &mut Vec<(u16, u8)>) {
        let Some((spelled, owners)) = spell(word) else {
            self.push(word[0], Origin::Silent, SILENT);
            return;
        };
        let is_pinyin = tables.syllables().split(spelled.as_bytes(), parts);
        if !is_pinyin || (parts.len() > 1 && tables.is_english(&spelled)) {
            self.push(word[0], Origin::Silent, SILENT);
            return;
        }
        let mut from = 0;
        for (index, (syllable, letters)) in parts.iter().enumerate() {
            let to = from + usize::from(*letters);
            let first = owners.get(from).copied().unwrap_or_default();
            let last = owners.get(to).map_or(word.len() - 1, |next| next.saturating_sub(1));
            let mut symbol = word[first];
            symbol.place.end = word[last].place.end;
            let (is_first, is_last) = (index == 0, index + 1 == parts.len());
            let origin = Origin::Latin { letters: *letters, is_first, is_last };
            self.push(symbol, origin, u32::from(*syllable));
            from = to;
        }
    }

    /// In which manner a term is found in the syllables from `start` to `end`, if it is.
    pub(super) fn judge(&self, (start, end): (usize, usize), term: &[char]) -> Option<Manner> {
        let (found, origins) = (self.symbols.get(start..end)?, self.origins.get(start..end)?);
        let is_han = |origin: &Origin| *origin == Origin::Han;
        let han = origins.iter().filter(|origin| is_han(origin)).count();
        if han == 0 {
            return latin_holds(found, origins).then_some(Manner::Pinyin);
        }
        if term.len() != found.len() || !han_holds(found, Shape::default()) {
            return None;
        }
        let pairs = found.iter().zip(term).zip(origins);
        let is_same = |((symbol, letter), origin): &((&Symbol, &char), &Origin)| {
            is_han(origin) && symbol.letter == **letter
        };
        let same = pairs.filter(is_same).count();
        match (same == han, found.len()) {
            // As it is written, which is found without its sound.
            (true, _) if han == found.len() => None,
            (true, 0..=2) => is_whole_word(origins).then_some(Manner::Pinyin),
            (true, _) => Some(Manner::Pinyin),
            // Two syllables are shared by many words.
            (false, 0..=2) => None,
            (false, _) => Some(Manner::Homophone),
        }
    }

    /// Whether a syllable is written in Latin letters.
    pub(super) fn is_latin(&self, at: usize) -> bool {
        matches!(self.origins.get(at), Some(Origin::Latin { .. }))
    }

    /// Each two characters in a row with their sounds, and where they are.
    pub(super) fn pairs(&self) -> impl Iterator<Item = (usize, Pair)> + '_ {
        let windows =
            self.symbols.windows(2).zip(self.origins.windows(2)).zip(self.toned.windows(2));
        windows.enumerate().filter_map(|(at, windows)| match windows {
            (([one, other], [Origin::Han, Origin::Han]), [sound, next]) => {
                Some((at, Pair { letters: [one.letter, other.letter], toned: [*sound, *next] }))
            },
            _ => None,
        })
    }

    /// Whether two characters in a row are one term.
    pub(super) fn pair_holds(&self, at: usize) -> bool {
        self.symbols.get(at..at + 2).is_some_and(|found| han_holds(found, Shape::default()))
    }
}

/// Where a word in Latin letters ends that begins at `at`: at the next gap, or after some letters
/// that stand alone.
fn word_end(letters: &[Symbol], at: usize) -> usize {
    let is_latin = |symbol: &&Symbol| symbol.script == Script::Latin;
    let rest = &letters[at..];
    let alone = rest.iter().take_while(|symbol| symbol.is_single && is_latin(symbol)).count();
    if alone >= SPELLED_MIN {
        return at + alone;
    }
    let joined = rest
        .iter()
        .skip(1)
        .take_while(|symbol| symbol.gap == Gap::Touch && symbol.script == Script::Latin);
    at + 1 + joined.count()
}

/// The letters of a word, stretched ones once, and for each which symbol it is.
fn spell(word: &[Symbol]) -> Option<(String, Vec<usize>)> {
    let (mut spelled, mut owners) = (String::new(), Vec::new());
    let mut at = 0;
    for run in word.chunk_by(|one, other| one.letter == other.letter) {
        let letter = run.first().map(|symbol| symbol.letter).filter(char::is_ascii_lowercase)?;
        let kept = if run.len() > 2 { 1 } else { run.len() };
        for index in 0..kept {
            spelled.push(letter);
            owners.push(at + index);
        }
        at += run.len();
        if spelled.len() > WORD_LETTERS_MAX {
            return None;
        }
    }
    Some((spelled, owners))
}

fn is_whole_word(origins: &[Origin]) -> bool {
    let begins = |origin: &Origin| !matches!(origin, Origin::Latin { is_first: false, .. });
    let ends = |origin: &Origin| !matches!(origin, Origin::Latin { is_last: false, .. });
    origins.first().is_some_and(begins) && origins.last().is_some_and(ends)
}

/// Whether Latin syllables are one term. Two of them are, when they are a whole word; `he man` and
/// `can he` are English. Of three or more, words and gaps may be as they are.
fn latin_holds(found: &[Symbol], origins: &[Origin]) -> bool {
    let gaps = found.iter().skip(1).map(|symbol| symbol.gap.max(symbol.inner));
    let widest = gaps.max().unwrap_or(Gap::Touch);
    let letters: usize = origins
        .iter()
        .map(|origin| match origin {
            Origin::Latin { letters, .. } => usize::from(*letters),
            Origin::Han | Origin::Silent => 0,
        })
        .sum();
    let is_wide = match found.len() {
        0..=2 => widest > Gap::Mark || !is_whole_word(origins),
        _ => widest > Gap::Space,
    };
    !is_wide && letters >= PAIR_LETTERS_MIN
}

/// The strings of syllables by which a term of ideographs is found; none for others.
pub(super) fn keys_of(term: &[char], tables: &Tables) -> Vec<Vec<u32>> {
    let mut ways: Vec<Vec<u16>> = vec![Vec::new()];
    for letter in term {
        let mut longer = Vec::new();
        for sound in tables.sounds_of(*letter) {
            let fresh = ways.iter().map(|way| [way.as_slice(), &[sound.syllable]].concat());
            longer.extend(fresh.take(VARIANTS_MAX.saturating_sub(longer.len())));
        }
        // Readings of one character may differ by tone alone.
        longer.sort_unstable();
        longer.dedup();
        ways = longer;
    }
    if term.len() < 2 {
        return Vec::new();
    }
    let mut parts = Vec::new();
    let mut keys = Vec::new();
    for way in ways {
        keys.push(way.iter().map(|syllable| u32::from(*syllable)).collect());
        // Written together, the syllables may split elsewhere: `xi an` is `xian`.
        let name = |syllable: &u16| tables.syllables().name(*syllable).to_owned();
        let written: String = way.iter().map(name).collect();
        if tables.syllables().split(written.as_bytes(), &mut parts) {
            keys.push(parts.iter().map(|(syllable, _)| u32::from(*syllable)).collect());
        }
    }
    keys.sort_unstable();
    keys.dedup();
    keys
}

/// The first letters of the syllables of a term.
pub(super) fn initials_of(term: &[char], tables: &Tables) -> Option<String> {
    let first = |letter: &char| {
        let syllable = tables.sound_of(*letter)?.syllable;
        tables.syllables().name(syllable).chars().next()
    };
    term.iter().map(first).collect()
}
