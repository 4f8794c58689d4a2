//! Letters that do not belong into what people show each other: those that nobody sees, and piles
//! of marks on one letter. It must not know what the text is for.

/// More combining marks than this on one letter are there to leave the line.
pub(crate) const MARKS_MAX: usize = 4;

/// Controls, and marks that turn the direction of what follows: they would turn the texts of others
/// that stand beside.
pub(crate) fn is_unseen(letter: char) -> bool {
    letter.is_control()
        // Letters that are as wide as others and show nothing, and those that join or part others.
        || matches!(letter, '\u{ad}' | '\u{34f}' | '\u{115f}' | '\u{1160}' | '\u{180e}')
        || matches!(letter, '\u{2061}'..='\u{2064}' | '\u{3164}' | '\u{ffa0}')
        || matches!(letter, '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{2060}' | '\u{feff}')
        || matches!(letter, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// The longest run of marks that stand on the letter before them: diacritical marks of all scripts,
/// and vowels and tones of those in which they pile up (Unicode blocks and their marks). Words of
/// Burmese and Tibetan need more of theirs on one letter, which are not counted.
pub(crate) fn marks(text: &str) -> usize {
    let is_mark = |letter: char| {
        matches!(letter, '\u{300}'..='\u{36f}' | '\u{1ab0}'..='\u{1aff}' | '\u{1dc0}'..='\u{1dff}')
            || matches!(letter, '\u{20d0}'..='\u{20ff}' | '\u{fe20}'..='\u{fe2f}')
            // Cyrillic.
            || matches!(letter, '\u{483}'..='\u{489}')
            // Hebrew.
            || matches!(letter, '\u{591}'..='\u{5bd}' | '\u{5bf}' | '\u{5c1}'..='\u{5c2}')
            || matches!(letter, '\u{5c4}'..='\u{5c5}' | '\u{5c7}')
            // Arabic.
            || matches!(letter, '\u{610}'..='\u{61a}' | '\u{64b}'..='\u{65f}' | '\u{670}')
            || matches!(letter, '\u{6d6}'..='\u{6dc}' | '\u{6df}'..='\u{6e4}')
            || matches!(letter, '\u{6e7}'..='\u{6e8}' | '\u{6ea}'..='\u{6ed}')
            // Thai, Lao.
            || matches!(letter, '\u{e31}' | '\u{e34}'..='\u{e3a}' | '\u{e47}'..='\u{e4e}')
            || matches!(letter, '\u{eb1}' | '\u{eb4}'..='\u{ebc}' | '\u{ec8}'..='\u{ece}')
    };
    let runs = text.split(|letter| !is_mark(letter)).map(|run| run.chars().count());
    runs.max().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_that_pile_up_are_counted_and_words_have_few() {
        let words = ["a\u{301}", "ที่นี่น้ำ", "مُحَمَّدٌ", "בְּרֵאשִׁ֖ית", "မြွှော့်"];
        for text in words.into_iter().chain(["ཧྲཱིཾ", "क्ष्म्य", "👩‍👩‍👧‍👦"])
        {
            assert!(marks(text) <= MARKS_MAX, "{text}: {}", marks(text));
        }
        for mark in ['\u{301}', '\u{489}', '\u{5bf}', '\u{64b}', '\u{e47}', '\u{ec8}'] {
            assert_eq!(marks(&format!("a{}b", mark.to_string().repeat(40))), 40, "{mark:?}");
        }
    }
}
