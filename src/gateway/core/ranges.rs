//! Which bytes of a blob a request wants (RFC 9110 §14). Pure; it must not read the blob.

use http_range_header::parse_range_header_with_max_ranges;
use std::num::NonZeroUsize;

/// What to send.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::gateway) enum ByteRange {
    Whole,
    /// From the first to the last byte, both included.
    Part {
        first: u64,
        last: u64,
    },
    /// Nothing of it lies in the blob.
    Outside,
}

/// Reads a `Range` header. Several ranges, other units and nonsense ask for the whole, as the
/// standard allows.
pub(in crate::gateway) fn span(header: Option<&str>, size_bytes: u64) -> ByteRange {
    let text = header.map(str::trim).unwrap_or_default();
    let Ok(asked) = parse_range_header_with_max_ranges(text, NonZeroUsize::MIN) else {
        return ByteRange::Whole;
    };
    match asked.validate(size_bytes).as_deref() {
        Ok([part]) => ByteRange::Part { first: *part.start(), last: *part.end() },
        // The end of nothing is all of it.
        Ok(_) => ByteRange::Whole,
        Err(_) => ByteRange::Outside,
    }
}

/// Whether a range may be given: `If-Range` names the blob as it is now. Dates never match; ours
/// has none.
pub(in crate::gateway) fn is_same(if_range: Option<&str>, tag: &str) -> bool {
    if_range.is_none_or(|text| text.trim() == tag)
}

/// Whether `If-None-Match` names the blob as it is now.
pub(in crate::gateway) fn is_known(if_none_match: Option<&str>, tag: &str) -> bool {
    let Some(text) = if_none_match else { return false };
    text.split(',').map(str::trim).any(|one| one == "*" || one.trim_start_matches("W/") == tag)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_are_read_as_the_standard_says() {
        let part = |first, last| ByteRange::Part { first, last };
        for (header, expected) in [
            (None, ByteRange::Whole),
            (Some("bytes=0-0"), part(0, 0)),
            (Some("bytes=10-19"), part(10, 19)),
            (Some("bytes=10-"), part(10, 99)),
            (Some("bytes=-10"), part(90, 99)),
            (Some("bytes=-1000"), part(0, 99)),
            (Some("bytes=90-1000"), part(90, 99)),
            (Some("bytes=100-"), ByteRange::Outside),
            (Some("bytes=100-200"), ByteRange::Outside),
            (Some("bytes=-0"), ByteRange::Outside),
            (Some("bytes=99999999999999999999-"), ByteRange::Outside),
            (Some("bytes=20-10"), ByteRange::Whole),
            (Some("bytes=0-1,5-6"), ByteRange::Whole),
            (Some("bytes=-"), ByteRange::Whole),
            (Some("bytes=a-b"), ByteRange::Whole),
            (Some("bytes=+1-2"), ByteRange::Whole),
            (Some("pages=1-2"), ByteRange::Whole),
        ] {
            assert_eq!(span(header, 100), expected, "{header:?}");
        }
        assert_eq!(span(Some("bytes=0-"), 0), ByteRange::Outside);
        assert_eq!(span(Some("bytes=-5"), 0), ByteRange::Whole, "RFC 9110 §14.1.2");
    }

    #[test]
    fn tags_are_compared_whole() {
        assert!(is_same(None, "\"a\"") && is_same(Some("\"a\""), "\"a\""));
        assert!(!is_same(Some("\"b\""), "\"a\"") && !is_same(Some("W/\"a\""), "\"a\""));
        assert!(is_known(Some("\"b\", W/\"a\""), "\"a\"") && is_known(Some("*"), "\"a\""));
        assert!(!is_known(Some("\"b\""), "\"a\"") && !is_known(None, "\"a\""));
    }
}
