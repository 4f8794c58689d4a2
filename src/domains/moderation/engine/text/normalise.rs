//! Folds a text into letters that are compared, each with its place in the original. It must not
//! search, and it must not show what it made: the folded form is for comparison alone.
//!
//! Letters are taken apart by compatibility (NFKD of UAX 15: equal for the same texts as NFKC, and
//! without a look at neighbours), cases are folded as `ß` → `ss`, traditional characters become
//! simplified ones. Accents of alphabets with cases are left out; elsewhere two marks a letter are
//! kept. Hidden characters leave no trace but a hole in the places. Each letter is kept in two
//! views: what it is, and what it looks like.

use unicode_normalization::char::{
    canonical_combining_class, decompose_compatible, is_combining_mark,
};

use super::hits::Place;
use super::letters::{Gap, Script, gap_of, is_han, is_unseen, keeps_marks, script_of, stand_in};
use super::tables::Tables;

/// No text that people write here is longer.
pub(crate) const TEXT_BYTES_MAX: usize = 65_536;
/// Marks of one letter that are kept, where the script needs them: vowel and tone in Thai.
const MARKS_KEPT_MAX: u32 = 2;

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum TextError {
    #[error("the text has {bytes} bytes, at most {bytes_max} are judged")]
    TooLong { bytes: usize, bytes_max: usize },
}

/// One letter of a folded text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Letter {
    /// What it is.
    pub(super) plain: char,
    /// What it looks like; the same for most.
    pub(super) seen: char,
    pub(super) place: Place,
    /// What stands before it.
    pub(super) gap: Gap,
    /// It is a sign that only looks like a letter, such as `$`.
    pub(super) is_sign: bool,
}

/// A folded text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Folded {
    pub(super) letters: Vec<Letter>,
    /// Some letter looks like another one than it is.
    pub(super) has_lookalikes: bool,
    /// Characters of the original.
    pub(crate) chars: u32,
    /// Steps that it took to fold, for tests: it grows as the text does.
    pub(crate) work: u64,
}

impl Folded {
    /// The letters alone, as they are compared.
    pub(crate) fn spelled(&self) -> String {
        self.letters.iter().filter(|letter| !letter.is_sign).map(|letter| letter.plain).collect()
    }
}

/// Folds a text.
pub(crate) fn fold(text: &str, tables: &Tables) -> Result<Folded, TextError> {
    if text.len() > TEXT_BYTES_MAX {
        return Err(TextError::TooLong { bytes: text.len(), bytes_max: TEXT_BYTES_MAX });
    }
    let letters = Vec::with_capacity(text.len().min(TEXT_BYTES_MAX));
    let mut press = Press {
        tables,
        folded: Folded { letters, ..Folded::default() },
        gap: Gap::Touch,
        marks: 0,
        run_start: 0,
    };
    for (at, original) in (0_u32..).zip(text.chars()) {
        press.take(at, original);
        press.folded.chars = at + 1;
    }
    press.settle();
    Ok(press.folded)
}

/// A text on its way.
struct Press<'a> {
    tables: &'a Tables,
    folded: Folded,
    /// What was seen since the last letter.
    gap: Gap,
    /// Marks since the last letter.
    marks: u32,
    /// Where the letters begin that touch and are no ideographs.
    run_start: usize,
}

impl Press<'_> {
    fn take(&mut self, at: u32, original: char) {
        self.folded.work += 1;
        if original.is_ascii_alphanumeric() {
            let letter = original.to_ascii_lowercase();
            self.push(at, letter, letter, false);
        } else if is_unseen(original) {
            // It parts nothing, and nothing is said of it.
        } else if is_han(original) {
            let mut form = original;
            if !matches!(original, '\u{4e00}'..='\u{9fff}') {
                // Radicals and compatibility forms are each one ideograph.
                decompose_compatible(original, |part| form = part);
            }
            let form = self.tables.simplify(form);
            self.push(at, form, form, false);
        } else {
            self.take_apart(at, original);
        }
    }

    fn take_apart(&mut self, at: u32, original: char) {
        let shape = if original.is_ascii() { None } else { self.tables.lookalike(original) };
        if let Some(seen) = shape.filter(|_| !original.is_alphanumeric()) {
            self.push(at, original, seen, true);
            return;
        }
        decompose_compatible(original, |part| {
            self.folded.work += 1;
            if is_combining_mark(part) {
                self.mark(at, part);
            } else if part.is_alphanumeric() {
                self.fold_case(at, part, shape);
            } else if !is_unseen(part) {
                self.sign(at, original, part);
            }
        });
    }

    fn fold_case(&mut self, at: u32, part: char, shape: Option<char>) {
        if is_han(part) {
            let form = self.tables.simplify(part);
            self.push(at, form, form, false);
            return;
        }
        // Upper case first: it takes apart what has no lower pair.
        for letter in part.to_uppercase().flat_map(char::to_lowercase) {
            if is_combining_mark(letter) {
                continue;
            }
            let is_plain = letter.is_ascii();
            let seen = shape.or_else(|| {
                let like = |letter| self.tables.lookalike(letter);
                if is_plain { None } else { like(part).or_else(|| like(letter)) }
            });
            self.push(at, letter, seen.unwrap_or(letter), false);
        }
    }

    fn sign(&mut self, at: u32, original: char, part: char) {
        if matches!(part, '@' | '$' | '!') {
            self.push(at, part, part, true);
        } else {
            self.open(gap_of(original));
        }
    }

    fn open(&mut self, gap: Gap) {
        self.gap = self.gap.max(gap);
        self.marks = 0;
    }

    fn mark(&mut self, at: u32, mark: char) {
        let is_after_letter = self.gap == Gap::Touch;
        let Some(last) = self.folded.letters.last_mut().filter(|_| is_after_letter) else {
            return;
        };
        self.marks += 1;
        let is_kept = keeps_marks(last.plain) && self.marks <= MARKS_KEPT_MAX;
        if !is_kept {
            last.place.end = last.place.end.max(at + 1);
            return;
        }
        // Two marks stand in the order that Unicode gives them, however they were typed.
        let class = canonical_combining_class;
        let is_late = self.marks == 2 && class(mark) != 0 && class(mark) < class(last.plain);
        let early = last.plain;
        if is_late {
            (last.plain, last.seen) = (mark, mark);
        }
        let marks = self.marks;
        let next = if is_late { early } else { mark };
        self.push(at, next, next, false);
        self.marks = marks;
    }

    fn push(&mut self, at: u32, plain: char, seen: char, is_sign: bool) {
        let is_apart = self.gap != Gap::Touch;
        let is_other = is_han(plain);
        if is_apart || is_other {
            self.settle();
        }
        let place = Place { start: at, end: at + 1 };
        self.folded.has_lookalikes |= plain != seen;
        self.folded.letters.push(Letter { plain, seen, place, gap: self.gap, is_sign });
        (self.gap, self.marks) = (Gap::Touch, 0);
        if is_other {
            self.run_start = self.folded.letters.len();
        }
    }

    /// Decides for a run of letters that touch whether its digits and signs stand for letters: in
    /// `sh1t` and `a$$` they do, in `1080p` and `2024` they do not.
    fn settle(&mut self) {
        let end = self.folded.letters.len();
        let run = self.folded.letters.get_mut(self.run_start..).unwrap_or_default();
        self.run_start = end;
        if run.is_empty() {
            return;
        }
        let latin = run.iter().filter(|letter| letter.seen.is_ascii_lowercase()).count();
        let signs = run.iter().filter(|letter| letter.is_sign).count();
        // A run ends in exclamation marks because someone is excited.
        let last = run.iter().rposition(|letter| letter.plain != '!').map_or(0, |last| last + 1);
        if latin >= 2 || (latin >= 1 && signs >= 1) {
            for letter in &mut run[..last] {
                if let Some(meant) = stand_in(letter.seen) {
                    letter.seen = meant;
                    self.folded.has_lookalikes = true;
                }
            }
        }
    }
}

/// What a letter is in one of the two views; nothing for a sign that is just a sign there.
pub(super) fn viewed(letter: &Letter, is_seen: bool) -> Option<char> {
    match (is_seen, letter.is_sign) {
        (false, false) => Some(letter.plain),
        (true, false) => Some(letter.seen),
        (true, true) if letter.seen != letter.plain => Some(letter.seen),
        (_, true) => None,
    }
}

/// Whether a letter is compared together with its repetitions. Numbers are not: `1000` is no `10`.
pub(super) fn is_stretchable(letter: char) -> bool {
    script_of(letter) != Script::Digit && !is_combining_mark(letter)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_fold_to_what_is_compared() {
        let tables = Tables::read();
        for (text, plain) in [
            ("FuCk", "fuck"),
            ("ｆｕｃｋ", "fuck"),
            ("ⓕⓤⓒⓚ", "fuck"),
            ("𝓯𝓾𝓬𝓴", "fuck"),
            ("ﬀ", "ff"),
            ("Straße", "strasse"),
            ("fück", "fuck"),
            ("f\u{200b}u\u{ad}c\u{202e}k", "fuck"),
            ("f.u c，k", "fuck"),
            ("法輪功", "法轮功"),
            ("⽣", "生"),
            ("㊙", "秘"),
            ("ｶﾞ", "カ\u{3099}"),
            ("ガ", "カ\u{3099}"),
            ("ก\u{0e38}\u{0e48}", "ก\u{0e38}\u{0e48}"),
            ("ก\u{0e48}\u{0e38}", "ก\u{0e38}\u{0e48}"),
            ("ก\u{0e38}\u{0e48}\u{0e38}\u{0e48}", "ก\u{0e38}\u{0e48}"),
            ("кот", "кот"),
            ("a$$", "a"),
            ("…!?", ""),
            ("\u{301}\u{301}", ""),
        ] {
            let folded = fold(text, &tables).expect("short enough to be folded");
            assert_eq!(folded.spelled(), plain, "{text}");
        }
    }

    #[test]
    fn what_letters_look_like_is_a_second_view() {
        let tables = Tables::read();
        for (text, looks) in [
            ("fuсk", "fuck"),
            ("ѕех", "sex"),
            ("sh1t", "shit"),
            ("$h!t!!", "shit"),
            ("a$$", "ass"),
            ("🅵🆄🅲🅺", "fuck"),
            ("ꜰᴜᴄᴋ", "fuck"),
            ("1080p", "1080p"),
            ("法1轮", "法1轮"),
            ("$5", "5"),
        ] {
            let folded = fold(text, &tables).expect("short enough to be folded");
            let seen: String =
                folded.letters.iter().filter_map(|letter| viewed(letter, true)).collect();
            assert_eq!(seen, looks, "{text}");
            assert_eq!(folded.has_lookalikes, text != looks && text != "$5", "{text}");
        }
    }

    #[test]
    fn letters_know_where_they_came_from() {
        let text = "é\u{301}x \u{200b}ﬁ法";
        let folded = fold(text, &Tables::read()).expect("short enough to be folded");
        let places: Vec<(char, u32, u32)> = folded
            .letters
            .iter()
            .map(|letter| (letter.plain, letter.place.start, letter.place.end))
            .collect();
        let wanted = [('e', 0, 2), ('x', 2, 3), ('f', 5, 6), ('i', 5, 6), ('法', 6, 7)];
        assert_eq!(places, wanted);
    }

    #[test]
    fn too_long_a_text_is_refused() {
        let tables = Tables::read();
        assert!(fold(&"x".repeat(TEXT_BYTES_MAX), &tables).is_ok());
        let refused = fold(&"x".repeat(TEXT_BYTES_MAX + 1), &tables);
        assert_eq!(refused, Err(TextError::TooLong { bytes: 65_537, bytes_max: 65_536 }));
    }
}
