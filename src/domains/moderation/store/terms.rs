//! The terms that texts are compared with. It must not decide anything.

use super::super::model::Term;
use crate::contract::moderation::Owner;
use crate::kernel::db::{Tx, View, columns, values};
use crate::kernel::fault::Reply;

columns! { Term { term_id, term, category, severity, action, language, is_word } }

/// All of them, in the order of their ids.
pub(in crate::domains::moderation) fn terms(view: &View<'_, Owner>) -> Reply<Vec<Term>> {
    let sql = "SELECT term_id, term, category, severity, action, language, is_word FROM terms \
               ORDER BY term_id";
    view.rows(sql, values![])
}

/// Puts these in the place of all.
pub(in crate::domains::moderation) fn replace_terms(
    tx: &Tx<'_, Owner>,
    terms: &[Term],
) -> Reply<()> {
    tx.execute("DELETE FROM terms", values![])?;
    let sql = "INSERT INTO terms (term_id, term, category, severity, action, language, is_word) \
               VALUES ($1, $2, $3, $4, $5, $6, $7)";
    for one in terms {
        let Term { term_id, term, category, severity, action, language, is_word } = one;
        tx.execute(sql, values![term_id, term, category, *severity, *action, language, *is_word])?;
    }
    Ok(())
}

pub(in crate::domains::moderation) fn count_terms(view: &View<'_, Owner>) -> Reply<u32> {
    Ok(view.value("SELECT COUNT(*) FROM terms", values![])?.unwrap_or_default())
}
