//! No sentence is ever parsed: what a program must know of a refusal is its code and its facts.
//! What other programs print is read in `adapters`, which is their place.

use crate::fixture::Fixture;
use crate::report::Violation;
use crate::rules::Rule;
use crate::tree::Tree;

pub(crate) const SENTENCES: Rule = Rule {
    name: "sentences",
    check,
    fixtures: &[
        Fixture {
            files: &[(
                "src/gateway/user/calls.rs",
                "//! Head.\nfn f(refused: &Refused) -> bool {\n    \
                 refused.reason.contains(\"in 2 s\")\n}\n",
            )],
            found_at: "src/gateway/user/calls.rs:3",
        },
        Fixture {
            files: &[(
                "src/boot/x.rs",
                "//! Head.\nfn f(error: &Error) -> bool {\n    error\n        .to_string()\n\
                 .starts_with(\"no\")\n}\n",
            )],
            found_at: "src/boot/x.rs:4",
        },
    ],
};

/// What holds a sentence for people.
const SENTENCE: &[&str] = &[".reason", ".message", ".to_string()"];
/// How a text is taken apart.
const READ: &[&str] = &[
    ".contains(",
    ".ends_with(",
    ".find(",
    ".parse",
    ".rsplit",
    ".split",
    ".starts_with(",
    ".strip_prefix(",
    ".strip_suffix(",
];

fn check(tree: &Tree) -> Vec<Violation> {
    let mut found = Vec::new();
    for file in tree.below("src").filter(|file| !file.place.is_test) {
        if file.path.starts_with("src/adapters/") {
            continue;
        }
        let lines: Vec<&str> = file.text.lines().map(str::trim).collect();
        for (at, line) in lines.iter().enumerate() {
            // What follows are the tests of this file.
            if *line == "#[cfg(test)]"
                && lines.get(at + 1).is_some_and(|next| *next == "mod tests {")
            {
                break;
            }
            let next = lines.get(at + 1).copied().unwrap_or_default();
            let chain = format!("{line}{}", if next.starts_with('.') { next } else { "" });
            let is_read = |sentence: &&str| {
                let rest = chain.split_once(*sentence).map(|(_, rest)| rest);
                line.contains(*sentence)
                    && rest.is_some_and(|rest| READ.iter().any(|read| rest.starts_with(read)))
            };
            if let Some(sentence) = SENTENCE.iter().find(|one| is_read(one)) {
                let text = format!(
                    "`{sentence}` is a sentence for people, and is taken apart here: ask the code, \
                     the cause or a fact instead"
                );
                found.push(Violation::new(&file.path, at + 1, text));
            }
        }
    }
    found
}
