//! Expressions that an operator wrote, found in texts as they were typed. It must not run one that
//! takes more than linear time or more than its share of memory.
//!
//! The engine of the `regex` crate has no look-around and no back references, and takes time in
//! the length of text and expression, multiplied. Only the first find of each expression counts:
//! to look for all of them would take the square.

use regex::{Regex, RegexBuilder};

use super::hits::{Hit, HitSource, Place, TermAction};

/// One expression of an operator.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Pattern {
    pub(crate) text: String,
    /// 0 to 100.
    pub(crate) severity: u8,
    pub(crate) action: TermAction,
}

/// How much expressions may cost.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct PatternLimits {
    pub(crate) patterns_max: usize,
    /// As it is written.
    pub(crate) pattern_bytes_max: usize,
    /// As it is compiled, which bounds the time for each byte of text.
    pub(crate) compiled_bytes_max: usize,
    pub(crate) nesting_max: u32,
    /// Of a text, only so many bytes are looked at.
    pub(crate) text_bytes_max: usize,
}

impl Default for PatternLimits {
    fn default() -> Self {
        Self {
            patterns_max: 200,
            pattern_bytes_max: 512,
            compiled_bytes_max: 64 << 10,
            nesting_max: 16,
            text_bytes_max: 16 << 10,
        }
    }
}

#[derive(Clone, Debug, thiserror::Error)]
pub(crate) enum PatternError {
    #[error("there are {patterns} expressions, at most {patterns_max} are kept")]
    TooMany { patterns: usize, patterns_max: usize },
    #[error("expression {index} has {bytes} bytes, at most {bytes_max} are read")]
    TooLong { index: u32, bytes: usize, bytes_max: usize },
    #[error("expression {index} would take more than {bytes_max} bytes once it is compiled")]
    TooLarge { index: u32, bytes_max: usize },
    #[error("expression {index} finds every text, also an empty one")]
    FindsNothing { index: u32 },
    #[error("expression {index} cannot be read")]
    Unreadable {
        index: u32,
        #[source]
        source: regex::Error,
    },
}

/// Expressions ready to be found.
#[derive(Debug)]
pub(crate) struct PatternSet {
    compiled: Vec<(Regex, TermAction, u8)>,
    text_bytes_max: usize,
}

impl PatternSet {
    /// Compiles all, or says which one is refused. Upper and lower case are the same.
    pub(crate) fn build(patterns: &[Pattern], limits: PatternLimits) -> Result<Self, PatternError> {
        let (count, most) = (patterns.len(), limits.patterns_max);
        if count > most {
            return Err(PatternError::TooMany { patterns: count, patterns_max: most });
        }
        let compiled = (0_u32..).zip(patterns).map(|(index, pattern)| {
            let regex = compile(index, &pattern.text, limits)?;
            Ok((regex, pattern.action, pattern.severity))
        });
        let compiled = compiled.collect::<Result<_, _>>()?;
        Ok(Self { compiled, text_bytes_max: limits.text_bytes_max })
    }

    /// The first find of each expression.
    pub(crate) fn find(&self, text: &str) -> Vec<Hit> {
        let text = &text[..text.floor_char_boundary(self.text_bytes_max)];
        let found = (0_u32..).zip(&self.compiled).filter_map(|(index, compiled)| {
            let (regex, action, severity) = compiled;
            let found = regex.find(text)?;
            let start = chars(&text[..found.start()]);
            let place = Place { start, end: start.saturating_add(chars(found.as_str())) };
            let source = HitSource::Pattern { index };
            Some(Hit { source, place, action: *action, severity: *severity })
        });
        found.collect()
    }
}

fn compile(index: u32, text: &str, limits: PatternLimits) -> Result<Regex, PatternError> {
    let (bytes, most) = (text.len(), limits.pattern_bytes_max);
    if bytes > most {
        return Err(PatternError::TooLong { index, bytes, bytes_max: most });
    }
    let mut builder = RegexBuilder::new(text);
    builder.case_insensitive(true).nest_limit(limits.nesting_max);
    builder.size_limit(limits.compiled_bytes_max).dfa_size_limit(limits.compiled_bytes_max * 4);
    let regex = builder.build().map_err(|source| match source {
        regex::Error::CompiledTooBig(bytes_max) => PatternError::TooLarge { index, bytes_max },
        source => PatternError::Unreadable { index, source },
    })?;
    if regex.is_match("") { Err(PatternError::FindsNothing { index }) } else { Ok(regex) }
}

fn chars(text: &str) -> u32 {
    u32::try_from(text.chars().count()).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn set(texts: &[&str]) -> Result<PatternSet, PatternError> {
        let pattern = |text: &&str| Pattern {
            text: (*text).to_owned(),
            severity: 50,
            action: TermAction::Review,
        };
        let patterns: Vec<Pattern> = texts.iter().map(pattern).collect();
        PatternSet::build(&patterns, PatternLimits::default())
    }

    #[test]
    fn places_are_counted_in_characters() {
        let set = set(&[r"q{2}\s*\d{5,}", "微.?信"]).expect("both can be compiled");
        let found: Vec<(u32, u32)> = set
            .find("加我微信 QQ 123456")
            .iter()
            .map(|hit| (hit.place.start, hit.place.end))
            .collect();
        assert_eq!(found, [(5, 14), (2, 4)]);
        assert_eq!(set.find(""), []);
    }

    #[test]
    fn bombs_are_refused() {
        let long = "a".repeat(513);
        let nested = format!("{}x{}", "(".repeat(40), ")".repeat(40));
        for (text, is_wanted) in [
            ("((a{100}){100}){100}", "large"),
            (r"\w{1000}", "large"),
            (long.as_str(), "long"),
            (nested.as_str(), "unreadable"),
            ("(a", "unreadable"),
            (r"(a)\1", "unreadable"),
            ("(?=a)b", "unreadable"),
            ("a*", "nothing"),
            ("", "nothing"),
        ] {
            let refused = set(&["fine", text]).expect_err("the second one is no good");
            let (kind, at) = match refused {
                PatternError::TooLarge { index, .. } => ("large", index),
                PatternError::TooLong { index, .. } => ("long", index),
                PatternError::Unreadable { index, .. } => ("unreadable", index),
                PatternError::FindsNothing { index } => ("nothing", index),
                PatternError::TooMany { .. } => ("many", 0),
            };
            assert_eq!((kind, at), (is_wanted, 1), "{text}");
        }
        let many = vec!["a"; 201];
        assert!(matches!(set(&many), Err(PatternError::TooMany { patterns: 201, .. })));
    }

    #[test]
    fn long_texts_are_cut_between_characters() {
        let set = set(&["z"]).expect("it can be compiled");
        assert_eq!(set.find(&format!("{}z", "法".repeat(6_000))), []);
        assert_eq!(set.find(&format!("{}z", "法".repeat(5_000))).len(), 1);
    }
}
