//! Pages of lists that are sorted by time and id, newest first: which part is asked for, and where
//! the next one begins. It must not know which list.

use crate::kernel::fault::{Error, RefusalCode as _, Reply, Shared};
use crate::kernel::id;
use crate::kernel::wire::Page;

const LIMIT_DEFAULT: u32 = 24;
/// An id sorts below this, whichever it is: `~` comes after all letters and digits.
const AFTER_ALL_IDS: &str = "~";

/// The part of a list that comes after one entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Span {
    pub(crate) before_ms: i64,
    pub(crate) before_id: String,
    pub(crate) limit: u32,
}

impl Span {
    /// Whether nothing of the list comes before it.
    pub(crate) fn is_first(&self) -> bool {
        self.before_ms == i64::MAX
    }

    /// Rows to read: one more than asked, which shows whether there is a next page.
    pub(crate) fn rows(&self) -> u32 {
        self.limit.saturating_add(1)
    }
}

/// Which part of a list is asked for.
///
/// # Errors
/// `PAGE_INVALID` for a size or a mark that no page has.
pub(crate) fn decide_page(page: Option<&Page>) -> Reply<Span> {
    let (cursor, limit) = page.map_or(("", 0), |page| (page.cursor.as_str(), page.limit));
    let limit = match limit {
        0 => LIMIT_DEFAULT,
        _ if u64::from(limit) <= Page::LIMIT.max => limit,
        _ => return Err(wrong(&format!("a page has 1 to {} entries", Page::LIMIT.max))),
    };
    if cursor.is_empty() {
        return Ok(Span { before_ms: i64::MAX, before_id: AFTER_ALL_IDS.to_owned(), limit });
    }
    let (before_ms, before_id) = parse(cursor)
        .ok_or_else(|| wrong("this page mark is not one of ours; go back to the first page"))?;
    Ok(Span { before_ms, before_id: before_id.to_owned(), limit })
}

/// Cuts the rows that were read (`Span::rows`) into a page and the mark of the next one; the mark
/// is empty on the last page. `key` gives what the list is sorted by.
pub(crate) fn cut_page<T>(
    mut entries: Vec<T>,
    span: &Span,
    key: impl Fn(&T) -> (i64, &str),
) -> (Vec<T>, String) {
    let limit = usize::try_from(span.limit).unwrap_or(usize::MAX);
    let is_last = entries.len() <= limit;
    entries.truncate(limit);
    let next = entries.last().filter(|_| !is_last);
    let cursor = next.map(|entry| mark(key(entry))).unwrap_or_default();
    (entries, cursor)
}

/// The mark of whatever comes after an entry.
fn mark((at_ms, entry_id): (i64, &str)) -> String {
    format!("{at_ms}-{entry_id}")
}

/// Takes exactly what `mark` gives, so that one place has one spelling.
fn parse(cursor: &str) -> Option<(i64, &str)> {
    let (digits, entry_id) = cursor.split_once('-')?;
    let at_ms: i64 = digits.parse().ok()?;
    let canonical = at_ms >= 0 && at_ms.to_string() == digits;
    (canonical && id::is_id(entry_id)).then_some((at_ms, entry_id))
}

fn wrong(reason: &str) -> Error {
    Shared::PageInvalid.because(reason).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mark_has_one_spelling() {
        let at =
            |cursor: &str, limit| decide_page(Some(&Page { cursor: cursor.to_owned(), limit }));
        let span = |before_ms, before_id: &str, limit| Span {
            before_ms,
            before_id: before_id.to_owned(),
            limit,
        };
        assert_eq!(decide_page(None).expect("the first page"), span(i64::MAX, "~", 24));
        assert_eq!(at("", 100).expect("the first page"), span(i64::MAX, "~", 100));
        assert_eq!(at("17-aB3", 1).expect("a later page"), span(17, "aB3", 1));
        for cursor in [
            "x",
            "-",
            "17",
            "17-",
            "-a",
            "017-a",
            "+17-a",
            " 17-a",
            "17-a ",
            "17-a-b",
            "17-a'b",
            "99999999999999999999-a",
            "--1-a",
            "17-../a",
            "1７-a",
        ] {
            let error = at(cursor, 1).expect_err(cursor);
            assert!(error.is(Shared::PageInvalid), "{cursor:?}");
        }
        assert!(at(&format!("1-{}", "a".repeat(65)), 1).is_err());
        assert!(at("", 101).expect_err("it is too long").is(Shared::PageInvalid));
    }

    #[test]
    fn a_page_marks_the_next_one_only_if_there_is_one() {
        fn key<'a>(entry: &'a (i64, &'static str)) -> (i64, &'a str) {
            *entry
        }
        let span = Span { before_ms: 9, before_id: "z".to_owned(), limit: 1 };
        assert_eq!(span.rows(), 2);
        assert_eq!(cut_page(vec![], &span, key), (vec![], String::new()));
        assert_eq!(cut_page(vec![(5, "a")], &span, key), (vec![(5, "a")], String::new()));
        let two = vec![(5, "a"), (4, "b")];
        assert_eq!(cut_page(two, &span, key), (vec![(5, "a")], "5-a".to_owned()));
    }
}
