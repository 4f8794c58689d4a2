//! What is looked for and what was found: terms, and hits with their place in the original. It
//! must not know how anything is found.

/// What becomes of a text, from the mildest to the hardest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum TermAction {
    Pass,
    AgeLimit,
    Review,
    Block,
}

/// The language that a term is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum TermLanguage {
    Chinese,
    English,
    Other,
}

/// Where a term may stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum MatchKind {
    /// Between edges of words, so that `ass` is not found in `class`.
    Word,
    /// Also inside of words.
    Anywhere,
}

/// One entry of a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Term {
    pub(crate) text: String,
    pub(crate) category: String,
    /// 0 to 100.
    pub(crate) severity: u8,
    pub(crate) action: TermAction,
    pub(crate) language: TermLanguage,
    pub(crate) match_kind: MatchKind,
}

/// How a term was found, from the surest to the weakest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Manner {
    /// As it is listed, but for case, width, accents and traditional characters.
    Plain,
    /// Spaced out, stretched, with hidden characters inside, or written with lookalikes.
    Disguised,
    /// A Chinese term in Latin letters, wholly or in part.
    Pinyin,
    /// Other characters that are read the same.
    Homophone,
    /// The first letters of its syllables.
    Initials,
}

impl Manner {
    /// Such a hit may well be chance, and should hardly decide alone.
    pub(crate) fn is_weak(self) -> bool {
        matches!(self, Self::Homophone | Self::Initials)
    }
}

/// Which rule was hit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum HitSource {
    /// The index of a term among those that the matcher was built from.
    Term {
        index: u32,
        manner: Manner,
    },
    /// The index of an expression among those that the set was built from.
    Pattern {
        index: u32,
    },
    Link(LinkFault),
    Flood(FloodFault),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum LinkFault {
    /// More links than allowed; the span is the first one too many.
    TooMany,
    /// A host of the deny list.
    Denied,
    /// A host that is not on the allow list, where only those may be linked.
    Unlisted,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum FloodFault {
    /// One letter is too much of the text.
    Letters,
    /// One word is too much of the text.
    Words,
    /// The text is one piece, over and over.
    Pieces,
    /// Nothing but emoji.
    Emoji,
    /// More combining marks than any language needs.
    Marks,
}

/// A part of the original text, in characters (not bytes), without its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Place {
    pub(crate) start: u32,
    pub(crate) end: u32,
}

impl Place {
    pub(crate) fn meets(self, other: Self) -> bool {
        self.start < other.end && other.start < self.end
    }

    /// The part of a text that is meant; nothing when it lies outside.
    pub(crate) fn of(self, text: &str) -> String {
        let count = |number: u32| usize::try_from(number).unwrap_or(usize::MAX);
        let length = count(self.end.saturating_sub(self.start));
        text.chars().skip(count(self.start)).take(length).collect()
    }
}

/// One thing that was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Hit {
    pub(crate) source: HitSource,
    pub(crate) place: Place,
    /// What its rule asks for.
    pub(crate) action: TermAction,
    pub(crate) severity: u8,
}

impl Hit {
    pub(crate) fn is_weak(&self) -> bool {
        matches!(self.source, HitSource::Term { manner, .. } if manner.is_weak())
    }

    /// The term that was found, if it was one.
    pub(crate) fn term(&self) -> Option<u32> {
        match self.source {
            HitSource::Term { index, .. } => Some(index),
            HitSource::Pattern { .. } | HitSource::Link(_) | HitSource::Flood(_) => None,
        }
    }

    /// By this the hits that are kept are chosen when there are too many.
    pub(super) fn strength(&self) -> (bool, TermAction, u8) {
        (!self.is_weak(), self.action, self.severity)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_outside_of_the_text_are_empty() {
        let place = |start, end| Place { start, end };
        assert_eq!(place(1, 3).of("法轮功好"), "轮功");
        assert_eq!(place(3, 9).of("法轮功好"), "好");
        assert_eq!(place(9, 12).of("法轮功好"), "");
        assert_eq!(place(3, 1).of("法轮功好"), "");
        assert_eq!(place(0, u32::MAX).of(""), "");
    }

    #[test]
    fn actions_are_ordered_from_mild_to_hard() {
        use TermAction::{AgeLimit, Block, Pass, Review};
        assert!(Pass < AgeLimit && AgeLimit < Review && Review < Block);
    }
}
