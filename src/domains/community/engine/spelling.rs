//! Names and words in texts, by Unicode normal forms (UAX 15). It must not decide what becomes of a
//! text.

use unicode_normalization::UnicodeNormalization as _;
use unicode_normalization::char::is_combining_mark;

/// Letters of a name, marks included, as `user` allows them.
const NAME_CHARS: std::ops::RangeInclusive<usize> = 2..=24;

/// The names behind an `@` in a text, each once, in lower case and one width, up to `most`. One
/// that goes on from a word is an address.
pub(in crate::domains::community) fn names_in(text: &str, most: u32) -> Vec<String> {
    let text: String = text.nfc().collect();
    let is_of_name =
        |one: char| one.is_alphanumeric() || is_combining_mark(one) || one == '_' || one == '-';
    let mut names = Vec::new();
    let mut before = ' ';
    let mut rest = text.as_str();
    while let Some(at) = rest.find('@') {
        before = rest[..at].chars().next_back().unwrap_or(before);
        rest = &rest[at + 1..];
        let name: String = rest.chars().take_while(|one| is_of_name(*one)).collect();
        let key: String = name.nfkc().collect::<String>().to_lowercase();
        let is_name = NAME_CHARS.contains(&name.chars().count()) && !is_of_name(before);
        if is_name && !names.contains(&key) && names.len() < most as usize {
            names.push(key);
        }
        before = '@';
    }
    names
}

/// A text as words are compared: in lower case and one width, without marks on letters and without
/// what nobody sees.
pub(in crate::domains::community) fn plain(text: &str) -> String {
    let lower: String = text.nfkd().collect::<String>().to_lowercase();
    let seen = lower.chars().filter(|one| !is_combining_mark(*one) && !is_ignored(*one));
    seen.nfc().collect::<String>().trim().to_owned()
}

/// Letters that fonts draw as nothing (Default_Ignorable_Code_Point of Unicode).
fn is_ignored(letter: char) -> bool {
    matches!(letter,
        '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}'..='\u{1160}' | '\u{17b4}'..='\u{17b5}'
        | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}' | '\u{3164}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}'
        | '\u{ffa0}' | '\u{e0000}'..='\u{e0fff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_stand_behind_a_sign_and_not_in_addresses() {
        let named = |text| names_in(text, 3);
        assert_eq!(named("@Mei and @lin, @mei!"), ["mei", "lin"]);
        assert_eq!(named("（@小明）你好"), ["小明"]);
        assert_eq!(named("me@example.org a_@b2 @@mei @ @x"), ["mei"]);
        assert_eq!(named("@a1 @b2 @c3 @d4"), ["a1", "b2", "c3"]);
        assert_eq!(named("@Jose\u{301} ＠no @Ｍｅｉ"), ["jos\u{e9}", "mei"]);
        assert_eq!(named("@ที่นี่"), ["ที่นี่"]);
        assert_eq!(named(&format!("@{}", "x".repeat(25))), [""; 0]);
        assert!(names_in("@mei", 0).is_empty());
    }

    #[test]
    fn a_word_is_the_same_however_it_is_written() {
        for text in ["SPOILER", "spo\u{200d}iler", "ｓｐｏｉｌｅｒ", "spóiler", " spoi\u{fe0f}ler "]
        {
            assert_eq!(plain(text), "spoiler", "{text}");
        }
        assert_eq!(plain("剧\u{200b}透"), "剧透");
        assert_eq!(plain("각"), "각", "letters of parts stay whole");
        assert_eq!(plain(" \u{200b}"), "");
    }
}
