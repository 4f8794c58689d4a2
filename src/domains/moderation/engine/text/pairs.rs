//! Terms of two characters, found when one of the two is written as another that sounds the same,
//! tone included. It must not find what sounds alike in both characters: too many words do.

use std::collections::HashMap;

use super::keys::KeyEntry;
use super::sieve::Sieve;
use super::tables::Tables;

/// Terms that share a character and a sound; of more, the strongest are kept.
const SAME_MAX: usize = 8;

/// A character that stays, which of the two it is, and the sound of the other one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
struct PairKey {
    letter: u32,
    toned: u16,
    is_second: bool,
}

impl PairKey {
    fn new(letter: char, toned: u16, is_second: bool) -> Self {
        Self { letter: u32::from(letter), toned, is_second }
    }

    /// As the sieve takes it.
    fn group(self) -> [u32; 2] {
        let sound = u32::from(self.toned) + 1;
        if self.is_second { [sound, self.letter] } else { [self.letter, sound] }
    }
}

/// Two characters of a text, and the numbers of their syllables with tone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Pair {
    pub(super) letters: [char; 2],
    pub(super) toned: [u16; 2],
}

#[derive(Debug)]
pub(super) struct Pairs {
    sieve: Sieve,
    /// By key: where its entries begin and end.
    groups: HashMap<PairKey, (u32, u32)>,
    entries: Vec<Meant>,
}

/// The pairs of a list, while it is read: by what one is found, and the character that is meant.
#[derive(Debug, Default)]
pub(super) struct PairList(Vec<(PairKey, Meant)>);

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Meant {
    letter: char,
    entry: KeyEntry,
}

impl PairList {
    pub(super) fn add(&mut self, [first, second]: [char; 2], entry: KeyEntry, tables: &Tables) {
        let (one, other) = (Meant { letter: second, entry }, Meant { letter: first, entry });
        let firsts = tables.sounds_of(second);
        let firsts = firsts.map(|sound| (PairKey::new(first, sound.toned, false), one));
        let seconds = tables.sounds_of(first);
        let seconds = seconds.map(|sound| (PairKey::new(second, sound.toned, true), other));
        self.0.extend(firsts.chain(seconds));
    }
}

impl Pairs {
    /// Entries of one key stand in the order of `rank`, highest first. Nothing comes back when
    /// there are more than can be numbered.
    pub(super) fn build<R: Ord>(
        PairList(mut list): PairList,
        rank: impl Fn(&KeyEntry) -> R,
    ) -> Option<Self> {
        list.sort_unstable_by(|(key, meant), (other_key, other)| {
            key.cmp(other_key).then_with(|| rank(&other.entry).cmp(&rank(&meant.entry)))
        });
        let (mut groups, mut kept) = (HashMap::new(), Vec::new());
        for group in list.chunk_by(|(key, _), (next, _)| key == next) {
            let from = u32::try_from(kept.len()).ok()?;
            kept.extend(group.iter().take(SAME_MAX).map(|(_, meant)| *meant));
            groups.insert(group[0].0, (from, u32::try_from(kept.len()).ok()?));
        }
        let mut sieve = Sieve::new(groups.iter().map(|_| 2));
        groups.keys().for_each(|key| sieve.add(&key.group()));
        Some(Self { sieve, groups, entries: kept })
    }

    /// Tells of the terms that two characters are nearly, but not altogether.
    pub(super) fn each(&self, pair: Pair, mut tell: impl FnMut(&KeyEntry)) {
        let Pair { letters: [first, second], toned: [sound, next] } = pair;
        for (key, written) in
            [(PairKey::new(first, next, false), second), (PairKey::new(second, sound, true), first)]
        {
            if !self.sieve.has(&key.group()) {
                continue;
            }
            if let Some((from, to)) = self.groups.get(&key) {
                let meant = self.entries_from(*from, *to).iter();
                let others = meant.filter(|meant| meant.letter != written);
                others.for_each(|meant| tell(&meant.entry));
            }
        }
    }

    fn entries_from(&self, from: u32, to: u32) -> &[Meant] {
        let bound = |at: u32| usize::try_from(at).unwrap_or(usize::MAX);
        self.entries.get(bound(from)..bound(to)).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::super::keys::KeyRules;
    use super::*;

    fn pair(letters: [char; 2], tables: &Tables) -> Pair {
        let toned = |letter| tables.sound_of(letter).expect("a usual character is read").toned;
        Pair { letters, toned: letters.map(toned) }
    }

    #[test]
    fn one_character_stays_and_the_other_keeps_its_tone() {
        let tables = Tables::read();
        let mut list = PairList::default();
        for (term, pair) in (0..).zip([['约', '炮'], ['银', '行'], ['色', '情']]) {
            list.add(pair, KeyEntry { term, shape: 0, rules: KeyRules::Sounds }, &tables);
        }
        let pairs = Pairs::build(list, |entry| entry.term).expect("a few pairs fit");
        for (text, terms) in [
            (['约', '泡'], vec![0]),
            (['约', '跑'], vec![]),
            (['月', '泡'], vec![]),
            (['银', '航'], vec![1]),
            (['银', '形'], vec![1]),
            (['淫', '行'], vec![1]),
            (['色', '晴'], vec![2]),
            (['色', '情'], vec![]),
        ] {
            let mut found = Vec::new();
            pairs.each(pair(text, &tables), |entry| found.push(entry.term));
            assert_eq!(found, terms, "{text:?}");
        }
    }

    #[test]
    fn the_strongest_of_many_are_kept() {
        let tables = Tables::read();
        let mut list = PairList::default();
        for term in 0..20 {
            list.add(['约', '炮'], KeyEntry { term, shape: 0, rules: KeyRules::Sounds }, &tables);
        }
        let pairs = Pairs::build(list, |entry| entry.term).expect("a few pairs fit");
        let mut found = Vec::new();
        pairs.each(pair(['约', '泡'], &tables), |entry| found.push(entry.term));
        assert_eq!(found, [19, 18, 17, 16, 15, 14, 13, 12]);
    }
}
