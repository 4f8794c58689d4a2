//! Lists of known pictures as CSV files with the columns `hash` and `label`, in and out. A list is
//! read whole, or not at all. It must not know what is done with a picture that is found.

use super::super::text::csv::{CsvReader, CsvRecord, write_record};
use super::super::text::lists::ListFault;
use super::hash::Hash;
use std::collections::HashMap;

/// Characters of a label.
pub(crate) const LABEL_CHARS_MAX: usize = 100;
/// Characters of an unknown value that a complaint repeats.
const SHOWN_CHARS_MAX: usize = 40;

/// A line of a list that is wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct FileComplaint {
    /// From one on.
    pub(crate) line: u32,
    pub(crate) fault: ListFault,
}

/// Where each column stands.
struct KnownColumns {
    hash: usize,
    label: usize,
    columns: usize,
}

/// Reads a list.
///
/// # Errors
/// The first line that is wrong.
pub(crate) fn read(
    bytes: &[u8],
    bytes_max: usize,
    rows_max: usize,
) -> Result<Vec<(Hash, String)>, FileComplaint> {
    let at = |line, fault| FileComplaint { line, fault };
    if bytes.len() > bytes_max {
        return Err(at(1, ListFault::TooManyBytes { bytes: bytes.len(), bytes_max }));
    }
    let text = std::str::from_utf8(bytes).map_err(|_| at(1, ListFault::NotUtf8))?;
    let mut records = CsvReader::new(text.strip_prefix('\u{feff}').unwrap_or(text));
    let mut next = || {
        let record = records.next()?;
        Some(record.map_err(|error| {
            at(error.line, ListFault::Form { cell: error.cell, fault: error.fault })
        }))
    };
    let first = next().unwrap_or_else(|| Err(at(1, ListFault::ColumnMissing)))?;
    let places = find_columns(&first).map_err(|fault| at(first.line, fault))?;
    let (mut entries, mut lines) = (Vec::new(), HashMap::new());
    while let Some(record) = next() {
        let record = record?;
        let line = record.line;
        if entries.len() >= rows_max {
            return Err(at(line, ListFault::TooManyRows { rows_max }));
        }
        let (hash, label) = read_row(&record, &places).map_err(|fault| at(line, fault))?;
        let first_line = *lines.entry(hash.bytes()).or_insert(line);
        if first_line != line {
            return Err(at(line, ListFault::Duplicate { first_line }));
        }
        entries.push((hash, label));
    }
    Ok(entries)
}

/// Writes what `read` reads.
pub(crate) fn write<'a>(entries: impl Iterator<Item = (&'a str, &'a str)>) -> String {
    let mut text = String::new();
    write_record(&mut text, &["hash", "label"]);
    for (hash, label) in entries {
        write_record(&mut text, &[hash, label]);
    }
    text
}

/// A label as it is kept.
///
/// # Errors
/// What is wrong with it.
pub(crate) fn read_label(text: &str) -> Result<String, ListFault> {
    let text = text.trim();
    let chars = text.chars().count();
    if text.is_empty() {
        Err(ListFault::Blank)
    } else if chars > LABEL_CHARS_MAX {
        Err(ListFault::TooLong { chars, chars_max: LABEL_CHARS_MAX })
    } else if text.contains(is_break) {
        Err(ListFault::Control)
    } else {
        Ok(text.to_owned())
    }
}

/// Whether a letter would end the line or is no text at all.
fn is_break(letter: char) -> bool {
    letter.is_control() || matches!(letter, '\u{2028}' | '\u{2029}')
}

fn find_columns(record: &CsvRecord) -> Result<KnownColumns, ListFault> {
    let (mut hash, mut label) = (None, None);
    for (index, cell) in record.cells.iter().enumerate() {
        let place = match cell.trim() {
            "hash" => &mut hash,
            "label" => &mut label,
            other => return Err(ListFault::ColumnUnknown { name: shown(other) }),
        };
        if place.replace(index).is_some() {
            return Err(ListFault::ColumnTwice);
        }
    }
    match (hash, label) {
        (Some(hash), Some(label)) => Ok(KnownColumns { hash, label, columns: record.cells.len() }),
        _ => Err(ListFault::ColumnMissing),
    }
}

fn read_row(record: &CsvRecord, places: &KnownColumns) -> Result<(Hash, String), ListFault> {
    let (cells, columns) = (record.cells.len(), places.columns);
    if cells != columns {
        return Err(ListFault::Cells { cells, columns });
    }
    let cell = |place: usize| record.cells.get(place).map_or("", |cell| cell.trim());
    let hash = cell(places.hash);
    let unknown = |_| ListFault::Unknown { value: shown(hash) };
    Ok((hash.parse().map_err(unknown)?, read_label(cell(places.label))?))
}

fn shown(value: &str) -> String {
    value.chars().take(SHOWN_CHARS_MAX).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const ONE: &str = "f8f8f0cee0f4a84f06370a22038f63f0b36e2ed596621e1d33e6b39c4e9c9b22";
    const TWO: &str = "0a0b0c0d0e0f1a1b1c1d1e1f2a2b2c2d2e2f3a3b3c3d3e3f4a4b4c4d4e4f5a5b";

    fn take(text: &str) -> Result<Vec<(Hash, String)>, FileComplaint> {
        read(text.as_bytes(), 1 << 20, 3)
    }

    #[test]
    fn lists_come_back_as_they_were_written() {
        let text = format!("\u{feff}label,hash\r\n\n\"ein, \"\"Größe\"\" #1\",{ONE}\n =x ,{TWO}");
        let list = take(&text).unwrap();
        let (one, two): (Hash, Hash) = (ONE.parse().unwrap(), TWO.parse().unwrap());
        assert_eq!(list, [(one, "ein, \"Größe\" #1".to_owned()), (two, "=x".to_owned())]);
        let written = write([(ONE, "ein, \"Größe\" #1"), (TWO, "=x")].into_iter());
        assert_eq!(take(&written).unwrap(), list);
        assert!(written.starts_with("hash,label\r\n"), "{written}");
        assert_eq!(take("hash,label\n"), Ok(Vec::new()));
    }

    #[test]
    fn the_first_wrong_line_is_named() {
        let shown = |value: &str| ListFault::Unknown { value: value.to_owned() };
        let chars_max = LABEL_CHARS_MAX;
        let head = "hash,label\n";
        for (text, line, fault) in [
            (String::new(), 1, ListFault::ColumnMissing),
            (format!("{ONE},x\n"), 1, ListFault::ColumnUnknown { name: ONE[..40].to_owned() }),
            ("hash\n".to_owned(), 1, ListFault::ColumnMissing),
            ("hash,label,hash\n".to_owned(), 1, ListFault::ColumnTwice),
            (format!("{head}{ONE},x,y\n"), 2, ListFault::Cells { cells: 3, columns: 2 }),
            (format!("{head}{ONE},x\n{},x\n", &ONE[1..]), 3, shown(&ONE[1..41])),
            (format!("{head}{}z,x\n", &ONE[1..]), 2, shown(&ONE[1..41])),
            (format!("{head}{ONE}, \n"), 2, ListFault::Blank),
            (format!("{head}{ONE},\"a\nb\"\n"), 2, ListFault::Control),
            (format!("{head}{ONE},a\u{2028}b\n"), 2, ListFault::Control),
            (
                format!("{head}{ONE},{}\n", "n".repeat(101)),
                2,
                ListFault::TooLong { chars: 101, chars_max },
            ),
            (
                format!("{head}{ONE},x\n{}\n", ONE.to_uppercase() + ",y"),
                3,
                ListFault::Duplicate { first_line: 2 },
            ),
        ] {
            assert_eq!(take(&text), Err(FileComplaint { line, fault }), "{text}");
        }
        let rows: String = (0..4).map(|row| format!("{row:064x},x\n")).collect();
        let fault = ListFault::TooManyRows { rows_max: 3 };
        assert_eq!(take(&format!("{head}{rows}")), Err(FileComplaint { line: 5, fault }));
        let fault = ListFault::TooManyBytes { bytes: 11, bytes_max: 10 };
        assert_eq!(read(head.as_bytes(), 10, 3), Err(FileComplaint { line: 1, fault }));
        let fault = ListFault::NotUtf8;
        assert_eq!(read(b"hash,\xff", 10, 3), Err(FileComplaint { line: 1, fault }));
    }
}
