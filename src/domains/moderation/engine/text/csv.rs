//! Tables of text as RFC 4180 has them. It must not know what the cells mean.
//!
//! Spreadsheets run cells that begin with one of `= + - @`, a tab or a return as a formula. Such a
//! cell is written with an apostrophe before it, and so is one that begins with apostrophes and
//! then one of these; one apostrophe is taken away when it is read. What was written comes back.

/// Cells of one record that are read; no table here has more columns.
const CELLS_MAX: usize = 64;

/// One record, which may take several lines.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct CsvRecord {
    /// The line that it begins in, from one on.
    pub(crate) line: u32,
    pub(crate) cells: Vec<String>,
}

/// What is wrong with the form of a record.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum CsvFault {
    #[error("a quote inside of a cell that does not begin with one")]
    StrayQuote,
    #[error("more text after the closing quote")]
    AfterQuote,
    #[error("the closing quote is missing")]
    UnclosedQuote,
    #[error("more than 64 cells")]
    TooManyCells,
}

/// A record that cannot be read. Reading goes on with the next line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct CsvError {
    pub(crate) line: u32,
    /// From one on.
    pub(crate) cell: usize,
    pub(crate) fault: CsvFault,
}

/// Reads records. Lines end with or without a return; empty ones are passed over.
pub(crate) struct CsvReader<'a> {
    rest: &'a str,
    line: u32,
}

impl<'a> CsvReader<'a> {
    pub(crate) fn new(text: &'a str) -> Self {
        Self { rest: text, line: 1 }
    }

    /// Cuts a quoted cell off, its opening quote gone already.
    fn quoted(&mut self) -> Result<String, CsvFault> {
        let mut cell = String::new();
        loop {
            let (part, rest) = self.rest.split_once('"').ok_or(CsvFault::UnclosedQuote)?;
            cell.push_str(part);
            self.rest = rest;
            match rest.strip_prefix('"') {
                Some(rest) => {
                    cell.push('"');
                    self.rest = rest;
                },
                None if rest.is_empty() || rest.starts_with([',', '\n', '\r']) => break,
                None => return Err(CsvFault::AfterQuote),
            }
        }
        let lines = cell.matches('\n').count();
        self.line = self.line.saturating_add(u32::try_from(lines).unwrap_or(u32::MAX));
        Ok(cell)
    }

    fn cell(&mut self) -> Result<String, CsvFault> {
        if let Some(rest) = self.rest.strip_prefix('"') {
            self.rest = rest;
            return self.quoted();
        }
        let end = self.rest.find([',', '\n']).unwrap_or(self.rest.len());
        let (cell, rest) = self.rest.split_at(end);
        let cell = if rest.starts_with(',') { cell } else { cell.trim_end_matches('\r') };
        if cell.contains('"') {
            return Err(CsvFault::StrayQuote);
        }
        self.rest = rest;
        Ok(cell.to_owned())
    }

    fn record(&mut self) -> Result<CsvRecord, CsvError> {
        let line = self.line;
        let mut cells = Vec::new();
        loop {
            let fail = |fault| CsvError { line, cell: cells.len() + 1, fault };
            let cell = if cells.len() < CELLS_MAX {
                self.cell().map_err(fail)?
            } else {
                return Err(fail(CsvFault::TooManyCells));
            };
            cells.push(unescape(cell));
            match self.rest.strip_prefix(',') {
                Some(rest) => self.rest = rest,
                None => break,
            }
        }
        self.end_line();
        Ok(CsvRecord { line, cells })
    }

    fn end_line(&mut self) {
        self.rest = self.rest.split_once('\n').map_or("", |(_, rest)| rest);
        self.line = self.line.saturating_add(1);
    }
}

impl Iterator for CsvReader<'_> {
    type Item = Result<CsvRecord, CsvError>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            let is_blank = self.rest.starts_with('\n') || self.rest.starts_with("\r\n");
            if !is_blank {
                break;
            }
            self.end_line();
        }
        if self.rest.is_empty() {
            return None;
        }
        let record = self.record();
        match &record {
            Err(error) if error.fault == CsvFault::UnclosedQuote => self.rest = "",
            Err(_) => self.end_line(),
            Ok(_) => {},
        }
        Some(record)
    }
}

/// Writes one record.
pub(crate) fn write_record(into: &mut String, cells: &[&str]) {
    for (index, cell) in cells.iter().enumerate() {
        if index > 0 {
            into.push(',');
        }
        let escape = if is_formula(cell) { "'" } else { "" };
        if cell.contains([',', '"', '\n', '\r']) {
            into.push_str(&format!("\"{escape}{}\"", cell.replace('"', "\"\"")));
        } else {
            into.push_str(escape);
            into.push_str(cell);
        }
    }
    into.push_str("\r\n");
}

/// Whether a cell begins as a formula, after any apostrophes.
fn is_formula(cell: &str) -> bool {
    cell.trim_start_matches('\'').starts_with(['=', '+', '-', '@', '\t', '\r'])
}

fn unescape(cell: String) -> String {
    match cell.strip_prefix('\'') {
        Some(rest) if is_formula(rest) => rest.to_owned(),
        _ => cell,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn records_are_read_as_the_standard_says() {
        let text = "a,b\r\n\"x,1\",\"say \"\"hi\"\"\"\n\n\"two\nlines\",\n,\"\"\nlast,end";
        let found: Vec<(u32, Vec<String>)> = CsvReader::new(text)
            .map(|record| record.expect("the text is in order"))
            .map(|record| (record.line, record.cells))
            .collect();
        let wanted = [
            (1, vec!["a", "b"]),
            (2, vec!["x,1", "say \"hi\""]),
            (4, vec!["two\nlines", ""]),
            (6, vec!["", ""]),
            (7, vec!["last", "end"]),
        ];
        let wanted = wanted.map(|(line, cells)| {
            (line, cells.into_iter().map(str::to_owned).collect::<Vec<String>>())
        });
        assert_eq!(found, wanted);
    }

    #[test]
    fn broken_records_are_told_and_passed_over() {
        let many = format!("{}x\nok", ",".repeat(CELLS_MAX));
        for (text, line, cell, fault, rest) in [
            ("a,b\"c\nok", 1, 2, CsvFault::StrayQuote, 1),
            ("a\n\"b\"c,d\nok", 2, 1, CsvFault::AfterQuote, 2),
            ("a\nb,\"c\nd", 2, 2, CsvFault::UnclosedQuote, 1),
            ("\"", 1, 1, CsvFault::UnclosedQuote, 0),
            (many.as_str(), 1, CELLS_MAX + 1, CsvFault::TooManyCells, 1),
        ] {
            let records: Vec<_> = CsvReader::new(text).collect();
            let errors: Vec<&CsvError> =
                records.iter().filter_map(|one| one.as_ref().err()).collect();
            assert_eq!(errors, [&CsvError { line, cell, fault }], "{text}");
            assert_eq!(records.len() - 1, rest, "{text}");
        }
    }

    #[test]
    fn what_is_written_comes_back_and_runs_nowhere() {
        for cell in [
            "=1+1",
            "+1",
            "-1",
            "@x",
            "\tx",
            "\rx",
            "'=1",
            "''=1",
            "'",
            "'a",
            "a'b",
            "a,b",
            "\"",
            "=\"a\",b",
            "a\nb",
            "",
            " a ",
            "法轮功",
            "=",
        ] {
            let mut text = String::new();
            write_record(&mut text, &[cell, "x"]);
            let first = text.trim_start_matches('"').chars().next();
            assert!(!matches!(first, Some('=' | '+' | '-' | '@' | '\t' | '\r')), "{text}");
            let record = CsvReader::new(&text).next().expect("there is one record");
            assert_eq!(record.expect("it was written by us").cells, [cell, "x"], "{text}");
        }
    }
}
