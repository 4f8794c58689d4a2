//! `proto/domains.toml` and the protos agree: rows, calls without a cycle, events that exist and
//! are really sent.

use std::collections::BTreeSet;

use crate::fixture::Fixture;
use crate::report::Violation;
use crate::rules::Rule;
use crate::topology::{Proto, TOPOLOGY_MAP, Topology, camel};
use crate::tree::Tree;

pub(crate) const CALLS: Rule = Rule {
    name: "calls",
    check: check_calls,
    fixtures: &[
        Fixture {
            files: &[(
                TOPOLOGY_MAP,
                "[user]\npurpose = \"x\"\ncalls = [\"video\"]\n\n[video]\npurpose = \"x\"\ncalls \
                    = [\"user\"]\n",
            )],
            found_at: "proto/domains.toml:1",
        },
        Fixture {
            files: &[(TOPOLOGY_MAP, "[user]\npurpose = \"x\"\ncalls = [\"nobody\"]\n")],
            found_at: "proto/domains.toml:1",
        },
        Fixture {
            files: &[(TOPOLOGY_MAP, "[user]\npurpose = \"x\"\ncalls = [\"user\"]\n")],
            found_at: "proto/domains.toml:1",
        },
    ],
};

pub(crate) const EVENTS: Rule = Rule {
    name: "events",
    check: check_events,
    fixtures: &[
        Fixture {
            files: &[(
                TOPOLOGY_MAP,
                "[user]\npurpose = \"x\"\n[video]\npurpose = \"x\"\nhears = \
                    [\"user.AccountGone\"]\n",
            )],
            found_at: "proto/domains.toml:3",
        },
        // An event that no code of its domain sends.
        Fixture {
            files: &[("src/domains/user/handlers/sign_up.rs", "//! Head.\nfn handle() {}\n")],
            found_at: "proto/user.proto:11",
        },
    ],
};

pub(crate) const ROWS: Rule = Rule {
    name: "rows",
    check: check_rows,
    fixtures: &[
        Fixture {
            files: &[("proto/stray.proto", "package shoal.stray.v1;\n")],
            found_at: "proto/stray.proto:1",
        },
        Fixture {
            files: &[("src/domains/stray/mod.rs", "//! Head.\n")],
            found_at: "src/domains/stray/mod.rs:1",
        },
        Fixture {
            files: &[("proto/user.proto", "package user.v1;\nservice UserService {\n}\n")],
            found_at: "proto/user.proto:1",
        },
        Fixture {
            files: &[("proto/user.proto", "package shoal.user.v1;\nservice UserService {\n}\n")],
            found_at: "proto/user.proto:2",
        },
        Fixture {
            files: &[(TOPOLOGY_MAP, "# Map.\n[nobody]\npurpose = \"x\"\n")],
            found_at: "proto/domains.toml:2",
        },
        Fixture {
            files: &[(
                TOPOLOGY_MAP,
                "[user]\npurpose = \"one two three four five six seven eight nine\"\n",
            )],
            found_at: "proto/domains.toml:1",
        },
        Fixture {
            files: &[(TOPOLOGY_MAP, "[user]\npurpose = \"x\"\ncolour = 1\n")],
            found_at: "proto/domains.toml:1",
        },
        Fixture {
            files: &[(
                "proto/video.proto",
                "package shoal.video.v1;\nimport \"stray.proto\";\nservice Video {\n}\n",
            )],
            found_at: "proto/video.proto:2",
        },
    ],
};

const PURPOSE_WORDS_MAX: usize = 8;

fn check_calls(tree: &Tree) -> Vec<Violation> {
    let topology = &tree.topology;
    let mut found = Vec::new();
    for (word, row) in &topology.rows {
        for called in &row.calls {
            if called == word {
                found.push(Violation::new(
                    TOPOLOGY_MAP,
                    row.line,
                    format!("{word} calls itself; use its own rooms"),
                ));
            } else if !topology.is_domain(called) {
                let text = format!(
                    "{word} calls `{called}`, which has no row; a domain joins with its row, \
                        proto and folder"
                );
                found.push(Violation::new(TOPOLOGY_MAP, row.line, text));
            } else if reaches(topology, called, word) {
                let text = format!(
                    "{word} → {called} closes a circle of calls: turn one direction into an event \
                        that the other hears"
                );
                found.push(Violation::new(TOPOLOGY_MAP, row.line, text));
            }
        }
    }
    found
}

fn reaches(topology: &Topology, from: &str, to: &str) -> bool {
    let mut seen = BTreeSet::new();
    let mut open = vec![from];
    while let Some(word) = open.pop() {
        if word == to {
            return true;
        }
        if seen.insert(word) {
            open.extend(
                topology
                    .rows
                    .get(word)
                    .into_iter()
                    .flat_map(|row| row.calls.iter().map(String::as_str)),
            );
        }
    }
    false
}

fn check_events(tree: &Tree) -> Vec<Violation> {
    let topology = &tree.topology;
    let mut found = Vec::new();
    for (word, row) in &topology.rows {
        for heard in &row.hears {
            let (source, event) = heard.split_once('.').unwrap_or((heard, ""));
            let exists = topology
                .protos
                .get(source)
                .is_some_and(|proto| proto.events.iter().any(|(name, _)| name == event));
            if !exists {
                let text = format!(
                    "{word} hears `{heard}`, but proto/{source}.proto has no such event; write \
                        domain.EventName"
                );
                found.push(Violation::new(TOPOLOGY_MAP, row.line, text));
            }
        }
    }
    for (word, proto) in &topology.protos {
        for (event, line) in &proto.events {
            let folder = format!("src/domains/{word}");
            let is_sent = tree
                .below(&folder)
                .filter_map(|file| file.scan.as_ref())
                .flat_map(|scan| &scan.idents)
                .any(|ident| !ident.in_test && ident.text == *event);
            if !is_sent {
                let text = format!(
                    "nothing in src/domains/{word}/ sends {event}: save it with the row that it \
                        tells of, or take it out"
                );
                found.push(Violation::new(&format!("proto/{word}.proto"), *line, text));
            }
        }
    }
    found
}

fn check_rows(tree: &Tree) -> Vec<Violation> {
    let topology = &tree.topology;
    let mut found = Vec::new();
    if let Some(error) = &topology.error {
        found.push(Violation::new(TOPOLOGY_MAP, 1, error.as_str()));
        return found;
    }
    for file in tree.below("proto").filter(|file| file.extension() == "proto") {
        let word = file.name().trim_end_matches(".proto");
        if word != "kernel" && !topology.is_domain(word) {
            let text =
                format!("`{word}` has no row in {TOPOLOGY_MAP}; a domain is one word everywhere");
            found.push(Violation::new(&file.path, 1, text));
        }
    }
    for (word, file) in tree.entries("src/domains") {
        if word != "mod.rs" && !topology.is_domain(word) {
            let text =
                format!("`{word}` has no row in {TOPOLOGY_MAP}; a domain is one word everywhere");
            found.push(Violation::new(&file.path, 1, text));
        }
    }
    for word in topology.rows.keys() {
        check_row(tree, word, &mut found);
    }
    found
}

fn check_row(tree: &Tree, word: &str, found: &mut Vec<Violation>) {
    let row = &tree.topology.rows[word];
    let mut say = |text: String| found.push(Violation::new(TOPOLOGY_MAP, row.line, text));
    let words = row.purpose.split_whitespace().count();
    if words == 0 || words > PURPOSE_WORDS_MAX {
        say(format!("{word}'s purpose has {words} words; say it in 1 to {PURPOSE_WORDS_MAX}"));
    }
    for key in &row.unknown_keys {
        say(format!("`{key}` means nothing here; keys: purpose, calls, hears, engine_crates, …"));
    }
    if tree.file(&format!("src/domains/{word}/mod.rs")).is_none() {
        say(format!("{word} has no src/domains/{word}/mod.rs; leave the row out until it is real"));
    }
    match tree.topology.protos.get(word) {
        None => say(format!("{word} has no proto/{word}.proto, and the proto is the only door")),
        Some(proto) => check_proto(tree, word, proto, found),
    }
}

fn check_proto(tree: &Tree, word: &str, proto: &Proto, found: &mut Vec<Violation>) {
    let path = format!("proto/{word}.proto");
    let mut say = |line: usize, text: String| found.push(Violation::new(&path, line, text));
    if proto.package != format!("shoal.{word}.v1") {
        say(1, format!("the package is `{}`; write `shoal.{word}.v1`", proto.package));
    }
    let service = camel(word);
    if proto.services.len() != 1 || proto.services[0].0 != service {
        let line = proto.services.first().map_or(1, |(_, line)| *line);
        say(line, format!("one file holds one service, named after its domain: `{service}`"));
    }
    let known = tree.topology.known_to(word);
    let text = tree.file(&path).map_or("", |file| &file.text);
    for import in proto.imports.iter().filter(|import| !import.starts_with("google/")) {
        let exists = tree.file(&format!("proto/{import}.proto")).is_some();
        if !exists || import != "kernel" && !known.contains(import) {
            let quoted = format!("\"{import}.proto\"");
            let line = text.lines().position(|line| line.contains(&quoted));
            say(
                line.map_or(1, |index| index + 1),
                format!("{word} has no edge to {import}: declare it in {TOPOLOGY_MAP} first"),
            );
        }
    }
}
