//! Many strings, found in one pass over a text (Aho and Corasick, 1975). It must not judge what it
//! finds. Strings are of units, which are characters or syllables.

use aho_corasick::{AhoCorasick, AhoCorasickKind, MatchKind};

use super::alphabet::{Alphabet, NOTHING, encode};
use super::keys::{KeyEntry, KeyRules};
use super::sieve::Sieve;

/// Entries of one string; of more, the strongest are kept.
const ENTRIES_SAME_MAX: usize = 8;
/// Terms that share their initials; of more, the initials say nothing, and are not looked for.
const INITIALS_SAME_MAX: usize = 4;
/// Units that have the shortest codes.
const FREQUENT: &str = "etaoinshrdlcumwfgypbvkjxqz0123456789";

/// The strings to be found, in one buffer.
#[derive(Debug)]
pub(super) struct Keys {
    alphabet: Alphabet,
    numbers: Vec<u32>,
    keys: Vec<Key>,
}

#[derive(Clone, Copy, Debug)]
struct Key {
    start: usize,
    end: usize,
    entry: KeyEntry,
}

impl Keys {
    pub(super) fn new() -> Self {
        let mut alphabet = Alphabet::default();
        for letter in FREQUENT.chars() {
            alphabet.admit(u32::from(letter));
        }
        Self { alphabet, numbers: Vec::new(), keys: Vec::new() }
    }

    pub(super) fn add(&mut self, key: impl Iterator<Item = u32>, entry: KeyEntry) {
        let start = self.numbers.len();
        for unit in key {
            self.numbers.push(self.alphabet.admit(unit));
        }
        let end = self.numbers.len();
        if end > start {
            self.keys.push(Key { start, end, entry });
        }
    }
}

/// It is built once, and then only read.
#[derive(Debug)]
pub(super) struct Automaton {
    alphabet: Alphabet,
    sieve: Sieve,
    machine: AhoCorasick,
    /// By string: where its entries begin; one more at the end.
    groups: Vec<u32>,
    entries: Vec<KeyEntry>,
}

impl Automaton {
    /// Entries with the same string stand in the order of `rank`, highest first. Nothing comes
    /// back when there are more strings than the machine can hold.
    pub(super) fn build<R: Ord>(list: Keys, rank: impl Fn(&KeyEntry) -> R) -> Option<Self> {
        let Keys { alphabet, numbers, mut keys } = list;
        let string = |key: &Key| &numbers[key.start..key.end];
        keys.sort_unstable_by(|one, other| {
            let text = string(one).cmp(string(other));
            let ranks = || rank(&other.entry).cmp(&rank(&one.entry));
            text.then_with(ranks).then(one.entry.rules.cmp(&other.entry.rules))
        });
        let (mut groups, mut entries) = (Vec::new(), Vec::new());
        let mut strings: Vec<&[u32]> = Vec::new();
        for group in keys.chunk_by(|one, other| string(one) == string(other)) {
            let from = entries.len();
            admit(group, &mut entries);
            if entries.len() > from {
                groups.push(u32::try_from(from).ok()?);
                strings.push(string(&group[0]));
            }
        }
        groups.push(u32::try_from(entries.len()).ok()?);
        let mut sieve = Sieve::new(strings.iter().map(|string| string.len()));
        strings.iter().for_each(|string| sieve.add(string));
        let machine = make_machine(&strings)?;
        Some(Self { alphabet, sieve, machine, groups, entries })
    }

    /// Tells of every string in a text: each of its entries, and its units from where to where.
    /// Two units are looked at as a pair only where `pairs` says so of one of them.
    pub(super) fn each(
        &self,
        text: impl ExactSizeIterator<Item = u32>,
        pairs: impl Fn(usize) -> bool,
        mut tell: impl FnMut(&KeyEntry, usize, usize),
    ) {
        let numbers: Vec<u32> = text.map(|unit| self.alphabet.number(unit)).collect();
        let marks = self.sieve.mark(&numbers, pairs);
        if !marks.contains(&true) {
            return;
        }
        let mut bytes = Vec::with_capacity(numbers.len() * 2 + 1);
        let mut owners = Vec::with_capacity(numbers.len() * 2 + 1);
        for (index, (number, mark)) in (0_u32..).zip(numbers.iter().zip(&marks)) {
            match (mark, bytes.last()) {
                (true, _) => encode(*number, &mut bytes),
                // One byte is enough to part what is left.
                (false, Some(&NOTHING) | None) => {},
                (false, Some(_)) => bytes.push(NOTHING),
            }
            owners.resize(bytes.len(), index);
        }
        let owner = |at: usize| owners.get(at).and_then(|at| usize::try_from(*at).ok());
        for found in self.machine.find_overlapping_iter(&bytes) {
            let pattern = found.pattern().as_usize();
            let ends = (owner(found.start()), found.end().checked_sub(1).and_then(owner));
            if let (Some(start), Some(last)) = ends {
                self.entries_of(pattern).iter().for_each(|entry| tell(entry, start, last + 1));
            }
        }
    }

    fn entries_of(&self, pattern: usize) -> &[KeyEntry] {
        let bound = |at: usize| self.groups.get(at).and_then(|at| usize::try_from(*at).ok());
        let (from, to) = (bound(pattern).unwrap_or_default(), bound(pattern + 1));
        self.entries.get(from..to.unwrap_or_default()).unwrap_or_default()
    }

    pub(super) fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }
}

fn make_machine(strings: &[&[u32]]) -> Option<AhoCorasick> {
    let codes = strings.iter().map(|string| {
        let mut code = Vec::with_capacity(string.len() * 2);
        string.iter().for_each(|number| encode(*number, &mut code));
        code
    });
    let mut builder = AhoCorasick::builder();
    builder.kind(Some(AhoCorasickKind::ContiguousNFA)).match_kind(MatchKind::Standard);
    builder.prefilter(false).build(codes).ok()
}

/// Takes the entries of one string that are kept.
fn admit(group: &[Key], entries: &mut Vec<KeyEntry>) {
    let is_initials = |key: &&Key| key.entry.rules == KeyRules::Initials;
    let initials = group.iter().filter(is_initials).count();
    let says_something = initials <= INITIALS_SAME_MAX;
    let mut admitted = 0;
    for key in group {
        let is_twin = entries.last().is_some_and(|last| admitted > 0 && *last == key.entry);
        let is_kept = key.entry.rules != KeyRules::Initials || says_something;
        if !is_twin && is_kept && admitted < ENTRIES_SAME_MAX {
            entries.push(key.entry);
            admitted += 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(term: u32, rules: KeyRules) -> KeyEntry {
        KeyEntry { term, shape: 0, rules }
    }

    fn units(text: &str) -> impl ExactSizeIterator<Item = u32> {
        let units: Vec<u32> = text.chars().map(u32::from).collect();
        units.into_iter()
    }

    fn found(machine: &Automaton, text: &str) -> Vec<(u32, usize, usize)> {
        let mut found = Vec::new();
        let tell = |entry: &KeyEntry, start, end| found.push((entry.term, start, end));
        machine.each(units(text), |_| true, tell);
        found
    }

    #[test]
    fn all_strings_are_found_where_they_overlap() {
        let mut keys = Keys::new();
        for (term, key) in
            ["he", "she", "hers", "his", "she", "法轮", "轮", "🙂🙂x"].iter().enumerate()
        {
            let term = u32::try_from(term).expect("a few strings are counted");
            keys.add(units(key), entry(term, KeyRules::Sounds));
        }
        let machine = Automaton::build(keys, |entry| entry.term).expect("a few strings fit");
        assert_eq!(found(&machine, "ushers"), [(4, 1, 4), (1, 1, 4), (0, 2, 4), (2, 2, 6)]);
        assert_eq!(found(&machine, "办法轮到he"), [(5, 1, 3), (6, 2, 3), (0, 4, 6)]);
        assert_eq!(found(&machine, "一轮🙂🙂🙂x法法"), [(6, 1, 2), (7, 3, 6)]);
        assert_eq!(found(&machine, "h e"), []);
    }

    #[test]
    fn what_too_many_share_is_left_out() {
        let mut keys = Keys::new();
        for term in 0..20 {
            keys.add(units("abc"), entry(term, KeyRules::Sounds));
            keys.add(units("xyz"), entry(term, KeyRules::Initials));
        }
        keys.add(units(""), entry(99, KeyRules::Sounds));
        let machine = Automaton::build(keys, |entry| entry.term).expect("a few strings fit");
        let kept: Vec<u32> = found(&machine, "abc xyz").iter().map(|(term, ..)| *term).collect();
        assert_eq!(kept, [19, 18, 17, 16, 15, 14, 13, 12]);
    }

    #[test]
    fn what_is_skipped_joins_nothing() {
        let mut keys = Keys::new();
        for (term, key) in (0_u32..).zip(["ab", "cd", "bc"]) {
            keys.add(units(key), entry(term, KeyRules::Sounds));
        }
        let machine = Automaton::build(keys, |entry| entry.term).expect("a few strings fit");
        assert_eq!(found(&machine, "xxabxxcdxx"), [(0, 2, 4), (1, 6, 8)]);
    }

    #[test]
    fn no_strings_find_nothing() {
        let machine = Automaton::build(Keys::new(), |entry| entry.term).expect("none fit");
        assert!(machine.is_empty());
        assert_eq!(found(&machine, "abc"), []);
    }
}
