//! The terms that texts are compared with. It must not decide anything.

use super::super::model::Term;
use crate::contract::moderation::{Owner, TermId};
use crate::kernel::db::{Tx, View, columns, values};
use crate::kernel::fault::Reply;
use crate::kernel::page::Span;

columns! {
    Term {
        term_id, term, folded, category, severity, action, language, is_word, added_by, added_at_ms,
    }
}

/// By `terms_by_age`.
const NEWEST: &str = "SELECT term_id, term, folded, category, severity, action, language, is_word, \
    added_by, added_at_ms FROM terms \
    WHERE (added_at_ms, term_id) < ($1, $2) AND ($3 = '' OR REPLACE(term, $3, '') <> term) \
    ORDER BY added_at_ms DESC, term_id DESC LIMIT $4";

/// All of them, in the order of their ids.
pub(in crate::domains::moderation) fn terms(view: &View<'_, Owner>) -> Reply<Vec<Term>> {
    let sql = "SELECT term_id, term, folded, category, severity, action, language, is_word, \
               added_by, added_at_ms FROM terms ORDER BY term_id";
    view.rows(sql, values![])
}

/// The newest that have a part in them: one more than asked, to see whether it goes on.
pub(in crate::domains::moderation) fn newest_terms(
    view: &View<'_, Owner>,
    span: &Span,
    part: &str,
) -> Reply<Vec<Term>> {
    view.rows(NEWEST, values![span.before_ms, &span.before_id, part, span.rows()])
}

/// Puts these in the place of all.
pub(in crate::domains::moderation) fn replace_terms(
    tx: &Tx<'_, Owner>,
    terms: &[Term],
) -> Reply<()> {
    tx.execute("DELETE FROM terms", values![])?;
    terms.iter().try_for_each(|one| put_term(tx, one))
}

/// Takes terms off the list that read as this one; gives what they were.
pub(in crate::domains::moderation) fn strike_like(
    tx: &Tx<'_, Owner>,
    one: &Term,
) -> Reply<Vec<Term>> {
    let Term { term, folded, .. } = one;
    let sql = "SELECT term_id, term, folded, category, severity, action, language, is_word, \
               added_by, added_at_ms FROM terms WHERE folded = $1 OR term = $2";
    let found = tx.rows(sql, values![folded, term])?;
    tx.execute("DELETE FROM terms WHERE folded = $1 OR term = $2", values![folded, term])?;
    Ok(found)
}

/// Puts a term on the list, which has none that reads the same.
pub(in crate::domains::moderation) fn put_term(tx: &Tx<'_, Owner>, one: &Term) -> Reply<()> {
    let Term { term_id, term, folded, category, language, .. } = one;
    let sql = "INSERT INTO terms (term_id, term, folded, category, severity, action, language, \
               is_word, added_by, added_at_ms) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";
    let what = values![
        term_id,
        term,
        folded,
        category,
        one.severity,
        one.action,
        language,
        one.is_word,
        &one.added_by,
        tx.now_ms(),
    ];
    tx.execute(sql, what).map(drop)
}

/// Takes a term off the list; gives what it was.
pub(in crate::domains::moderation) fn remove_term(
    tx: &Tx<'_, Owner>,
    term_id: &TermId,
) -> Reply<Option<Term>> {
    let sql = "SELECT term_id, term, folded, category, severity, action, language, is_word, \
               added_by, added_at_ms FROM terms WHERE term_id = $1";
    let found = tx.row(sql, values![term_id])?;
    tx.execute("DELETE FROM terms WHERE term_id = $1", values![term_id])?;
    Ok(found)
}

pub(in crate::domains::moderation) fn count_terms(view: &View<'_, Owner>) -> Reply<u32> {
    Ok(view.value("SELECT COUNT(*) FROM terms", values![])?.unwrap_or_default())
}
