//! Every sentence a visitor can read, once per language, as typed constants: a missing string does
//! not compile. It must not format pages, hold markup, or know where a sentence is shown.

mod causes;
mod en;
mod refusals;
mod settings;
mod shape;
mod zh;

pub(crate) use shape::{UnitWords, Words};

/// The languages of the site.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Language {
    /// English, the language when nothing is asked for.
    En,
    /// Simplified Chinese.
    Zh,
}

impl Language {
    /// All languages, in the order of the language switch.
    pub(crate) const ALL: [Self; 2] = [Self::En, Self::Zh];

    /// The words of this language.
    pub(crate) fn words(self) -> &'static Words {
        match self {
            Self::En => &en::EN,
            Self::Zh => &zh::ZH,
        }
    }

    /// The BCP 47 code, for `<html lang>`, the preference form and the cookie.
    pub(crate) fn code(self) -> &'static str {
        match self {
            Self::En => "en",
            Self::Zh => "zh-CN",
        }
    }

    /// The language's own name, which is what its readers look for.
    pub(crate) fn own_name(self) -> &'static str {
        match self {
            Self::En => "English",
            Self::Zh => "简体中文",
        }
    }

    /// Reads a code as `code()` writes it; any tag of the same primary language counts.
    pub(crate) fn from_code(code: &str) -> Option<Self> {
        let primary = code.trim().split(['-', '_']).next()?;
        match primary {
            "en" | "EN" => Some(Self::En),
            "zh" | "ZH" => Some(Self::Zh),
            _ => None,
        }
    }

    /// Picks by the weights of an `Accept-Language` header (RFC 9110 §12.5.4); ties keep their
    /// order, weight 0 means "not this", and English is what remains.
    pub(crate) fn from_accept_language(header: &str) -> Self {
        let mut best: Option<(f32, Self)> = None;
        for choice in header.split(',').take(32) {
            let mut pieces = choice.split(';');
            let Some(language) = pieces.next().and_then(Self::from_code) else { continue };
            let weight = pieces
                .find_map(|piece| piece.trim().strip_prefix("q=")?.trim().parse::<f32>().ok())
                .unwrap_or(1.0);
            if weight > 0.0 && best.is_none_or(|(heaviest, _)| weight > heaviest) {
                best = Some((weight, language));
            }
        }
        best.map_or(Self::En, |(_, language)| language)
    }
}
