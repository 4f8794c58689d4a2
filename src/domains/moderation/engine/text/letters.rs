//! What a single character is to the engine: hidden, a letter of some script, or a gap of some
//! kind. It must not look at its neighbours.

/// What stands between two letters. The later one wins when there are several.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Gap {
    /// Nothing that can be seen.
    Touch,
    /// An apostrophe: `let's` is one word.
    Tick,
    /// A sign that joins more than it parts, such as a dot or a hyphen.
    Mark,
    /// Blanks, emoji and other signs.
    Space,
    /// The end of a clause or a line, a bracket, a quote.
    Clause,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Script {
    /// Alphabets with upper and lower case: Latin, Greek, Cyrillic.
    Latin,
    Han,
    Digit,
    Other,
}

/// Characters that fonts draw as nothing (Default_Ignorable_Code_Point of Unicode), and controls.
/// Of controls, only tabs and line ends are seen.
pub(super) fn is_unseen(letter: char) -> bool {
    match letter {
        '\t' | '\n' | '\r' | '\u{b}' | '\u{c}' | '\u{85}' => false,
        '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{3164}' | '\u{feff}' | '\u{ffa0}' => true,
        '\u{115f}'..='\u{1160}' | '\u{17b4}'..='\u{17b5}' | '\u{180b}'..='\u{180f}' => true,
        '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' => true,
        '\u{fe00}'..='\u{fe0f}' | '\u{fff0}'..='\u{fffb}' => true,
        '\u{1bca0}'..='\u{1bca3}' | '\u{1d173}'..='\u{1d17a}' => true,
        '\u{e0000}'..='\u{e0fff}' => true,
        _ => letter.is_control(),
    }
}

/// What kind of gap a character makes that is no letter.
pub(super) fn gap_of(sign: char) -> Gap {
    match sign {
        '\'' | '’' | '‘' | 'ʼ' | '`' | '´' | '＇' => Gap::Tick,
        '.' | '-' | '_' | '*' | '+' | '=' | '&' | '%' | '^' | '\\' | '$' => Gap::Mark,
        '·' | '•' | '‧' | '∙' | '⋅' | '・' | '･' | '‐' | '‑' | '–' | '−' => {
            Gap::Mark
        },
        ',' | ';' | ':' | '!' | '?' | '/' | '|' | '"' | '#' | '(' | ')' | '[' | ']' => Gap::Clause,
        '{' | '}' | '<' | '>' | '\n' | '\r' | '\u{b}' | '\u{c}' | '\u{85}' => Gap::Clause,
        '—' | '―' | '…' | '‥' | '“' | '”' | '„' | '«' | '»' | '‹' | '›' => {
            Gap::Clause
        },
        '\u{2028}' | '\u{2029}' | '、' | '。' | '｡' | '､' => Gap::Clause,
        '〈'..='】' | '〔'..='〟' => Gap::Clause,
        // Full width forms, as their narrow ones.
        '！'..='～' => {
            let narrow = u32::from(sign) - u32::from('！') + u32::from('!');
            char::from_u32(narrow).map_or(Gap::Space, gap_of)
        },
        _ => Gap::Space,
    }
}

pub(super) fn script_of(letter: char) -> Script {
    match letter {
        'a'..='z' | 'A'..='Z' => Script::Latin,
        _ if is_han(letter) => Script::Han,
        _ if letter.is_numeric() => Script::Digit,
        '\u{80}'..='\u{52f}' | '\u{1d00}'..='\u{1dbf}' | '\u{1e00}'..='\u{1fff}' => Script::Latin,
        '\u{2c60}'..='\u{2cff}' | '\u{a640}'..='\u{a69f}' | '\u{a720}'..='\u{a7ff}' => {
            Script::Latin
        },
        _ => Script::Other,
    }
}

/// Unified ideographs, with the radicals and the zero that are written among them.
pub(super) fn is_han(letter: char) -> bool {
    matches!(letter,
        '\u{4e00}'..='\u{9fff}' | '\u{3400}'..='\u{4dbf}' | '\u{2e80}'..='\u{2fdf}' | '\u{3007}'
        | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}')
}

/// Scripts that need their combining marks to be read: all but alphabets with cases, ideographs
/// and digits, where accents are left out.
pub(super) fn keeps_marks(letter: char) -> bool {
    script_of(letter) == Script::Other
}

/// The letter that a digit or sign is written for.
pub(super) fn stand_in(sign: char) -> Option<char> {
    Some(match sign {
        '0' => 'o',
        '1' | '!' => 'i',
        '3' => 'e',
        '4' | '@' => 'a',
        '5' | '$' => 's',
        '7' => 't',
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn characters_are_of_their_kind() {
        for (sign, gap) in [
            ('.', Gap::Mark),
            ('．', Gap::Mark),
            ('＊', Gap::Mark),
            ('，', Gap::Clause),
            ('《', Gap::Clause),
            ('\u{2019}', Gap::Tick),
            ('\u{3000}', Gap::Space),
            ('😀', Gap::Space),
            ('\n', Gap::Clause),
        ] {
            assert_eq!(gap_of(sign), gap, "{sign}");
        }
        for (letter, script) in [
            ('z', Script::Latin),
            ('я', Script::Latin),
            ('法', Script::Han),
            ('\u{20001}', Script::Han),
            ('7', Script::Digit),
            ('か', Script::Other),
            ('한', Script::Other),
        ] {
            assert_eq!(script_of(letter), script, "{letter}");
        }
    }

    #[test]
    fn what_cannot_be_seen_is_hidden() {
        for letter in ['\u{200b}', '\u{202e}', '\u{7}', '\0', '\u{fe0f}', '\u{e0041}', '\u{ad}'] {
            assert!(is_unseen(letter), "{letter:?}");
        }
        for letter in ['\n', '\t', ' ', 'a', '\u{301}'] {
            assert!(!is_unseen(letter), "{letter:?}");
        }
    }
}
