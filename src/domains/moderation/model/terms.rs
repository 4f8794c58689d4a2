//! The list of terms as a file: read whole or refused, and written so that it reads back the same.
//! It must not say what a term finds.

use super::super::engine::text::csv::write_record;
use super::super::engine::text::floods::FloodLimits;
use super::super::engine::text::hits::{MatchKind, Term as Listed, TermAction, TermLanguage};
use super::super::engine::text::links::LinkRules;
use super::super::engine::text::lists::{self, ListColumn, ListComplaint, ListFault, ListLimits};
use super::super::engine::text::matcher::{Matcher, MatcherOptions};
use super::super::engine::text::patterns::{PatternLimits, PatternSet};
use super::super::engine::text::tables::Tables;
use super::options::Options;
use super::verdict::{Rulebook, Term};
use crate::contract::moderation::{Action, AddTermsRequest, CheckTextRequest, Refusal, TermId};
use crate::kernel::fault::{Error, Fault, RefusalCode as _, Reply};
use std::sync::Arc;

/// The terms of a file.
pub(in crate::domains::moderation) fn make_terms(
    csv: &[u8],
    options: &Options,
    tables: &Tables,
) -> Reply<Vec<Listed>> {
    let count = |number: u64| usize::try_from(number).unwrap_or(usize::MAX);
    let limits = ListLimits {
        bytes_max: count(options.terms_bytes_max),
        rows_max: count(options.terms_max.into()),
        complaints_max: 1,
        ..ListLimits::default()
    };
    let imported = lists::import(csv, tables, &limits);
    imported.complaints.first().map_or(Ok(imported.terms), |complaint| {
        Err(refuse_list(Refusal::TermsInvalid, complaint.line, &complaint.fault))
    })
}

/// A word for what is wrong, of which each language makes a sentence, with what belongs to it.
pub(super) fn refuse_list(refusal: Refusal, line: u32, fault: &ListFault) -> Error {
    let most = |most: &usize| u64::try_from(*most).unwrap_or(u64::MAX);
    let first = |line: &u32| line.to_string();
    let (problem, value, most) = match fault {
        ListFault::TooManyBytes { bytes_max, .. } => {
            ("too_many_bytes", String::new(), most(bytes_max))
        },
        ListFault::NotUtf8 => ("not_utf8", String::new(), 0),
        ListFault::TooManyRows { rows_max } => ("too_many_rows", String::new(), most(rows_max)),
        ListFault::ColumnMissing => ("column_missing", String::new(), 0),
        ListFault::ColumnTwice => ("column_twice", String::new(), 0),
        ListFault::ColumnUnknown { name } => ("column_unknown", name.clone(), 0),
        ListFault::Cells { .. } => ("cells", String::new(), 0),
        ListFault::Form { .. } => ("form", String::new(), 0),
        ListFault::TooLong { chars_max, .. } => ("too_long", String::new(), most(chars_max)),
        ListFault::Unknown { value } => ("unknown", value.clone(), 0),
        ListFault::Duplicate { first_line } => ("duplicate", first(first_line), 0),
        ListFault::Blank | ListFault::OneLetter | ListFault::Control => ("blank", String::new(), 0),
    };
    let reason = format!("line {line}: {fault}");
    let refused = refusal.because(reason).with("problem", problem);
    refused.with("line", line).with("value", value).with("most", most).into()
}

/// Terms that somebody typed in, all with one category and action; one that is typed in twice is
/// one.
pub(in crate::domains::moderation) fn make_new_terms(
    request: &AddTermsRequest,
    tables: &Tables,
) -> Reply<Vec<Listed>> {
    let texts = request.terms.iter().map(|text| text.trim()).filter(|text| !text.is_empty());
    let texts: Vec<&str> = texts.collect();
    let action = request.action();
    if texts.is_empty() || action == Action::Unspecified {
        return Err(refuse_term("missing", "", 0));
    }
    if !AddTermsRequest::TERMS.take_items(texts.len()) {
        return Err(refuse_term("too_many", "", AddTermsRequest::TERMS.max_items.into()));
    }
    if let Some(long) = texts.iter().find(|text| !AddTermsRequest::TERMS.fit(text)) {
        return Err(refuse_term("too_long", long, AddTermsRequest::TERMS.max_chars.into()));
    }
    let mut csv = String::new();
    write_record(&mut csv, &["term", "category", "action"]);
    let action = TermAction::from(action);
    for text in &texts {
        write_record(&mut csv, &[text, request.category.trim(), lists::write_action(action)]);
    }
    let limits = ListLimits { complaints_max: texts.len(), ..ListLimits::default() };
    let imported = lists::import(csv.as_bytes(), tables, &limits);
    let is_wrong = |one: &&ListComplaint| !matches!(one.fault, ListFault::Duplicate { .. });
    let Some(wrong) = imported.complaints.iter().find(is_wrong) else {
        return Ok(imported.terms);
    };
    // The first line names the columns.
    let at = usize::try_from(wrong.line).ok().and_then(|line| line.checked_sub(2));
    let term = at.and_then(|at| texts.get(at)).copied().unwrap_or_default();
    let problem = match (wrong.column, &wrong.fault) {
        (Some(ListColumn::Category), _) => "category",
        (_, ListFault::TooLong { .. }) => "too_long",
        _ => "blank",
    };
    Err(refuse_term(problem, term, AddTermsRequest::CATEGORY.max_chars.into()))
}

/// A word for what is wrong with a term, of which each language makes a sentence.
fn refuse_term(problem: &str, term: &str, most: u64) -> Error {
    let reason = format!("the terms were not added: {problem} {term}");
    let refused = Refusal::TermInvalid.because(reason).with("problem", problem);
    refused.with("value", term).with("most", most).into()
}

/// A term as it is kept.
pub(in crate::domains::moderation) fn make_term(
    term_id: TermId,
    listed: Listed,
    (tables, added_by): (&Tables, &str),
) -> Term {
    let language = match listed.language {
        TermLanguage::Chinese => "zh",
        TermLanguage::English => "en",
        TermLanguage::Other => "",
    };
    Term {
        term_id,
        folded: lists::fold_term(&listed, tables),
        term: listed.text,
        category: listed.category,
        severity: listed.severity.into(),
        action: listed.action.into(),
        language: language.to_owned(),
        is_word: listed.match_kind == MatchKind::Word,
        added_by: added_by.to_owned(),
        added_at_ms: 0,
    }
}

/// The terms as a file.
pub(in crate::domains::moderation) fn show_terms(terms: &[Term]) -> String {
    lists::export(&terms.iter().map(Listed::from).collect::<Vec<_>>())
}

/// What letters are compared as.
pub(in crate::domains::moderation) fn make_tables() -> Tables {
    Tables::read()
}

/// A text that a moderator tries.
pub(in crate::domains::moderation) fn check_tried(text: &str) -> Reply<()> {
    let limits = CheckTextRequest::TEXT;
    if limits.fit(text) {
        return Ok(());
    }
    Err(refuse_term("text", "", limits.max_chars.into()))
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
