//! The rules for texts as `make bench` measures them. It must not be reachable from the program.

use super::super::engine::text::lists::{self, ListLimits};
use super::super::engine::text::tables::Tables;
use super::options::Options;
use super::terms::{make_rulebook, make_term};
use super::verdict::{Rulebook, decide_text};
use crate::contract::moderation::TermId;

/// A list of terms in force.
pub(crate) struct TextProbe {
    rules: Rulebook,
}

impl TextProbe {
    /// Takes so many terms of a list, which may hold more; `None` when there are not as many. Two
    /// that read the same once they are folded are one.
    pub(crate) fn new(csv: &[u8], terms: usize, mut fresh: impl FnMut() -> TermId) -> Option<Self> {
        let limits = ListLimits { rows_max: terms * 2, ..ListLimits::default() };
        let tables = Tables::read();
        let mut listed = lists::import(csv, &tables, &limits).terms;
        listed.truncate(terms);
        if listed.len() < terms {
            return None;
        }
        let term = |listed| make_term(fresh(), listed, (&tables, ""));
        let terms: Vec<_> = listed.into_iter().map(term).collect();
        Some(Self { rules: make_rulebook(&terms, &Options::default()).ok()? })
    }

    /// Judges a title; says how many terms were found.
    pub(crate) fn judge(&self, title: &str) -> usize {
        decide_text(&self.rules, (title, "", &[])).1.len()
    }
}
