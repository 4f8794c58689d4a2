//! Chinese syllables in Latin letters: which there are, and how a word splits into them. It must
//! not know characters.

/// Letters of a word that is tried; a longer one is no pinyin.
pub(super) const WORD_LETTERS_MAX: usize = 64;
const SYLLABLE_LETTERS_MAX: usize = 6;
const LETTERS: usize = 26;

/// All syllables, as a tree of their letters.
#[derive(Debug)]
pub(super) struct Syllables {
    /// By node and letter: the next node, or zero.
    next: Vec<[u16; LETTERS]>,
    /// By node: one more than the syllable that ends there, or zero.
    ends: Vec<u16>,
    names: Vec<String>,
}

impl Default for Syllables {
    fn default() -> Self {
        Self { next: vec![[0; LETTERS]], ends: vec![0], names: Vec::new() }
    }
}

impl Syllables {
    /// Adds a syllable, and gives its number. `ü` is written `v` by some and `u` by others: both
    /// count as one. Syllables without a vowel have a number, but no word splits into them.
    pub(super) fn add(&mut self, name: &str) -> Option<u16> {
        let name = name.replace('v', "u");
        if let Some(known) = self.names.iter().position(|one| *one == name) {
            return u16::try_from(known).ok();
        }
        let number = u16::try_from(self.names.len()).ok()?;
        if name.contains(['a', 'e', 'i', 'o', 'u']) && name.len() <= SYLLABLE_LETTERS_MAX {
            let end = self.grow(name.as_bytes())?;
            self.ends[end] = number + 1;
        }
        self.names.push(name);
        Some(number)
    }

    fn grow(&mut self, name: &[u8]) -> Option<usize> {
        let mut node = 0;
        for byte in name {
            let letter = letter_index(*byte)?;
            if self.next[node][letter] == 0 {
                self.next[node][letter] = u16::try_from(self.next.len()).ok()?;
                self.next.push([0; LETTERS]);
                self.ends.push(0);
            }
            node = usize::from(self.next[node][letter]);
        }
        Some(node)
    }

    pub(super) fn name(&self, syllable: u16) -> &str {
        self.names.get(usize::from(syllable)).map_or("", String::as_str)
    }

    /// Splits a word into syllables, given as number and length: the first as long as the rest
    /// allows, and so on. Nothing where it does not split without a rest, so that two people who
    /// write the same get the same.
    pub(super) fn split(&self, word: &[u8], into: &mut Vec<(u16, u8)>) -> bool {
        into.clear();
        if word.is_empty() || word.len() > WORD_LETTERS_MAX {
            return false;
        }
        let mut best = [(0_u16, 0_u8); WORD_LETTERS_MAX + 1];
        for start in (0..word.len()).rev() {
            let mut node = 0;
            for (size, byte) in (1_u8..).zip(word[start..].iter().take(SYLLABLE_LETTERS_MAX)) {
                let letter = if *byte == b'v' { b'u' } else { *byte };
                let Some(letter) = letter_index(letter) else {
                    break;
                };
                node = usize::from(self.next[node][letter]);
                if node == 0 {
                    break;
                }
                let end = start + usize::from(size);
                if self.ends[node] != 0 && (end == word.len() || best[end].1 != 0) {
                    best[start] = (self.ends[node] - 1, size);
                }
            }
        }
        let mut start = 0;
        while start < word.len() && best[start].1 != 0 {
            into.push(best[start]);
            start += usize::from(best[start].1);
        }
        !into.is_empty()
    }
}

fn letter_index(byte: u8) -> Option<usize> {
    byte.is_ascii_lowercase().then(|| usize::from(byte - b'a'))
}

#[cfg(test)]
mod tests {
    use super::super::tables::Tables;
    use super::*;

    #[test]
    fn words_split_into_syllables_or_not_at_all() {
        let tables = Tables::read();
        for (word, parts) in [
            ("falungong", "fa lun gong"),
            ("fangun", "fan gun"),
            ("xian", "xian"),
            ("nver", "nu er"),
            ("woaini", "wo ai ni"),
            ("zhuangbi", "zhuang bi"),
            ("assassin", ""),
            ("ng", ""),
            ("fal", ""),
            ("", ""),
            ("FALUN", ""),
        ] {
            let mut found = Vec::new();
            let splits = tables.syllables().split(word.as_bytes(), &mut found);
            let names: Vec<&str> =
                found.iter().map(|(syllable, _)| tables.syllables().name(*syllable)).collect();
            assert_eq!(names.join(" "), parts, "{word}");
            assert_eq!(splits, !parts.is_empty(), "{word}");
        }
    }

    #[test]
    fn very_long_words_are_no_pinyin() {
        let tables = Tables::read();
        let (mut found, long) = (Vec::new(), "ba".repeat(WORD_LETTERS_MAX / 2));
        assert!(tables.syllables().split(long.as_bytes(), &mut found));
        assert!(!tables.syllables().split(format!("{long}ba").as_bytes(), &mut found));
    }
}
