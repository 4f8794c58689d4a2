//! Every file opens with what it is for; the head of a domain also says what its domain never does.

use crate::fixture::Fixture;
use crate::report::Violation;
use crate::rules::Rule;
use crate::tree::{File, Tree};

pub(crate) const HEADS: Rule = Rule {
    name: "heads",
    check,
    fixtures: &[
        Fixture { files: &[("src/kernel/x.rs", "use std::fmt;\n")], found_at: "src/kernel/x.rs:1" },
        Fixture { files: &[("src/kernel/x.rs", "//! X.\n")], found_at: "src/kernel/x.rs:1" },
        Fixture {
            files: &[("src/domains/video/mod.rs", "//! Owns the titles and tags of all videos.\n")],
            found_at: "src/domains/video/mod.rs:1",
        },
        Fixture {
            files: &[("proto/video.proto", "syntax = \"proto3\";\n")],
            found_at: "proto/video.proto:1",
        },
    ],
};

const HEAD_CHARS_MIN: usize = 4;
/// Words by which a sentence says what is absent.
const ABSENCES: &[&str] =
    &["not", "never", "no", "none", "nothing", "nobody", "only", "without", "nor", "cannot"];

fn head(file: &File, mark: &str) -> String {
    let lines = file.text.lines().take_while(|line| line.starts_with(mark));
    lines.map(|line| line.trim_start_matches(mark).trim()).collect::<Vec<_>>().join(" ")
}

fn is_entry(path: &str) -> bool {
    let parts: Vec<&str> = path.split('/').collect();
    matches!(parts.as_slice(), ["src", "domains", _, "mod.rs"] | ["src", _, "mod.rs"])
}

fn check(tree: &Tree) -> Vec<Violation> {
    let mut found = Vec::new();
    for file in tree.files() {
        let (mark, wanted) = match file.extension() {
            "rs" => ("//!", "`//!` what this file is for and what it must not do"),
            "proto" => ("//", "`// <domain>: what it owns`"),
            _ => continue,
        };
        let head = head(file, mark);
        if head.len() < HEAD_CHARS_MIN {
            found.push(Violation::new(
                &file.path,
                1,
                format!("the first line is a head: {wanted}"),
            ));
        } else if is_entry(&file.path) {
            let says_absence = head
                .split(|c: char| !c.is_alphabetic())
                .any(|word| ABSENCES.contains(&word.to_lowercase().as_str()));
            if !says_absence {
                let text = "a head says what its folder must not do: invariants are mostly \
                    absences, and code cannot show them";
                found.push(Violation::new(&file.path, 1, text));
            }
        }
    }
    found
}
