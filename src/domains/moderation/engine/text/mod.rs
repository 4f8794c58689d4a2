//! Judges short texts (titles, descriptions, tags, names, comments, danmaku) in Chinese and
//! English: by terms, by expressions, by links and by floods. It must not store or fetch a text,
//! and it must not know what becomes of one that is blocked.
//!
//! A text is folded (`normalise`) into letters that know where they came from, gathered into
//! strands that are searched (`strand`, `matcher`), and what is found is weighed (`ruling`).

mod alphabet;
mod automaton;
pub(crate) mod csv;
pub(crate) mod floods;
pub(crate) mod hits;
mod keys;
mod letters;
pub(crate) mod links;
pub(crate) mod lists;
pub(crate) mod matcher;
pub(crate) mod normalise;
mod pairs;
pub(crate) mod patterns;
mod pinyin;
mod rows;
pub(crate) mod ruling;
mod search;
mod sieve;
mod sounds;
mod spacing;
mod strand;
pub(crate) mod tables;

#[cfg(test)]
mod tests;
