//! Rows of a list of terms: which columns there are, what may stand in them, and what a term is
//! where its row does not say. It must not know files or lines.

use std::collections::HashMap;

use super::csv::CsvRecord;
use super::hits::{MatchKind, Term, TermAction, TermLanguage};
use super::keys::TERM_SYMBOLS_MAX;
use super::letters::{Script, is_han, script_of};
use super::lists::{ListColumn, ListComplaint, ListFault, ListLimits};
use super::normalise::fold;
use super::strand::{spread, term_sight};
use super::tables::Tables;

const SEVERITY_DEFAULT: u8 = 50;
const SEVERITY_MAX: u8 = 100;
/// Characters of an unknown word that a complaint repeats.
const SHOWN_CHARS_MAX: usize = 40;

pub(super) const COLUMNS: [(ListColumn, &str); 6] = [
    (ListColumn::Term, "term"),
    (ListColumn::Category, "category"),
    (ListColumn::Severity, "severity"),
    (ListColumn::Action, "action"),
    (ListColumn::Language, "language"),
    (ListColumn::Match, "match"),
];
/// The others have a value of their own where they are missing or empty.
pub(super) const REQUIRED: [ListColumn; 2] = [ListColumn::Term, ListColumn::Action];
pub(super) const ACTIONS: [(TermAction, &str); 4] = [
    (TermAction::Pass, "pass"),
    (TermAction::AgeLimit, "age_limit"),
    (TermAction::Review, "review"),
    (TermAction::Block, "block"),
];
pub(super) const LANGUAGES: [(TermLanguage, &str); 3] =
    [(TermLanguage::Chinese, "zh"), (TermLanguage::English, "en"), (TermLanguage::Other, "other")];
pub(super) const MATCHES: [(MatchKind, &str); 2] =
    [(MatchKind::Word, "word"), (MatchKind::Anywhere, "anywhere")];

/// Reads the rows of one list, and knows those before.
pub(super) struct RowReader<'a> {
    columns: Vec<ListColumn>,
    tables: &'a Tables,
    limits: &'a ListLimits,
    /// By what is compared: the line of the first.
    known: HashMap<String, u32>,
}

impl<'a> RowReader<'a> {
    pub(super) fn new(
        columns: Vec<ListColumn>,
        tables: &'a Tables,
        limits: &'a ListLimits,
    ) -> Self {
        Self { columns, tables, limits, known: HashMap::new() }
    }

    pub(super) fn read(&mut self, record: &CsvRecord) -> Result<Term, ListComplaint> {
        let (cells, columns) = (record.cells.len(), self.columns.len());
        let at =
            |column: Option<ListColumn>, fault| ListComplaint { line: record.line, column, fault };
        if cells != columns {
            return Err(at(None, ListFault::Cells { cells, columns }));
        }
        let cell = |wanted: ListColumn| {
            let index = self.columns.iter().position(|column| *column == wanted);
            index.and_then(|index| record.cells.get(index)).map_or("", String::as_str)
        };
        let text = cell(ListColumn::Term);
        let in_term = |fault| at(Some(ListColumn::Term), fault);
        let letters = self.letters(text).map_err(in_term)?;
        let category = cell(ListColumn::Category);
        check_text(category, self.limits.category_chars_max)
            .map_err(|fault| at(Some(ListColumn::Category), fault))?;
        let in_column = |column| move |fault| at(Some(column), fault);
        let severity = severity(cell(ListColumn::Severity));
        let action = choice(cell(ListColumn::Action), &ACTIONS, None);
        let language = choice(cell(ListColumn::Language), &LANGUAGES, Some(language(&letters)));
        let kind = choice(cell(ListColumn::Match), &MATCHES, Some(match_kind(&letters)));
        let term = Term {
            text: text.to_owned(),
            category: category.to_owned(),
            severity: severity.map_err(in_column(ListColumn::Severity))?,
            action: action.map_err(in_column(ListColumn::Action))?,
            language: language.map_err(in_column(ListColumn::Language))?,
            match_kind: kind.map_err(in_column(ListColumn::Match))?,
        };
        let first = *self.known.entry(letters).or_insert(record.line);
        if first != record.line {
            return Err(in_term(ListFault::Duplicate { first_line: first }));
        }
        Ok(term)
    }

    /// The letters of a term that are compared.
    fn letters(&self, text: &str) -> Result<String, ListFault> {
        let chars_max = self.limits.term_chars_max;
        check_text(text, chars_max)?;
        let too_long = |chars| ListFault::TooLong { chars, chars_max: TERM_SYMBOLS_MAX };
        let folded = fold(text, self.tables).map_err(|_| too_long(text.chars().count()))?;
        let symbols = spread(&folded, term_sight(&folded));
        match symbols.as_slice() {
            [] => Err(ListFault::Blank),
            [only] if only.script == Script::Latin || only.script == Script::Digit => {
                Err(ListFault::OneLetter)
            },
            _ if symbols.len() > TERM_SYMBOLS_MAX => Err(too_long(symbols.len())),
            _ => Ok(symbols.iter().map(|symbol| symbol.letter).collect()),
        }
    }
}

/// The letters of a term that are compared, as they are of one that was taken.
pub(super) fn folded(text: &str, tables: &Tables) -> String {
    let folded = fold(text, tables).ok();
    let symbols = folded.map(|folded| spread(&folded, term_sight(&folded)));
    symbols.into_iter().flatten().map(|symbol| symbol.letter).collect()
}

fn check_text(text: &str, chars_max: usize) -> Result<(), ListFault> {
    let chars = text.chars().count();
    if chars > chars_max {
        Err(ListFault::TooLong { chars, chars_max })
    } else if text.contains(char::is_control) {
        Err(ListFault::Control)
    } else {
        Ok(())
    }
}

fn severity(cell: &str) -> Result<u8, ListFault> {
    let cell = cell.trim();
    if cell.is_empty() {
        return Ok(SEVERITY_DEFAULT);
    }
    let number = cell.parse().ok().filter(|number| *number <= SEVERITY_MAX);
    number.ok_or_else(|| ListFault::Unknown { value: shown(cell) })
}

fn choice<T: Copy>(cell: &str, all: &[(T, &str)], otherwise: Option<T>) -> Result<T, ListFault> {
    let cell = cell.trim();
    let found = all.iter().find(|(_, name)| name.eq_ignore_ascii_case(cell)).map(|(one, _)| *one);
    let found = found.or_else(|| otherwise.filter(|_| cell.is_empty()));
    found.ok_or_else(|| ListFault::Unknown { value: shown(cell) })
}

/// The language that letters are of, where the list does not say.
fn language(letters: &str) -> TermLanguage {
    if letters.contains(is_han) {
        TermLanguage::Chinese
    } else if letters.chars().all(|letter| letter.is_ascii_alphanumeric()) {
        TermLanguage::English
    } else {
        TermLanguage::Other
    }
}

/// Where a term may stand, where the list does not say: scripts without blanks have no words.
fn match_kind(letters: &str) -> MatchKind {
    let is_spaced = |letter| matches!(script_of(letter), Script::Latin | Script::Digit);
    if letters.chars().all(is_spaced) { MatchKind::Word } else { MatchKind::Anywhere }
}

pub(super) fn shown(value: &str) -> String {
    value.chars().take(SHOWN_CHARS_MAX).collect()
}

/// How a value is written.
pub(super) fn name<T: PartialEq>(value: T, all: &[(T, &'static str)]) -> &'static str {
    all.iter().find(|(one, _)| *one == value).map_or("", |(_, name)| *name)
}
