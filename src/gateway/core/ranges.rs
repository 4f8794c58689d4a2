//! Which bytes of a blob a request wants (RFC 9110 §14). Pure; it must not read the blob.

/// What to send.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::gateway) enum Span {
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
pub(in crate::gateway) fn span(header: Option<&str>, size_bytes: u64) -> Span {
    let Some(set) = header.and_then(|text| text.trim().strip_prefix("bytes=")) else {
        return Span::Whole;
    };
    let Some((from, to)) = set.split_once('-').filter(|_| !set.contains(',')) else {
        return Span::Whole;
    };
    let number = |text: &str| {
        let text = text.trim();
        let is_plain = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        is_plain.then(|| text.parse::<u64>().unwrap_or(u64::MAX))
    };
    let end = size_bytes.saturating_sub(1);
    match (number(from), number(to), to.trim().is_empty(), from.trim().is_empty()) {
        (Some(first), _, true, _) if first < size_bytes => Span::Part { first, last: end },
        (Some(first), Some(last), ..) if first <= last && first < size_bytes => {
            Span::Part { first, last: last.min(end) }
        },
        (Some(first), Some(last), ..) if first > last => Span::Whole,
        (Some(_), Some(_), ..) | (Some(_), _, true, _) => Span::Outside,
        (None, Some(tail), _, true) if tail > 0 && size_bytes > 0 => {
            Span::Part { first: size_bytes.saturating_sub(tail), last: end }
        },
        (None, Some(_), _, true) => Span::Outside,
        _ => Span::Whole,
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
        let part = |first, last| Span::Part { first, last };
        for (header, expected) in [
            (None, Span::Whole),
            (Some("bytes=0-0"), part(0, 0)),
            (Some("bytes=10-19"), part(10, 19)),
            (Some("bytes=10-"), part(10, 99)),
            (Some("bytes=-10"), part(90, 99)),
            (Some("bytes=-1000"), part(0, 99)),
            (Some("bytes=90-1000"), part(90, 99)),
            (Some("bytes=100-"), Span::Outside),
            (Some("bytes=100-200"), Span::Outside),
            (Some("bytes=-0"), Span::Outside),
            (Some("bytes=99999999999999999999-"), Span::Outside),
            (Some("bytes=20-10"), Span::Whole),
            (Some("bytes=0-1,5-6"), Span::Whole),
            (Some("bytes=-"), Span::Whole),
            (Some("bytes=a-b"), Span::Whole),
            (Some("bytes=+1-2"), Span::Whole),
            (Some("pages=1-2"), Span::Whole),
        ] {
            assert_eq!(span(header, 100), expected, "{header:?}");
        }
        assert_eq!(span(Some("bytes=0-"), 0), Span::Outside);
        assert_eq!(span(Some("bytes=-5"), 0), Span::Outside);
    }

    #[test]
    fn tags_are_compared_whole() {
        assert!(is_same(None, "\"a\"") && is_same(Some("\"a\""), "\"a\""));
        assert!(!is_same(Some("\"b\""), "\"a\"") && !is_same(Some("W/\"a\""), "\"a\""));
        assert!(is_known(Some("\"b\", W/\"a\""), "\"a\"") && is_known(Some("*"), "\"a\""));
        assert!(!is_known(Some("\"b\""), "\"a\"") && !is_known(None, "\"a\""));
    }
}
