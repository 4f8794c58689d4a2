//! Places in a list that is sorted by time and id, newest first. It must not know which list.

use crate::contract::video::VideoCard;
use crate::kernel::fault::{Error, RefusalCode as _, Reply, Shared};
use crate::kernel::wire::Page;

const LIMIT_DEFAULT: u32 = 24;
/// An id sorts below this, whichever it is: `~` comes after all letters and digits.
const AFTER_ALL_IDS: &str = "~";

/// The part of a list that comes after one entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::domains::video) struct Span {
    pub(in crate::domains::video) before_ms: i64,
    pub(in crate::domains::video) before_id: String,
    pub(in crate::domains::video) limit: u32,
}

/// Which part of a list is asked for.
pub(in crate::domains::video) fn decide_page(page: Option<&Page>) -> Reply<Span> {
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

/// Cuts what was read, one more than asked, into a page and the mark of the next one; the mark is
/// empty on the last page. `at_ms` is what the list is sorted by.
pub(in crate::domains::video) fn cut_page(
    mut cards: Vec<VideoCard>,
    span: &Span,
    at_ms: impl Fn(&VideoCard) -> i64,
) -> (Vec<VideoCard>, String) {
    let limit = usize::try_from(span.limit).unwrap_or(usize::MAX);
    let is_last = cards.len() <= limit;
    cards.truncate(limit);
    let next = cards.last().filter(|_| !is_last);
    let cursor = next.map(|card| mark(at_ms(card), &card.video_id)).unwrap_or_default();
    (cards, cursor)
}

/// The mark of whatever comes after an entry.
fn mark(at_ms: i64, video_id: &str) -> String {
    format!("{at_ms}-{video_id}")
}

/// Takes exactly what `mark` gives, so that one place has one spelling.
fn parse(cursor: &str) -> Option<(i64, &str)> {
    let (digits, video_id) = cursor.split_once('-')?;
    let at_ms: i64 = digits.parse().ok()?;
    let canonical = at_ms >= 0 && at_ms.to_string() == digits;
    (canonical && super::is_id(video_id)).then_some((at_ms, video_id))
}

fn wrong(reason: &str) -> Error {
    Shared::PageInvalid.because(reason).into()
}
