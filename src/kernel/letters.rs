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

/// The longest run of combining marks (Unicode blocks of diacritical marks).
pub(crate) fn marks(text: &str) -> usize {
    let is_mark = |letter: char| {
        matches!(letter, '\u{300}'..='\u{36f}' | '\u{1ab0}'..='\u{1aff}' | '\u{1dc0}'..='\u{1dff}')
            || matches!(letter, '\u{20d0}'..='\u{20ff}' | '\u{fe20}'..='\u{fe2f}' | '\u{489}')
    };
    let runs = text.split(|letter| !is_mark(letter)).map(|run| run.chars().count());
    runs.max().unwrap_or_default()
}
