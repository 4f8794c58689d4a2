//! What a file must not leave behind: silenced lints, switched-off tests, unfinished work, a panic
//! without a reason.

use crate::fixture::Fixture;
use crate::report::Violation;
use crate::rules::Rule;
use crate::tree::{File, Tree};

pub(crate) const SUPPRESSIONS: Rule = Rule {
    name: "suppressions",
    check: check_suppressions,
    fixtures: &[
        Fixture {
            files: &[("src/kernel/x.rs", "//! Head.\n#[allow(dead_code)]\nfn f() {}\n")],
            found_at: "src/kernel/x.rs:2",
        },
        Fixture {
            files: &[("src/kernel/x.rs", "//! Head.\n#![allow(unused)]\n")],
            found_at: "src/kernel/x.rs:2",
        },
        Fixture {
            files: &[(
                "src/kernel/x.rs",
                "//! Head.\n#[cfg_attr(test, allow(unused))]\nfn f() {}\n",
            )],
            found_at: "src/kernel/x.rs:2",
        },
        Fixture {
            files: &[("src/kernel/x.rs", "//! Head.\n#[expect(dead_code)]\nfn f() {}\n")],
            found_at: "src/kernel/x.rs:2",
        },
        Fixture {
            files: &[("tests/it/x.rs", "//! Head.\n#[test]\n#[ignore = \"slow\"]\nfn f() {}\n")],
            found_at: "tests/it/x.rs:3",
        },
    ],
};

pub(crate) const LEFTOVERS: Rule = Rule {
    name: "leftovers",
    check: check_leftovers,
    fixtures: &[
        Fixture {
            files: &[("src/kernel/x.rs", concat!("//! Head.\n// TO", "DO: finish\n"))],
            found_at: "src/kernel/x.rs:2",
        },
        Fixture {
            files: &[("templates/video/x.html", concat!("<p>\n<!-- FIX", "ME -->\n"))],
            found_at: "templates/video/x.html:2",
        },
        Fixture {
            files: &[("src/kernel/x.rs", "//! Head.\nfn f() { todo!() }\n")],
            found_at: "src/kernel/x.rs:2",
        },
    ],
};

pub(crate) const REASONS: Rule = Rule {
    name: "reasons",
    check: check_reasons,
    fixtures: &[
        Fixture {
            files: &[("src/kernel/x.rs", "//! Head.\nfn f() { g().expect(\"failed\"); }\n")],
            found_at: "src/kernel/x.rs:2",
        },
        Fixture {
            files: &[("src/kernel/x.rs", "//! Head.\nfn f() { g().expect(&why); }\n")],
            found_at: "src/kernel/x.rs:2",
        },
    ],
};

fn check_suppressions(tree: &Tree) -> Vec<Violation> {
    let mut found = Vec::new();
    for (file, scan) in tree.scans() {
        for attribute in &scan.attributes {
            let words: Vec<&str> =
                attribute.text.split(|c: char| !c.is_alphanumeric() && c != '_').collect();
            let text =
                if words[0] == "allow" || (words[0] == "cfg_attr" && words.contains(&"allow")) {
                    "`allow` outlives its cause: write #[expect(lint, reason = \"…\")], which \
                    complains when it is no longer needed"
                } else if words[0] == "expect" && !words.contains(&"reason") {
                    "say why: #[expect(lint, reason = \"…\")]"
                } else if words[0] == "ignore" {
                    "a test that does not run proves nothing: make it fast, or report itself as \
                    skipped at run time with the cause"
                } else {
                    continue;
                };
            found.push(Violation::new(&file.path, attribute.line, text));
        }
    }
    found
}

/// Put together so that this file does not find itself.
const MARKS: &[&str] =
    &[concat!("TO", "DO"), concat!("FIX", "ME"), concat!("XX", "X"), concat!("HA", "CK")];

fn is_written_here(file: &File) -> bool {
    ["rs", "proto", "sql", "html", "css", "js", "mjs", "sh", "toml", "yaml"]
        .contains(&file.extension())
}

fn check_leftovers(tree: &Tree) -> Vec<Violation> {
    let mut found = Vec::new();
    for file in tree.files().filter(|file| is_written_here(file)) {
        for (line, text) in file.lines() {
            let mut words = text.split(|c: char| !c.is_alphanumeric());
            if let Some(mark) = words.find(|word| MARKS.contains(word)) {
                let text = format!(
                    "`{mark}` is work without an owner: finish it, or open an issue and take the \
                        line out"
                );
                found.push(Violation::new(&file.path, line, text));
            }
        }
    }
    for (file, scan) in tree.scans() {
        for word in
            scan.idents.iter().filter(|word| word.text == "todo" || word.text == "unimplemented")
        {
            let text =
                "an rpc that is not built yet is not in the proto: finish it or leave it out";
            found.push(Violation::new(&file.path, word.line, text));
        }
    }
    found
}

fn check_reasons(tree: &Tree) -> Vec<Violation> {
    let mut found = Vec::new();
    for (file, scan) in tree.scans().filter(|(file, _)| file.path.starts_with("src/")) {
        for call in scan.calls.iter().filter(|call| !call.in_test) {
            let Some(argument) = call.text.strip_prefix("expect ") else {
                continue;
            };
            let words = argument.split_whitespace().count();
            if !argument.starts_with('"') || words < 3 {
                let text = "`expect` stands only on what is proven, and says the proof in three \
                    words or more; everything else \
                            returns an error";
                found.push(Violation::new(&file.path, call.line, text));
            }
        }
    }
    found
}
