//! What a rule says when it is broken, and how a page of it reads. Knows no rule.

/// One broken rule. Ordered by place, so that a page reads like the tree.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Violation {
    path: String,
    line: usize,
    rule: &'static str,
    text: String,
}

impl Violation {
    /// `line` counts from 1; `text` says what is wrong, why, and what to write instead.
    pub(crate) fn new(path: &str, line: usize, text: impl Into<String>) -> Self {
        Self { path: path.to_owned(), line, rule: "", text: text.into() }
    }

    pub(crate) fn of(mut self, rule: &'static str) -> Self {
        self.rule = rule;
        self
    }

    pub(crate) fn place(&self) -> String {
        format!("{}:{}", self.path, self.line)
    }
}

/// One line per violation: `path:line: rule: text`.
pub(crate) fn page(found: &[Violation]) -> String {
    let line = |v: &Violation| format!("{}:{}: {}: {}", v.path, v.line, v.rule, v.text);
    found.iter().map(line).collect::<Vec<_>>().join("\n")
}
