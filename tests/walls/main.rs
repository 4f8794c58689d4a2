//! The architecture test: reads the whole tree and holds it to the rules of STYLE.md, as
//! `path:line: rule: do this instead`.
//! It knows no domain by name: folders, `proto/` and `Cargo.toml` say what exists, so the next
//! domain is covered on its first day.
//! It must not execute Shoal, and no rule may be unable to fail: each one carries the violations
//! that it has to find.

mod fixture;
mod place;
mod report;
mod rules;
mod scan;
mod topology;
mod tree;

use report::Violation;
use rules::RULES;
use tree::Tree;

fn violations(tree: &Tree) -> Vec<Violation> {
    let mut found: Vec<Violation> = RULES
        .iter()
        .flat_map(|rule| (rule.check)(tree).into_iter().map(|found| found.of(rule.name)))
        .collect();
    found.sort();
    found.dedup();
    found
}

/// `walls-probe` points the same binary at a copy of the tree with forbidden lines. What cargo says
/// now goes before what it said when this was built, which may have been in another clone.
fn root() -> std::path::PathBuf {
    let said = ["WALLS_ROOT", "CARGO_MANIFEST_DIR"].into_iter().find_map(std::env::var_os);
    said.map_or_else(|| env!("CARGO_MANIFEST_DIR").into(), Into::into)
}

#[test]
fn the_tree_keeps_every_rule() {
    let tree = Tree::read(&root());
    let found = violations(&tree);
    assert!(found.is_empty(), "{} violations\n{}", found.len(), report::page(&found));
}

#[test]
fn a_clean_tree_breaks_no_rule() {
    let found = violations(&fixture::clean_tree());
    assert!(found.is_empty(), "{}", report::page(&found));
}

/// What one line cannot break: it takes a whole file, several, or what a build gives.
const UNPROBED: &[&str] = &[
    "bans", "bulk", "calls", "events", "heads", "homonyms", "layers", "licences", "lines", "roots",
    "rpcs", "settings", "shape",
];

#[test]
fn every_rule_is_seen_to_refuse_a_line_in_the_tree() {
    let table = include_str!("../../scripts/walls-probe.tsv");
    let probed = |name: &str| {
        let rules = table.lines().filter_map(|line| line.split('\t').nth(2));
        rules.map(|rule| rule.split('@').next()).any(|rule| rule == Some(name))
    };
    for rule in RULES {
        let is_left = UNPROBED.contains(&rule.name);
        assert_eq!(probed(rule.name), !is_left, "scripts/walls-probe.tsv and {}", rule.name);
    }
}

#[test]
fn every_rule_finds_what_is_violated() {
    let mut missed = Vec::new();
    for rule in RULES {
        assert!(!rule.fixtures.is_empty(), "{} carries no fixture", rule.name);
        for fixture in rule.fixtures {
            let found = (rule.check)(&fixture::tree_with(fixture.files));
            if !found.iter().any(|violation| violation.place() == fixture.found_at) {
                let place = fixture.found_at;
                let page = report::page(&found);
                missed.push(format!("{}: not found at {place}; found:\n{page}", rule.name));
            }
        }
    }
    assert!(missed.is_empty(), "{}", missed.join("\n"));
}
