//! The list of terms as a file: read whole or refused, and written so that it reads back the same.
//! It must not say what a term finds.

use super::super::engine::text::floods::FloodLimits;
use super::super::engine::text::hits::{MatchKind, Term as Listed, TermAction, TermLanguage};
use super::super::engine::text::links::LinkRules;
use super::super::engine::text::lists::{self, ListLimits};
use super::super::engine::text::matcher::{Matcher, MatcherOptions};
use super::super::engine::text::patterns::{PatternLimits, PatternSet};
use super::super::engine::text::tables::Tables;
use super::options::Options;
use super::verdict::{Rulebook, Term};
use crate::contract::moderation::{Refusal, TermId};
use crate::kernel::fault::{Error, Fault, RefusalCode as _, Reply};
use std::sync::Arc;

/// The terms of a file.
pub(in crate::domains::moderation) fn make_terms(
    csv: &[u8],
    options: &Options,
) -> Reply<Vec<Listed>> {
    let count = |number: u64| usize::try_from(number).unwrap_or(usize::MAX);
    let limits = ListLimits {
        bytes_max: count(options.terms_bytes_max),
        rows_max: count(options.terms_max.into()),
        complaints_max: 1,
        ..ListLimits::default()
    };
    let imported = lists::import(csv, &Tables::read(), &limits);
    imported.complaints.first().map_or(Ok(imported.terms), |complaint| {
        let problem = match complaint.column {
            Some(column) => format!("{column:?}: {}", complaint.fault).to_lowercase(),
            None => complaint.fault.to_string(),
        };
        Err(refuse_terms(complaint.line, &problem))
    })
}

fn refuse_terms(line: u32, problem: &str) -> Error {
    let reason = format!("line {line}: {problem}");
    Refusal::TermsInvalid.because(reason).with("line", line).with("problem", problem).into()
}

/// A term as it is kept.
pub(in crate::domains::moderation) fn make_term(term_id: TermId, listed: Listed) -> Term {
    let language = match listed.language {
        TermLanguage::Chinese => "zh",
        TermLanguage::English => "en",
        TermLanguage::Other => "",
    };
    Term {
        term_id,
        term: listed.text,
        category: listed.category,
        severity: listed.severity.into(),
        action: listed.action.into(),
        language: language.to_owned(),
        is_word: listed.match_kind == MatchKind::Word,
    }
}

/// The terms as a file.
pub(in crate::domains::moderation) fn show_terms(terms: &[Term]) -> String {
    lists::export(&terms.iter().map(Listed::from).collect::<Vec<_>>())
}

/// What is looked for in texts, with what finds it.
pub(in crate::domains::moderation) fn make_rulebook(
    terms: &[Term],
    options: &Options,
) -> Reply<Rulebook> {
    let terms: Vec<Listed> = terms.iter().map(Listed::from).collect();
    let broken = |fault: &dyn std::fmt::Display| {
        Error::from(Fault::Internal(format!("the rules for texts are of no use: {fault}")))
    };
    let tables = Arc::new(Tables::read());
    let matcher = Matcher::build(&terms, Arc::clone(&tables), MatcherOptions::default());
    let patterns = PatternSet::build(&options.listed_patterns(), PatternLimits::default());
    Ok(Rulebook {
        tables,
        matcher: matcher.map_err(|fault| broken(&fault))?,
        terms,
        patterns: patterns.map_err(|fault| broken(&fault))?,
        links: LinkRules {
            links_max: usize::try_from(options.links_max).unwrap_or(usize::MAX),
            allow: Vec::new(),
            deny: options.denied_hosts.clone(),
            is_strict: false,
            action: TermAction::Review,
            severity: 50,
        },
        floods: options.reviews_floods.then(FloodLimits::default),
    })
}
