//! Lists of terms made ready, so that a text is searched for all of them at once. It must not keep
//! the terms themselves: a hit names one by its index.

use std::collections::HashMap;
use std::sync::Arc;

use super::automaton::{Automaton, Keys};
use super::hits::{MatchKind, Term, TermAction};
use super::keys::{KeyEntry, KeyRules, Shape};
use super::letters::is_han;
use super::normalise::{Folded, TextError, fold};
use super::pairs::{PairList, Pairs};
use super::sounds::{initials_of, keys_of};
use super::strand::{Symbol, gather, spread, term_sight, units};
use super::tables::Tables;

/// Terms of one list.
pub(crate) const TERMS_MAX: usize = 1_000_000;
/// Characters of a term that is also looked for by its sound.
const SOUNDED_LETTERS_MAX: usize = 16;
/// Characters of a term that is also looked for by its initials.
const INITIALS_LETTERS: std::ops::RangeInclusive<usize> = 3..=6;

/// By what Chinese terms are found besides their characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct MatcherOptions {
    pub(crate) has_pinyin: bool,
    pub(crate) has_homophones: bool,
    pub(crate) has_initials: bool,
}

impl Default for MatcherOptions {
    fn default() -> Self {
        Self { has_pinyin: true, has_homophones: true, has_initials: true }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum TermError {
    #[error("the list has {terms} terms, at most {terms_max} are kept")]
    TooMany { terms: usize, terms_max: usize },
    #[error("term {index} has no letter or digit that could be found")]
    Blank { index: u32 },
    #[error("term {index} is longer than any that is looked for")]
    TooLong { index: u32 },
    #[error("the terms are too long together")]
    TooLarge,
}

/// Terms to be found. Built once for a list, then only read.
#[derive(Debug)]
pub(crate) struct Matcher {
    pub(super) tables: Arc<Tables>,
    pub(super) words: Automaton,
    pub(super) sounds: Automaton,
    pub(super) pairs: Pairs,
    pub(super) shapes: Vec<Shape>,
    /// By term: what it asks for.
    pub(super) demands: Vec<(TermAction, u8)>,
    /// The ideographs of all terms that are found by sound, and by term where they begin.
    pub(super) han: Vec<char>,
    pub(super) han_from: Vec<u32>,
    pub(super) options: MatcherOptions,
}

impl Matcher {
    pub(crate) fn build(
        terms: &[Term],
        tables: Arc<Tables>,
        options: MatcherOptions,
    ) -> Result<Self, TermError> {
        if terms.len() > TERMS_MAX {
            return Err(TermError::TooMany { terms: terms.len(), terms_max: TERMS_MAX });
        }
        let mut draft = Draft::new(&tables, options);
        for (index, term) in (0_u32..).zip(terms) {
            draft.add(index, term)?;
        }
        let demands: Vec<_> = terms.iter().map(|term| (term.action, term.severity)).collect();
        let rank = |entry: &KeyEntry| {
            let demand = usize::try_from(entry.term).ok().and_then(|term| demands.get(term));
            (demand.copied(), std::cmp::Reverse(entry.term))
        };
        let words = Automaton::build(draft.words, rank).ok_or(TermError::TooLarge)?;
        let sounds = Automaton::build(draft.sounds, rank).ok_or(TermError::TooLarge)?;
        let pairs = Pairs::build(draft.pairs, rank).ok_or(TermError::TooLarge)?;
        let (shapes, han, han_from) = (draft.shapes, draft.han, draft.han_from);
        Ok(Self { tables, words, sounds, pairs, shapes, demands, han, han_from, options })
    }

    /// The ideographs of a term; none when it is not found by sound.
    pub(super) fn han_of(&self, term: u32) -> &[char] {
        let bound = |at: usize| self.han_from.get(at).and_then(|at| usize::try_from(*at).ok());
        let term = usize::try_from(term).unwrap_or(usize::MAX - 1);
        let (Some(from), Some(to)) = (bound(term), bound(term + 1)) else {
            return &[];
        };
        self.han.get(from..to).unwrap_or_default()
    }
}

/// The strings of a list, while it is read.
struct Draft<'a> {
    tables: &'a Tables,
    options: MatcherOptions,
    words: Keys,
    sounds: Keys,
    pairs: PairList,
    shapes: Vec<Shape>,
    known: HashMap<Shape, u32>,
    han: Vec<char>,
    han_from: Vec<u32>,
}

impl<'a> Draft<'a> {
    fn new(tables: &'a Tables, options: MatcherOptions) -> Self {
        Self {
            tables,
            options,
            words: Keys::new(),
            sounds: Keys::new(),
            pairs: PairList::default(),
            shapes: vec![Shape::default()],
            known: HashMap::new(),
            han: Vec::new(),
            han_from: vec![0],
        }
    }

    fn add(&mut self, index: u32, term: &Term) -> Result<(), TermError> {
        let folded = fold(&term.text, self.tables);
        let folded = folded.map_err(|TextError::TooLong { .. }| TermError::TooLong { index })?;
        let symbols = term_symbols(&folded);
        if symbols.is_empty() {
            return Err(TermError::Blank { index });
        }
        let shape = Shape::of(&symbols).ok_or(TermError::TooLong { index })?;
        let shape = self.shape(shape).ok_or(TermError::TooLarge)?;
        let rules = KeyRules::of(&symbols, term.match_kind == MatchKind::Word);
        self.words.add(units(&symbols), KeyEntry { term: index, shape, rules });
        self.add_sounds(index, &folded);
        self.han_from.push(u32::try_from(self.han.len()).map_err(|_| TermError::TooLarge)?);
        Ok(())
    }

    fn add_sounds(&mut self, index: u32, folded: &Folded) {
        let letters: Vec<char> = folded.spelled().chars().collect();
        let is_sounded = (2..=SOUNDED_LETTERS_MAX).contains(&letters.len())
            && letters.iter().all(|letter| is_han(*letter));
        if !is_sounded {
            return;
        }
        if self.options.has_pinyin || self.options.has_homophones {
            let entry = KeyEntry { term: index, shape: 0, rules: KeyRules::Sounds };
            for key in keys_of(&letters, self.tables) {
                self.sounds.add(key.into_iter(), entry);
            }
            self.han.extend_from_slice(&letters);
            if let (true, [first, second]) = (self.options.has_homophones, letters.as_slice()) {
                self.pairs.add([*first, *second], entry, self.tables);
            }
        }
        if self.options.has_initials && INITIALS_LETTERS.contains(&letters.len()) {
            self.add_initials(index, &letters);
        }
    }

    fn add_initials(&mut self, index: u32, letters: &[char]) {
        let initials = initials_of(letters, self.tables);
        let initials = initials.filter(|initials| !self.tables.is_english(initials));
        let Some(folded) = initials.and_then(|text| fold(&text, self.tables).ok()) else {
            return;
        };
        let symbols = term_symbols(&folded);
        // Of one letter and its repetitions, no list is meant: `www`, `xxx`.
        if symbols.len() < 2 {
            return;
        }
        if let Some(shape) = Shape::of(&symbols).and_then(|shape| self.shape(shape)) {
            let entry = KeyEntry { term: index, shape, rules: KeyRules::Initials };
            self.words.add(units(&symbols), entry);
        }
    }

    fn shape(&mut self, shape: Shape) -> Option<u32> {
        if shape.is_trivial() {
            return Some(0);
        }
        if let Some(known) = self.known.get(&shape) {
            return Some(*known);
        }
        let fresh = u32::try_from(self.shapes.len()).ok()?;
        self.shapes.push(shape);
        self.known.insert(shape, fresh);
        Some(fresh)
    }
}

fn term_symbols(folded: &Folded) -> Vec<Symbol> {
    gather(spread(folded, term_sight(folded)))
}

#[cfg(test)]
mod tests {
    use super::super::hits::{Hit, HitSource, Manner, TermLanguage};
    use super::*;
    use Manner::{Homophone, Initials, Pinyin, Plain};

    fn term(text: &str, match_kind: MatchKind) -> Term {
        let (category, language) = (String::new(), TermLanguage::Other);
        let (severity, action) = (50, TermAction::Review);
        Term { text: text.to_owned(), category, severity, action, language, match_kind }
    }

    fn build(terms: &[Term], options: MatcherOptions) -> Result<Matcher, TermError> {
        Matcher::build(terms, Arc::new(Tables::read()), options)
    }

    fn manners(hits: &[Hit]) -> Vec<Manner> {
        let manner = |hit: &Hit| match hit.source {
            HitSource::Term { manner, .. } => Some(manner),
            HitSource::Pattern { .. } | HitSource::Link(_) | HitSource::Flood(_) => None,
        };
        hits.iter().filter_map(manner).collect()
    }

    #[test]
    fn terms_that_cannot_be_found_are_refused_by_their_index() {
        let long = "ab".repeat(40);
        for (text, error) in [
            ("…!", TermError::Blank { index: 1 }),
            ("", TermError::Blank { index: 1 }),
            (long.as_str(), TermError::TooLong { index: 1 }),
        ] {
            let terms = [term("fine", MatchKind::Word), term(text, MatchKind::Word)];
            let refused = build(&terms, MatcherOptions::default());
            assert_eq!(refused.err(), Some(error), "{text}");
        }
        let none = build(&[], MatcherOptions::default()).expect("an empty list is in order");
        assert_eq!(none.find("法轮功 fuck").expect("it is a short text").hits, []);
    }

    #[test]
    fn words_and_parts_of_words_are_told_apart() {
        let terms = [term("ass", MatchKind::Word), term("lass", MatchKind::Anywhere)];
        let matcher = build(&terms, MatcherOptions::default()).expect("both are in order");
        for (text, found) in [("class", vec![1]), ("an ass", vec![0]), ("passé", vec![])] {
            let finds = matcher.find(text).expect("it is a short text");
            let named: Vec<u32> = finds.hits.iter().filter_map(Hit::term).collect();
            assert_eq!(named, found, "{text}");
        }
    }

    #[test]
    fn sounds_are_looked_for_as_the_options_say() {
        let none = MatcherOptions { has_pinyin: false, has_homophones: false, has_initials: false };
        let terms = [term("法轮功", MatchKind::Anywhere), term("约炮", MatchKind::Anywhere)];
        let text = "falungong 发轮功 约泡 flg 法轮功";
        for (options, found) in [
            (none, vec![Plain]),
            (MatcherOptions { has_pinyin: true, ..none }, vec![Pinyin, Plain]),
            (MatcherOptions { has_homophones: true, ..none }, vec![Homophone, Homophone, Plain]),
            (MatcherOptions { has_initials: true, ..none }, vec![Initials, Plain]),
            (MatcherOptions::default(), vec![Pinyin, Homophone, Homophone, Initials, Plain]),
        ] {
            let matcher = build(&terms, options).expect("both are in order");
            let finds = matcher.find(text).expect("it is a short text");
            assert_eq!(manners(&finds.hits), found, "{options:?}");
        }
    }

    #[test]
    fn pinyin_is_not_found_where_it_is_more_likely_chance() {
        let texts = ["单侧", "大妈", "法轮", "太好饿", "他们们", "反感"];
        let terms = texts.map(|text| term(text, MatchKind::Anywhere));
        let matcher = build(&terms, MatcherOptions::default()).expect("all are in order");
        for (text, found) in [
            // English words.
            ("dance", vec![]),
            ("the", vec![]),
            // Two short syllables.
            ("dama", vec![]),
            // Two syllables inside of a longer word, or apart.
            ("wofalun", vec![]),
            ("fa lun", vec![]),
            ("falun", vec![Pinyin]),
            ("fa-lun", vec![Pinyin]),
            ("法lun", vec![Pinyin]),
            ("法lunpan", vec![]),
            ("发lun", vec![]),
            // It splits as well into `fang an`.
            ("fangan", vec![Pinyin]),
        ] {
            let finds = matcher.find(text).expect("it is a short text");
            assert_eq!(manners(&finds.hits), found, "{text}");
        }
    }

    #[test]
    fn one_place_is_one_hit_in_its_surest_manner() {
        let terms = [term("fuck", MatchKind::Word), term("法轮功", MatchKind::Anywhere)];
        let matcher = build(&terms, MatcherOptions::default()).expect("both are in order");
        // The lookalike elsewhere makes the text be searched twice.
        let finds = matcher.find("fuck n0body f.u.c.k 法轮功 FLG").expect("it is a short text");
        assert_eq!(manners(&finds.hits), [Plain, Manner::Disguised, Plain, Initials]);
        let places: Vec<(u32, u32)> =
            finds.hits.iter().map(|hit| (hit.place.start, hit.place.end)).collect();
        assert_eq!(places, [(0, 4), (12, 19), (20, 23), (24, 27)]);
    }
}
