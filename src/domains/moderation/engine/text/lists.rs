//! Lists of terms as CSV files, in and out. It must not decide whether a list with complaints is
//! taken: it says what is wrong where, as values that the pages put into words.

use super::csv::{CsvError, CsvFault, CsvReader, CsvRecord, write_record};
use super::hits::{Term, TermAction};
use super::keys::TERM_SYMBOLS_MAX;
use super::rows::{ACTIONS, COLUMNS, LANGUAGES, MATCHES, REQUIRED, RowReader, folded, name, shown};
use super::tables::Tables;

/// The columns of a list. Their names stand in the first line, in any order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum ListColumn {
    Term,
    Category,
    Severity,
    Action,
    Language,
    Match,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct ListLimits {
    pub(crate) bytes_max: usize,
    pub(crate) rows_max: usize,
    pub(crate) term_chars_max: usize,
    pub(crate) category_chars_max: usize,
    /// More complaints are only counted.
    pub(crate) complaints_max: usize,
}

impl Default for ListLimits {
    fn default() -> Self {
        Self {
            bytes_max: 16 << 20,
            rows_max: 100_000,
            term_chars_max: TERM_SYMBOLS_MAX,
            category_chars_max: 40,
            complaints_max: 100,
        }
    }
}

/// What is wrong with a list, or with one row of it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum ListFault {
    #[error("the file has {bytes} bytes, at most {bytes_max} are read")]
    TooManyBytes { bytes: usize, bytes_max: usize },
    #[error("the text is not UTF-8")]
    NotUtf8,
    #[error("more than {rows_max} rows; the others are not read")]
    TooManyRows { rows_max: usize },
    #[error("the first line does not name this column")]
    ColumnMissing,
    #[error("the first line names this column twice")]
    ColumnTwice,
    #[error("no column is named {name}")]
    ColumnUnknown { name: String },
    #[error("{cells} cells, but {columns} columns")]
    Cells { cells: usize, columns: usize },
    #[error("cell {cell}: {fault}")]
    Form { cell: usize, fault: CsvFault },
    #[error("no letter or digit that could be found")]
    Blank,
    #[error("one letter or digit would be found everywhere")]
    OneLetter,
    #[error("{chars} characters, at most {chars_max} are kept")]
    TooLong { chars: usize, chars_max: usize },
    #[error("a control character")]
    Control,
    #[error("{value} is no value of this column")]
    Unknown { value: String },
    #[error("the same term stands in line {first_line}")]
    Duplicate { first_line: u32 },
}

/// Where it is wrong, and what.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct ListComplaint {
    /// From one on.
    pub(crate) line: u32,
    pub(crate) column: Option<ListColumn>,
    pub(crate) fault: ListFault,
}

/// A list that was read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Imported {
    /// The rows without a complaint.
    pub(crate) terms: Vec<Term>,
    pub(crate) complaints: Vec<ListComplaint>,
    /// Complaints beyond those.
    pub(crate) complaints_left: usize,
}

impl Imported {
    fn complain(&mut self, complaint: ListComplaint, limits: &ListLimits) {
        if self.complaints.len() < limits.complaints_max {
            self.complaints.push(complaint);
        } else {
            self.complaints_left += 1;
        }
    }
}

/// Reads a list. Rows with a complaint are left out, the others are taken.
pub(crate) fn import(bytes: &[u8], tables: &Tables, limits: &ListLimits) -> Imported {
    let mut imported = Imported::default();
    let whole = |line, fault| ListComplaint { line, column: None, fault };
    let (found, bytes_max) = (bytes.len(), limits.bytes_max);
    if found > bytes_max {
        let fault = ListFault::TooManyBytes { bytes: found, bytes_max };
        imported.complain(whole(1, fault), limits);
        return imported;
    }
    let text = match std::str::from_utf8(bytes) {
        Ok(text) => text.strip_prefix('\u{feff}').unwrap_or(text),
        Err(error) => {
            let line = line_of(bytes.get(..error.valid_up_to()).unwrap_or_default());
            imported.complain(whole(line, ListFault::NotUtf8), limits);
            return imported;
        },
    };
    let mut reader = CsvReader::new(text);
    let columns = match read_header(reader.next()) {
        Ok(columns) => columns,
        Err(complaints) => {
            complaints.into_iter().for_each(|complaint| imported.complain(complaint, limits));
            return imported;
        },
    };
    let mut rows = RowReader::new(columns, tables, limits);
    for (index, record) in reader.enumerate() {
        if index >= limits.rows_max {
            let line = record.map_or_else(|error| error.line, |record| record.line);
            let fault = ListFault::TooManyRows { rows_max: limits.rows_max };
            imported.complain(whole(line, fault), limits);
            break;
        }
        match record.map_err(form).and_then(|record| rows.read(&record)) {
            Ok(term) => imported.terms.push(term),
            Err(complaint) => imported.complain(complaint, limits),
        }
    }
    imported
}

/// The letters of a term that are compared. A list has no two terms that share them.
pub(crate) fn fold_term(term: &Term, tables: &Tables) -> String {
    folded(&term.text, tables)
}

/// What stands in the column `action`.
pub(crate) fn write_action(action: TermAction) -> &'static str {
    name(action, &ACTIONS)
}

fn line_of(before: &[u8]) -> u32 {
    let ends = before.iter().filter(|byte| **byte == b'\n').count();
    u32::try_from(ends).unwrap_or(u32::MAX).saturating_add(1)
}

fn form(error: CsvError) -> ListComplaint {
    let CsvError { line, cell, fault } = error;
    ListComplaint { line, column: None, fault: ListFault::Form { cell, fault } }
}

fn read_header(
    record: Option<Result<CsvRecord, CsvError>>,
) -> Result<Vec<ListColumn>, Vec<ListComplaint>> {
    let record = record.transpose().map_err(|error| vec![form(error)])?;
    let line = record.as_ref().map_or(1, |record| record.line);
    let (mut columns, mut complaints) = (Vec::new(), Vec::new());
    for name in record.iter().flat_map(|record| &record.cells) {
        let known = COLUMNS.iter().find(|(_, one)| one.eq_ignore_ascii_case(name.trim()));
        match known.map(|(column, _)| *column) {
            Some(column) if columns.contains(&column) => complaints.push(ListComplaint {
                line,
                column: Some(column),
                fault: ListFault::ColumnTwice,
            }),
            Some(column) => columns.push(column),
            None => {
                let fault = ListFault::ColumnUnknown { name: shown(name) };
                complaints.push(ListComplaint { line, column: None, fault });
            },
        }
    }
    for column in REQUIRED.into_iter().filter(|column| !columns.contains(column)) {
        let fault = ListFault::ColumnMissing;
        complaints.push(ListComplaint { line, column: Some(column), fault });
    }
    if complaints.is_empty() { Ok(columns) } else { Err(complaints) }
}

/// Writes a list that `import` reads back the same.
pub(crate) fn export(terms: &[Term]) -> String {
    let mut text = String::new();
    write_record(&mut text, &COLUMNS.map(|(_, name)| name));
    for term in terms {
        write_record(
            &mut text,
            &[
                &term.text,
                &term.category,
                &term.severity.to_string(),
                name(term.action, &ACTIONS),
                name(term.language, &LANGUAGES),
                name(term.match_kind, &MATCHES),
            ],
        );
    }
    text
}

#[cfg(test)]
mod tests {
    use super::super::hits::{MatchKind, TermAction, TermLanguage};
    use super::*;

    fn read(text: &str) -> Imported {
        import(text.as_bytes(), &Tables::read(), &ListLimits::default())
    }

    fn term(text: &str, category: &str) -> Term {
        Term {
            text: text.to_owned(),
            category: category.to_owned(),
            severity: 70,
            action: TermAction::Block,
            language: TermLanguage::Other,
            match_kind: MatchKind::Anywhere,
        }
    }

    #[test]
    fn what_is_exported_comes_back() {
        let texts = [
            "法轮功",
            "fuck",
            "free, money",
            "say \"hi\"",
            "=SUM(1)",
            "+86",
            "-xy-",
            "@name",
            "'=xz",
            "'quoted'",
            "a$$",
            "日本",
            "кот",
        ];
        let mut terms: Vec<Term> = texts.iter().map(|text| term(text, "=cat,\"egory\"")).collect();
        terms[0].match_kind = MatchKind::Word;
        terms[1].action = TermAction::AgeLimit;
        terms[2].severity = 0;
        terms[3].language = TermLanguage::English;
        let text = export(&terms);
        assert_eq!(read(&text), Imported { terms, ..Imported::default() });
        let cells = text.lines().skip(1).flat_map(|line| line.split(','));
        for cell in cells {
            assert!(!cell.trim_start_matches('"').starts_with(['=', '+', '-', '@']), "{cell}");
        }
    }

    #[test]
    fn columns_may_be_missing_or_in_another_order() {
        let read = read("\u{feff}Action,Term\r\nblock,法轮功\r\nreview,fuck\r\npass,кот\r\n");
        assert_eq!(read.complaints, []);
        let found: Vec<_> = read
            .terms
            .iter()
            .map(|term| (term.text.as_str(), term.severity, term.language, term.match_kind))
            .collect();
        let wanted = [
            ("法轮功", 50, TermLanguage::Chinese, MatchKind::Anywhere),
            ("fuck", 50, TermLanguage::English, MatchKind::Word),
            ("кот", 50, TermLanguage::Other, MatchKind::Word),
        ];
        assert_eq!(found, wanted);
    }

    #[test]
    fn complaints_name_line_and_column() {
        use ListColumn::{Action, Category, Language, Match, Severity, Term};
        let unknown = |value: &str| ListFault::Unknown { value: value.to_owned() };
        let (long, wide) = ("x".repeat(65), "c".repeat(41));
        let rows = [
            ("…,c,1,block,zh,word".to_owned(), Some(Term), ListFault::Blank),
            ("x,c,1,block,zh,word".to_owned(), Some(Term), ListFault::OneLetter),
            ("a\u{7}b,c,1,block,zh,word".to_owned(), Some(Term), ListFault::Control),
            (
                format!("{long},c,1,block,zh,word"),
                Some(Term),
                ListFault::TooLong { chars: 65, chars_max: 64 },
            ),
            (
                format!("term,{wide},1,block,zh,word"),
                Some(Category),
                ListFault::TooLong { chars: 41, chars_max: 40 },
            ),
            ("term,c,101,block,zh,word".to_owned(), Some(Severity), unknown("101")),
            ("term,c,-1,block,zh,word".to_owned(), Some(Severity), unknown("-1")),
            ("term,c,1,ban,zh,word".to_owned(), Some(Action), unknown("ban")),
            ("term,c,1,,zh,word".to_owned(), Some(Action), unknown("")),
            ("term,c,1,block,fr,word".to_owned(), Some(Language), unknown("fr")),
            ("term,c,1,block,zh,most".to_owned(), Some(Match), unknown("most")),
            ("a,b".to_owned(), None, ListFault::Cells { cells: 2, columns: 6 }),
            (
                "te\"rm,c,1,block,zh,word".to_owned(),
                None,
                ListFault::Form { cell: 1, fault: CsvFault::StrayQuote },
            ),
            ("法輪,c,1,block,zh,".to_owned(), Some(Term), ListFault::Duplicate { first_line: 2 }),
        ];
        let mut text =
            String::from("term,category,severity,action,language,match\n法轮,c,1,block,,\n");
        rows.iter().for_each(|(row, ..)| text.push_str(&format!("{row}\n")));
        let found = read(&text);
        assert_eq!(found.terms.len(), 1);
        for ((complaint, (row, column, fault)), line) in found.complaints.iter().zip(&rows).zip(3..)
        {
            let wanted = ListComplaint { line, column: *column, fault: fault.clone() };
            assert_eq!(complaint, &wanted, "{row}");
        }
        assert_eq!(found.complaints.len(), rows.len());
    }

    #[test]
    fn whole_files_are_refused_for_their_form() {
        let twice = ListComplaint {
            line: 1,
            column: Some(ListColumn::Term),
            fault: ListFault::ColumnTwice,
        };
        let missing = |column| ListComplaint {
            line: 1,
            column: Some(column),
            fault: ListFault::ColumnMissing,
        };
        let unknown = ListComplaint {
            line: 1,
            column: None,
            fault: ListFault::ColumnUnknown { name: "fuck".to_owned() },
        };
        let (term, action) = (missing(ListColumn::Term), missing(ListColumn::Action));
        assert_eq!(read("").complaints, [term.clone(), action.clone()]);
        assert_eq!(read("fuck\n").complaints, [unknown, term, action]);
        assert_eq!(read("term,term,action\n").complaints, [twice]);
        let bytes = import(b"term,action\nx\xff,block\n", &Tables::read(), &ListLimits::default());
        let wanted = ListComplaint { line: 2, column: None, fault: ListFault::NotUtf8 };
        assert_eq!(bytes.complaints, [wanted]);
    }

    #[test]
    fn limits_hold() {
        let tables = Tables::read();
        let text = format!("term,action\n{}", "term a,block\nterm b,nothing\n".repeat(30));
        let limits = ListLimits { rows_max: 20, complaints_max: 5, ..ListLimits::default() };
        let found = import(text.as_bytes(), &tables, &limits);
        assert_eq!((found.terms.len(), found.complaints.len()), (1, 5));
        assert_eq!(found.complaints_left, 19 + 1 - 5);
        let limits = ListLimits { bytes_max: 10, ..ListLimits::default() };
        let found = import(text.as_bytes(), &tables, &limits);
        let fault = ListFault::TooManyBytes { bytes: text.len(), bytes_max: 10 };
        assert_eq!(found.complaints, [ListComplaint { line: 1, column: None, fault }]);
    }
}
