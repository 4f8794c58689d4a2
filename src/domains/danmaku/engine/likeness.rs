//! Whether two texts say nearly the same, as whoever watches would take them: the same letters, a
//! letter or two of difference, the same sounds in Chinese, or the same pairs of letters in another
//! order. It must not take short texts for each other that differ: one letter is a meaning there.

use pinyin::ToPinyin as _;
use unicode_normalization::UnicodeNormalization as _;

/// Of a letter that is repeated, no more are kept: who laughs longer says no more.
const RUN_MAX: usize = 3;
/// Letters of both texts for each letter that they may differ in, and how many these are at most.
const LETTERS_FOR_ONE: usize = 14;
const DIFFERENT_MAX: usize = 4;
/// Shorter ones have sounds and pairs in common by chance.
const SOUNDS_MIN: usize = 3;
const PAIRS_MIN: usize = 7;
/// The squared cosine of the counts of pairs from which on two texts are near.
const PAIRS_NEAR: f64 = 0.7;

/// What a text says, made to be compared.
#[derive(Debug, PartialEq, Eq)]
pub(in crate::domains::danmaku) struct Gist {
    letters: Vec<char>,
    /// The same with what sounds alike in Chinese made the same; empty where nothing is Chinese.
    sounds: Vec<u32>,
    /// Letters that stand beside each other, sorted.
    pairs: Vec<(char, char)>,
    /// One bit for each of the letters, by what they are.
    seen: u64,
}

impl Gist {
    /// The gist of a text.
    pub(in crate::domains::danmaku) fn of(text: &str) -> Self {
        let mut letters: Vec<char> = Vec::with_capacity(text.len());
        for letter in text.nfkc().flat_map(char::to_lowercase) {
            let run = letters.iter().rev().take_while(|last| **last == letter).count();
            if letter.is_alphanumeric() && run < RUN_MAX {
                letters.push(letter);
            }
        }
        if letters.is_empty() {
            // A text of signs alone is its signs.
            letters = text.chars().collect();
        }
        let mut pairs: Vec<_> = letters.windows(2).map(|two| (two[0], two[1])).collect();
        pairs.sort_unstable();
        let seen = letters.iter().fold(0, |seen, letter| seen | 1 << bit(*letter));
        Self { sounds: sounds(&letters), letters, pairs, seen }
    }

    /// Whether another text says nearly the same.
    pub(in crate::domains::danmaku) fn is_near(&self, other: &Self) -> bool {
        if self.letters == other.letters {
            return true;
        }
        let most = (self.letters.len() + other.letters.len()) / LETTERS_FOR_ONE;
        let most = most.min(DIFFERENT_MAX);
        // A letter that differs changes two bits.
        let is_possible = (self.seen ^ other.seen).count_ones() as usize <= 2 * most;
        if is_possible && is_within(&self.letters, &other.letters, most) {
            return true;
        }
        let is_heard = self.sounds.len().min(other.sounds.len()) >= SOUNDS_MIN;
        if is_heard && is_within(&self.sounds, &other.sounds, most) {
            return true;
        }
        let is_long = self.letters.len().min(other.letters.len()) >= PAIRS_MIN;
        is_long && cosine_squared(&self.pairs, &other.pairs) >= PAIRS_NEAR
    }
}

/// Letters with Chinese ones replaced by how they sound without tones, numbered beyond all letters.
fn sounds(letters: &[char]) -> Vec<u32> {
    const BEYOND: u32 = 0x0011_0000;
    let is_chinese = |letter: &char| letter.to_pinyin().is_some();
    if !letters.iter().any(is_chinese) {
        return Vec::new();
    }
    let sound = |letter: &char| match letter.to_pinyin() {
        Some(pinyin) => pinyin.plain().bytes().fold(BEYOND, |sum, byte| {
            // Six letters of 27 values each are all that a syllable has.
            sum.wrapping_mul(27).wrapping_add(u32::from(byte.wrapping_sub(b'`')))
        }),
        None => u32::from(*letter),
    };
    letters.iter().map(sound).collect()
}

fn bit(letter: char) -> u32 {
    u32::from(letter).wrapping_mul(0x9e37_79b1) >> 26
}

/// Whether one becomes the other by `most` changes: a letter more, less or another (Levenshtein).
fn is_within<T: PartialEq>(one: &[T], other: &[T], most: usize) -> bool {
    if one.len().abs_diff(other.len()) > most {
        return false;
    }
    if most == 0 {
        return one == other;
    }
    let mut before: Vec<usize> = (0..=other.len()).collect();
    let mut now = vec![0; other.len() + 1];
    for (row, left) in one.iter().enumerate() {
        now[0] = row + 1;
        for (column, right) in other.iter().enumerate() {
            let kept = before[column] + usize::from(left != right);
            now[column + 1] = kept.min(before[column + 1] + 1).min(now[column] + 1);
        }
        if now.iter().min().is_none_or(|least| *least > most) {
            return false;
        }
        std::mem::swap(&mut before, &mut now);
    }
    before.last().is_some_and(|changes| *changes <= most)
}

/// The squared cosine of two lists of pairs, each taken as how often it has which.
fn cosine_squared(one: &[(char, char)], other: &[(char, char)]) -> f64 {
    let (mut both, mut ones, mut others) = (0_u32, 0_u32, 0_u32);
    let (mut left, mut right) = (0, 0);
    while left < one.len() || right < other.len() {
        let pair = match (one.get(left), other.get(right)) {
            (Some(a), Some(b)) => *a.min(b),
            (Some(a), None) => *a,
            (None, Some(b)) => *b,
            (None, None) => break,
        };
        let (a, b) = (run(&one[left..], pair), run(&other[right..], pair));
        (left, right) = (left + a as usize, right + b as usize);
        (both, ones, others) = (both + a * b, ones + a * a, others + b * b);
    }
    f64::from(both).powi(2) / (f64::from(ones) * f64::from(others)).max(1.0)
}

/// How often a sorted list begins with a pair.
fn run(list: &[(char, char)], pair: (char, char)) -> u32 {
    list.iter().take_while(|one| **one == pair).fold(0, |run, _| run + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is_near(one: &str, other: &str) -> bool {
        let (one, other) = (Gist::of(one), Gist::of(other));
        assert_eq!(one.is_near(&other), other.is_near(&one), "it is so from both sides");
        one.is_near(&other)
    }

    #[test]
    fn what_says_the_same_is_near_however_it_is_written() {
        for (one, other) in [
            ("前方高能", "前方高能！！！"),
            ("前方 高能", "前方高能"),
            ("ＡＷＳＬ", "awsl"),
            ("哈哈哈哈", "哈哈哈哈哈哈哈哈哈"),
            ("2333", "2333333333"),
            ("？？", "？？"),
            // A letter more in a long one.
            ("this is the best part", "this is teh best part"),
            ("这一段的配乐真的太好听了", "这一段的配乐真的太好听"),
            // The same sounds.
            ("前方高能预警", "钱方高能预警"),
            ("泪目了家人们", "泪目了加人们"),
            // The same words in another order.
            ("前方高能预警请注意保护视力", "请注意保护视力前方高能预警"),
        ] {
            assert!(is_near(one, other), "{one} and {other}");
        }
    }

    #[test]
    fn what_says_something_else_is_not_near() {
        for (one, other) in [
            ("好", "坏"),
            ("是", "事"),
            ("我爱你", "我恨你"),
            ("左边", "右边"),
            ("第一集", "第二集"),
            ("yes", "yet"),
            ("？", "！"),
            ("", "好"),
            ("今天天气真好", "今天天气真差"),
            ("the cat sat on the mat", "a dog ran in a park"),
        ] {
            assert!(!is_near(one, other), "{one} and {other}");
        }
    }

    #[test]
    fn the_longest_texts_are_compared_without_harm() {
        let (long, other) = ("弹".repeat(100), "幕".repeat(99) + "弹");
        assert!(!is_near(&long, &other));
        let varied: String = (0..100).filter_map(|at| char::from_u32(0x4e00 + at * 7)).collect();
        assert!(is_near(&varied, &varied.replacen('一', "丁", 1)));
        assert!(is_near("\u{fdfa}\u{fdfa}", "\u{fdfa}\u{fdfa}"), "one letter that is eighteen");
    }
}
