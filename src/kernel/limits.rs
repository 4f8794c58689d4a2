//! What the fields of a contract may hold, as the contract states it. It must not know a field.

use crate::kernel::wire::Page;

/// What a field may hold; 0 states nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Limits {
    pub(crate) min_chars: u32,
    /// Of a text, or of each text of a list.
    pub(crate) max_chars: u32,
    pub(crate) max_items: u32,
    pub(crate) max: u64,
}

include!(concat!(env!("OUT_DIR"), "/shared_limits.rs"));

impl Limits {
    /// Whether a text is neither too short nor too long. Counting stops where that is decided.
    pub(crate) fn fit(&self, text: &str) -> bool {
        let most = count(self.max_chars);
        let letters = text.chars().take(most.saturating_add(1)).count();
        (count(self.min_chars)..=most).contains(&letters)
    }

    /// Whether a list is not too long.
    pub(crate) fn take_items(&self, items: usize) -> bool {
        items <= count(self.max_items)
    }
}

fn count(number: u32) -> usize {
    usize::try_from(number).unwrap_or(usize::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_are_counted_and_not_bytes() {
        let limits = Limits { min_chars: 2, max_chars: 3, max_items: 1, max: 0 };
        for (text, fits) in
            [("", false), ("a", false), ("猫猫", true), ("abc", true), ("abcd", false)]
        {
            assert_eq!(limits.fit(text), fits, "{text}");
        }
        assert!(limits.take_items(1) && !limits.take_items(2));
    }
}
