//! What is known of characters beyond Unicode's own tables: simplified forms, lookalikes, Chinese
//! readings, English words. It must not be changed once it is read; `data/README.md` says where
//! each file comes from, and under which licence.

use std::collections::HashMap;

use super::pinyin::Syllables;

const SIMPLIFIED: &str = include_str!("data/simplified.txt");
const LOOKALIKES: &str = include_str!("data/lookalikes.txt");
const READINGS: &str = include_str!("data/readings.txt");
const ENGLISH: &str = include_str!("data/english.txt");

/// Radicals and ideographs from here on are looked up by index.
const HAN_FIRST: u32 = 0x2e80;
const HAN_COUNT: usize = 0x7180;

/// One way to say a character: the syllable without its tone, and both together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Sound {
    pub(super) syllable: u16,
    /// A number for each syllable with tone.
    pub(super) toned: u16,
}

/// Read once, then shared by all that fold and match.
#[derive(Debug)]
pub(crate) struct Tables {
    /// By ideograph from `HAN_FIRST` on: its simplified form, or zero.
    simplified: Vec<u32>,
    /// The same for those beyond.
    simplified_far: Vec<(char, char)>,
    lookalikes: Vec<(char, char)>,
    /// By ideograph: one more than the index of its first reading, or zero.
    first_sounds: Vec<u16>,
    other_sounds: Vec<(char, u16)>,
    sounds: Vec<Sound>,
    syllables: Syllables,
    english: Vec<&'static str>,
}

impl Tables {
    /// Reads the files that the program contains. Lines that are not of their form are passed
    /// over; the tests count that there are none.
    pub(crate) fn read() -> Self {
        let mut tables = Self {
            simplified: vec![0; HAN_COUNT],
            simplified_far: Vec::new(),
            lookalikes: Vec::new(),
            first_sounds: vec![0; HAN_COUNT],
            other_sounds: Vec::new(),
            sounds: Vec::new(),
            syllables: Syllables::default(),
            english: ENGLISH.lines().collect(),
        };
        for line in SIMPLIFIED.lines() {
            tables.add_simplified(line);
        }
        for line in LOOKALIKES.lines() {
            let mut letters = line.chars();
            if let Some(meant) = letters.next() {
                tables.lookalikes.extend(letters.map(|letter| (letter, meant)));
            }
        }
        // First and other readings stand in different lines: the same one has the same number.
        let mut numbers = HashMap::new();
        for line in READINGS.lines() {
            tables.add_reading(line, &mut numbers);
        }
        tables.simplified_far.sort_unstable();
        tables.lookalikes.sort_unstable();
        tables.other_sounds.sort_unstable();
        tables.english.sort_unstable();
        tables
    }

    fn add_simplified(&mut self, line: &str) {
        let mut letters = line.chars();
        let (Some(old), Some(new)) = (letters.next(), letters.next()) else {
            return;
        };
        match han_index(old) {
            Some(index) => self.simplified[index] = u32::from(new),
            None => self.simplified_far.push((old, new)),
        }
    }

    /// `fa3 法砝…`, or with a plus sign before it where it is not the first reading.
    fn add_reading(&mut self, line: &'static str, numbers: &mut HashMap<&'static str, u16>) {
        let is_first = !line.starts_with('+');
        let Some((spelled, letters)) = line.trim_start_matches('+').split_once(' ') else {
            return;
        };
        let bare = spelled.trim_end_matches(|letter: char| letter.is_ascii_digit());
        let (Some(syllable), Ok(fresh)) =
            (self.syllables.add(bare), u16::try_from(self.sounds.len()))
        else {
            return;
        };
        let toned = *numbers.entry(spelled).or_insert(fresh);
        self.sounds.push(Sound { syllable, toned });
        let number = fresh + 1;
        for letter in letters.chars() {
            match han_index(letter) {
                Some(index) if is_first => self.first_sounds[index] = number,
                _ => self.other_sounds.push((letter, number)),
            }
        }
    }

    /// The simplified form of an ideograph; others stay what they are.
    pub(super) fn simplify(&self, letter: char) -> char {
        let near = match han_index(letter) {
            Some(index) => char::from_u32(self.simplified[index]).filter(|new| *new != '\0'),
            None => find(&self.simplified_far, letter),
        };
        near.unwrap_or(letter)
    }

    /// The Latin letter that a letter of another script, or an odd one, looks like.
    pub(super) fn lookalike(&self, letter: char) -> Option<char> {
        find(&self.lookalikes, letter)
    }

    /// How an ideograph is read most often.
    pub(super) fn sound_of(&self, letter: char) -> Option<Sound> {
        let number = *self.first_sounds.get(han_index(letter)?)?;
        self.sounds.get(usize::from(number.checked_sub(1)?)).copied()
    }

    /// All ways to read an ideograph, the usual one first; at most three.
    pub(super) fn sounds_of(&self, letter: char) -> impl Iterator<Item = Sound> + '_ {
        let from = self.other_sounds.partition_point(|(one, _)| *one < letter);
        let others = self.other_sounds[from..].iter().take_while(move |(one, _)| *one == letter);
        let others = others.filter_map(|(_, number)| number.checked_sub(1));
        let others = others.filter_map(|index| self.sounds.get(usize::from(index)).copied());
        self.sound_of(letter).into_iter().chain(others)
    }

    pub(super) fn syllables(&self) -> &Syllables {
        &self.syllables
    }

    /// Whether a word is English for all we know, and no pinyin or abbreviation of a term.
    pub(super) fn is_english(&self, word: &str) -> bool {
        self.english.binary_search(&word).is_ok()
    }
}

fn han_index(letter: char) -> Option<usize> {
    let index = u32::from(letter).checked_sub(HAN_FIRST)?;
    usize::try_from(index).ok().filter(|index| *index < HAN_COUNT)
}

fn find(pairs: &[(char, char)], letter: char) -> Option<char> {
    let index = pairs.binary_search_by_key(&letter, |(one, _)| *one).ok()?;
    pairs.get(index).map(|(_, other)| *other)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_of_the_files_is_read() {
        let tables = Tables::read();
        let near = tables.simplified.iter().filter(|new| **new != 0).count();
        assert_eq!(near + tables.simplified_far.len(), SIMPLIFIED.lines().count());
        assert_eq!(tables.sounds.len(), READINGS.lines().count());
        let letters = |lines: &str| lines.chars().filter(|letter| *letter != '\n').count();
        assert_eq!(tables.lookalikes.len() + LOOKALIKES.lines().count(), letters(LOOKALIKES));
        let first = tables.first_sounds.iter().filter(|number| **number != 0).count();
        let listed = READINGS.lines().filter_map(|line| line.split_once(' '));
        let listed: usize = listed.map(|(_, letters)| letters.chars().count()).sum();
        assert_eq!(first + tables.other_sounds.len(), listed);
        assert!(tables.lookalikes.windows(2).all(|pair| pair[0].0 != pair[1].0), "two meanings");
    }

    #[test]
    fn simplified_forms_are_final() {
        let tables = Tables::read();
        for line in SIMPLIFIED.lines() {
            let old = line.chars().next().expect("a line has two letters");
            let new = tables.simplify(old);
            assert_ne!(old, new);
            assert_eq!(tables.simplify(new), new, "{old} {new}");
        }
        assert_eq!(tables.simplify('輪'), '轮');
        assert_eq!(tables.simplify('a'), 'a');
    }

    #[test]
    fn readings_know_their_tones() {
        let tables = Tables::read();
        let sound = |letter| tables.sound_of(letter).expect("a usual character has a reading");
        assert_eq!(sound('炮'), sound('泡'));
        assert_eq!(sound('法').syllable, sound('发').syllable);
        assert_ne!(sound('法').toned, sound('发').toned);
        assert_eq!(tables.sound_of('a'), None);
        let ways: Vec<Sound> = tables.sounds_of('行').collect();
        assert!(ways.contains(&sound('形')) && ways.iter().any(|way| *way == sound('航')));
    }
}
