//! The modules of the kernel stand in ranks: each uses only those below it, so that any of them can
//! be read, tested and changed with what is below, and no circle is larger than one folder.

use crate::fixture::Fixture;
use crate::report::Violation;
use crate::rules::Rule;
use crate::tree::{File, Tree};

pub(crate) const RANKS: Rule = Rule {
    name: "ranks",
    check,
    fixtures: &[
        Fixture {
            files: &[("src/kernel/clock.rs", "//! Head.\nuse crate::kernel::db::Db;\n")],
            found_at: "src/kernel/clock.rs:2",
        },
        // Of the same rank.
        Fixture {
            files: &[("src/kernel/id.rs", "//! Head.\nuse super::clock::Clock;\n")],
            found_at: "src/kernel/id.rs:2",
        },
        // A module that the table does not know.
        Fixture {
            files: &[("src/kernel/tally.rs", "//! Head.\nfn f() {}\n")],
            found_at: "src/kernel/tally.rs:1",
        },
        Fixture {
            files: &[("src/boot/serve.rs", "//! Head.\nuse super::cli;\n")],
            found_at: "src/boot/serve.rs:2",
        },
    ],
};

/// From the lowest rank to the highest. ARCHITECTURE.md says what each is for.
const KERNEL: &[&[&str]] = &[
    &[
        "clock",
        "descriptors",
        "capability",
        "id",
        "live",
        "inject",
        "letters",
        "settings",
        "sync",
        "wire",
    ],
    &["detail", "fault", "limits", "rpc", "trace"],
    &["context", "event", "threads"],
    &["authorize", "meter", "page", "quota"],
    &["tasks", "ports"],
    &["db", "assertion"],
    &["bus"],
    &["blobs", "events", "watchers"],
    &["backup", "config", "node", "domain_context"],
    &["claim", "host", "sweep"],
    &["glue"],
];

const BOOT: &[&[&str]] = &[
    &["address", "programs", "terminal"],
    &["placement", "remote"],
    &["commands", "config"],
    &["post"],
    &["composition"],
    &["demo", "greet", "process_config"],
    &["audit", "backup", "certs", "doctor", "events", "graph", "serve", "settings", "stores"],
    &["cli"],
];

/// Modules that stand beside the ranks: tests of several of them.
const TESTS: &[&str] =
    &["bench", "faulty", "golden", "harness", "mod", "schedules", "sim", "tests", "wired"];

fn check(tree: &Tree) -> Vec<Violation> {
    let mut found = Vec::new();
    for (folder, ranks) in [("kernel", KERNEL), ("boot", BOOT)] {
        let below = format!("src/{folder}");
        for file in tree.below(&below).filter(|file| !file.place.is_test) {
            check_file(file, (folder, ranks), &mut found);
        }
        if tree.is_real {
            check_table(tree, ranks, &mut found);
        }
    }
    found
}

/// Whether ARCHITECTURE.md shows every rank as one row: its number, then its modules.
fn check_table(tree: &Tree, ranks: &[&[&str]], found: &mut Vec<Violation>) {
    let page = tree.file("ARCHITECTURE.md");
    let text = page.map_or("", |page| page.text.as_str());
    for (number, rank) in (1..).zip(ranks) {
        let row = |line: &str| {
            let mut cells = line.split('|').map(str::trim);
            let modules = cells.nth(1).filter(|cell| *cell == number.to_string());
            let modules = modules.and(cells.next()).unwrap_or_default();
            let mut told: Vec<&str> =
                modules.split(", ").map(|one| one.trim_matches('`')).collect();
            let mut ours = rank.to_vec();
            told.sort_unstable();
            ours.sort_unstable();
            told == ours
        };
        if !text.lines().any(row) {
            let text = format!("ARCHITECTURE.md has no row for rank {number}: {}", rank.join(", "));
            found.push(Violation::new("ARCHITECTURE.md", 1, text));
        }
    }
}

fn rank(ranks: &[&[&str]], module: &str) -> Option<usize> {
    ranks.iter().position(|rank| rank.contains(&module))
}

fn check_file(file: &File, (folder, ranks): (&str, &[&[&str]]), found: &mut Vec<Violation>) {
    let rest = file.path.strip_prefix(&format!("src/{folder}/")).unwrap_or_default();
    let own = rest.split('/').next().unwrap_or_default().trim_end_matches(".rs");
    if TESTS.contains(&own) {
        return;
    }
    let Some(own_rank) = rank(ranks, own) else {
        let text = format!(
            "`{own}` has no rank: give it one in the table of this rule and of ARCHITECTURE.md"
        );
        return found.push(Violation::new(&file.path, 1, text));
    };
    let Some(scan) = &file.scan else { return };
    for path in scan.paths.iter().filter(|path| path.is_inner && !path.in_test) {
        let [layer, other, ..] = path.segments.as_slice() else { continue };
        let other_rank = rank(ranks, other);
        if layer != folder || other == own || other_rank.is_none_or(|rank| rank < own_rank) {
            continue;
        }
        let text = format!(
            "{own} must not use {other}, which is not below it: move what both need further down, \
             or take it as a parameter"
        );
        found.push(Violation::new(&file.path, path.line, text));
    }
}
