//! How a name is written, compared and judged: Unicode normal forms and case folding (UAX 15).
//! It must not decide which names are allowed.

use unicode_normalization::UnicodeNormalization as _;
use unicode_normalization::char::is_combining_mark;

/// One name in three forms.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::domains::user) struct Spelling {
    /// As it is shown: as typed, composed, without blanks around it.
    pub(in crate::domains::user) shown: String,
    /// As it is compared: the same for all cases and widths of the same letters.
    pub(in crate::domains::user) key: String,
    /// As it is judged: without the marks that letters carry, and with a blank wherever there is
    /// something that nobody can see.
    pub(in crate::domains::user) bare: String,
}

/// Spells a name. What exceeds `letters_max` is left out, but for one letter by which the name is
/// seen to be too long.
pub(in crate::domains::user) fn spell(typed: &str, letters_max: usize) -> Spelling {
    let shown: String = typed.trim().nfc().take(letters_max + 1).collect();
    let wide: String = shown.nfkc().collect();
    // Upper case first: it takes apart what has no lower pair (`ß` is `SS`), as full folding does.
    let key: String = wide.to_uppercase().to_lowercase().nfkc().collect();
    let seen = |letter: char| if is_unseen(letter) { ' ' } else { letter };
    let bare = wide.chars().map(seen).filter(|letter| !is_combining_mark(*letter)).collect();
    Spelling { shown, key, bare }
}

/// The letters and digits of a code as somebody typed it, whatever they put between them: in lower
/// case, one width, and one more than there may be, by which it is seen to be too long.
pub(super) fn typed_letters(typed: &str, letters_max: usize) -> String {
    // What no code can be is not worth reading.
    let read = typed.chars().take(4 * letters_max).nfkc();
    let letters = read.filter(|letter| letter.is_alphanumeric()).flat_map(char::to_lowercase);
    letters.take(letters_max + 1).collect()
}

/// Letters and marks that fonts draw as nothing (Default_Ignorable_Code_Point of Unicode): names
/// that differ only by them look the same.
fn is_unseen(letter: char) -> bool {
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
    fn spellings_of_one_name_have_one_key() {
        for (one, other) in [
            ("Alice", "aLICE"),
            ("Straße", "STRASSE"),
            ("ΟΔΟΣ", "οδος"),
            ("caf\u{e9}", "CAFE\u{301}"),
            ("ａｌｉｃｅ", "alice"),
            (" alice ", "alice"),
        ] {
            assert_eq!(spell(one, 24).key, spell(other, 24).key, "{one} {other}");
        }
        assert_ne!(spell("alice", 24).key, spell("alicе", 24).key, "the last е is Cyrillic");
    }

    #[test]
    fn marks_go_from_the_bare_form_and_the_unseen_shows() {
        assert_eq!(spell("हिन्दी", 24).bare, "हनद");
        assert_eq!(spell("ad\u{fe0f}min", 24).bare, "ad min");
        assert_eq!(spell("ad\u{3164}min", 24).bare, "ad min");
        assert_eq!(spell("½", 24).bare, "1\u{2044}2");
    }

    #[test]
    fn long_names_are_cut_but_stay_too_long() {
        assert_eq!(spell(&"x".repeat(1_000_000), 24).shown.len(), 25);
    }
}
