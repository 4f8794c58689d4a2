//! Searches a text for the terms of a matcher, and keeps what holds. It must not decide what
//! follows from a hit.

use super::hits::{Hit, HitSource, Manner, Place};
use super::keys::{KeyEntry, KeyRules, Shape};
use super::letters::Gap;
use super::matcher::Matcher;
use super::normalise::Folded;
#[cfg(test)]
use super::normalise::{TextError, fold};
use super::sounds::Voice;
use super::spacing::{han_holds, initials_hold, is_whole, letters_hold};
use super::strand::{Sight, Symbol, gather, spread, units};

/// Hits of one text that are kept; of more, the strongest.
pub(crate) const HITS_MAX: usize = 256;

/// What was found in a text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Finds {
    /// In the order of the text; each term at most once at each place, in its surest manner.
    pub(crate) hits: Vec<Hit>,
    /// There were more than are kept.
    pub(crate) is_cut: bool,
    /// Steps that it took, for tests: it grows as the text does.
    pub(crate) work: u64,
}

impl Matcher {
    /// Folds a text and searches it.
    #[cfg(test)]
    pub(crate) fn find(&self, text: &str) -> Result<Finds, TextError> {
        Ok(self.find_folded(&fold(text, &self.tables)?))
    }

    /// Searches a text that is folded already.
    pub(crate) fn find_folded(&self, folded: &Folded) -> Finds {
        let mut bag = Bag { finds: Finds { work: folded.work, ..Finds::default() }, floor: None };
        let plain = spread(folded, Sight::Plain);
        let seen = folded.has_lookalikes.then(|| spread(folded, Sight::Seen));
        if !self.sounds.is_empty() {
            self.find_sounds(seen.as_ref().unwrap_or(&plain), &mut bag);
        }
        self.find_words(plain, Sight::Plain, &mut bag);
        if let Some(seen) = seen {
            self.find_words(seen, Sight::Seen, &mut bag);
        }
        bag.close()
    }

    fn find_words(&self, letters: Vec<Symbol>, sight: Sight, bag: &mut Bag) {
        let symbols = gather(letters);
        bag.finds.work += count(symbols.len());
        self.words.each(
            units(&symbols),
            |_| true,
            |entry, start, end| {
                bag.finds.work += count(end - start);
                let manner = self.judge_word(entry, &symbols, start, end);
                let manner = manner.map(|manner| match sight {
                    Sight::Seen => manner.max(Manner::Disguised),
                    Sight::Plain => manner,
                });
                if let Some(manner) = manner {
                    self.keep(entry, manner, &symbols[start..end], bag);
                }
            },
        );
    }

    fn judge_word(
        &self,
        entry: &KeyEntry,
        symbols: &[Symbol],
        start: usize,
        end: usize,
    ) -> Option<Manner> {
        let found = &symbols[start..end];
        let shape = usize::try_from(entry.shape).ok().and_then(|at| self.shapes.get(at));
        let shape = shape.copied().unwrap_or_default();
        let holds = match entry.rules {
            KeyRules::Letters { is_word } => {
                (!is_word || is_whole(symbols, start, end))
                    && shape.fits(found, !is_word)
                    && letters_hold(symbols, start, end, shape)
            },
            KeyRules::Han { is_word } => {
                (!is_word || is_whole(symbols, start, end))
                    && shape.fits(found, !is_word)
                    && han_holds(found, shape)
            },
            KeyRules::Initials => shape.equals(found) && initials_hold(symbols, start, end),
            KeyRules::Sounds => false,
        };
        let manner = match entry.rules {
            KeyRules::Initials => Manner::Initials,
            _ if is_as_listed(found, shape) => Manner::Plain,
            _ => Manner::Disguised,
        };
        holds.then_some(manner)
    }

    fn find_sounds(&self, letters: &[Symbol], bag: &mut Bag) {
        let voice = Voice::of(letters, &self.tables);
        bag.finds.work += count(voice.symbols.len());
        let is_latin = |at| voice.is_latin(at);
        self.sounds.each(voice.units(), is_latin, |entry, start, end| {
            bag.finds.work += count(end - start);
            let manner = voice.judge((start, end), self.han_of(entry.term));
            let manner = manner.filter(|manner| match manner {
                Manner::Pinyin => self.options.has_pinyin,
                _ => self.options.has_homophones,
            });
            if let Some(manner) = manner {
                self.keep(entry, manner, &voice.symbols[start..end], bag);
            }
        });
        for (at, pair) in voice.pairs() {
            self.pairs.each(pair, |entry| {
                bag.finds.work += 1;
                if voice.pair_holds(at) {
                    self.keep(entry, Manner::Homophone, &voice.symbols[at..at + 2], bag);
                }
            });
        }
    }

    fn keep(&self, entry: &KeyEntry, manner: Manner, found: &[Symbol], bag: &mut Bag) {
        let demand = usize::try_from(entry.term).ok().and_then(|term| self.demands.get(term));
        let (Some((action, severity)), Some(first), Some(last)) =
            (demand, found.first(), found.last())
        else {
            return;
        };
        let place = Place { start: first.place.start, end: last.place.end };
        let source = HitSource::Term { index: entry.term, manner };
        bag.add(Hit { source, place, action: *action, severity: *severity });
    }
}

fn count(number: usize) -> u64 {
    u64::try_from(number).unwrap_or(u64::MAX)
}

/// Whether nothing was skipped, hidden or stretched.
fn is_as_listed(found: &[Symbol], shape: Shape) -> bool {
    let is_close = |(index, pair): (usize, &[Symbol])| match pair {
        [one, next] => {
            let touches = next.gap == Gap::Touch;
            if shape.has_gap(index + 1) {
                !touches
            } else {
                touches && one.place.end >= next.place.start
            }
        },
        _ => true,
    };
    found.windows(2).enumerate().all(is_close)
        && !found.iter().any(|symbol| symbol.is_broken)
        && shape.equals(found)
}

/// Hits on their way; what is kept of too many is the strongest.
struct Bag {
    finds: Finds,
    /// The weakest hit that is kept, once there are too many.
    floor: Option<usize>,
}

impl Bag {
    fn add(&mut self, hit: Hit) {
        if self.finds.hits.len() < HITS_MAX {
            self.finds.hits.push(hit);
            return;
        }
        self.finds.is_cut = true;
        let weakest = self.floor.or_else(|| weakest(&self.finds.hits));
        self.floor = weakest;
        let Some(kept) = weakest.and_then(|index| self.finds.hits.get_mut(index)) else {
            return;
        };
        if kept.strength() < hit.strength() {
            *kept = hit;
            self.floor = None;
        }
    }

    fn close(mut self) -> Finds {
        let hits = std::mem::take(&mut self.finds.hits);
        self.finds.hits = without_twins(hits);
        self.finds
    }
}

fn weakest(hits: &[Hit]) -> Option<usize> {
    let ranked = hits.iter().enumerate().min_by_key(|(_, hit)| hit.strength());
    ranked.map(|(index, _)| index)
}

/// Leaves out the less sure of two hits of one term at one place.
fn without_twins(mut hits: Vec<Hit>) -> Vec<Hit> {
    hits.sort_unstable_by_key(|hit| (hit.source, hit.place));
    let mut kept: Vec<Hit> = Vec::with_capacity(hits.len());
    for hit in hits {
        let same = kept.iter().rev().take_while(|one| one.term() == hit.term());
        if !same.into_iter().any(|one| one.place.meets(hit.place)) {
            kept.push(hit);
        }
    }
    kept.sort_by_key(|hit| (hit.place, hit.source));
    kept
}
