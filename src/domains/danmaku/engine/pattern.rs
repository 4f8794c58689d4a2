//! Whether a regular expression of a viewer can be used. It must not take one that costs more than
//! time in proportion to the text: the crate knows no other, and its size is bounded here.

use regex::RegexBuilder;

/// What an expression may need when it is compiled.
const PATTERN_BYTES_MAX: usize = 64 << 10;

/// Whether it is an expression, and a small one.
pub(in crate::domains::danmaku) fn is_pattern(text: &str) -> bool {
    RegexBuilder::new(text).size_limit(PATTERN_BYTES_MAX).build().is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_expression_or_too_large_is_not_taken() {
        for text in ["^6+$", "哈{3,}", "(a|b)*c", "[0-9]+分"] {
            assert!(is_pattern(text), "{text}");
        }
        for text in ["(", "a{1,100000}", r"(a)\1", "(?=a)b", "((a{99}){99}){99}"] {
            assert!(!is_pattern(text), "{text}");
        }
    }
}
