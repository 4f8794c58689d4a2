//! Everything is bounded, and a bound says its unit: number keys of config.toml, and the size of
//! queues in code.

use crate::fixture::Fixture;
use crate::report::Violation;
use crate::rules::Rule;
use crate::tree::{File, Tree};

pub(crate) const UNITS: Rule = Rule {
    name: "units",
    check: check_units,
    fixtures: &[Fixture {
        files: &[("config.toml", "[limits]\n# Why.\nbody = 1000\n")],
        found_at: "config.toml:3",
    }],
};

pub(crate) const QUEUES: Rule = Rule {
    name: "queues",
    check: check_queues,
    fixtures: &[
        Fixture {
            files: &[("src/kernel/x.rs", "//! Head.\nfn f() { mpsc::channel::<Vec<u8>>(64); }\n")],
            found_at: "src/kernel/x.rs:2",
        },
        Fixture {
            files: &[("src/kernel/x.rs", "//! Head.\nfn f() { unbounded_channel(); }\n")],
            found_at: "src/kernel/x.rs:2",
        },
    ],
};

/// How a number's name may end: a unit, or what it counts up to.
const UNITS_LAST: &[&str] = &[
    "max", "min", "count", "ms", "s", "h", "days", "bytes", "kib", "mib", "px", "percent", "ratio",
    "bps", "kbps", "fps", "crf", "hz", "per_s", "slots", "threads", "port", "factor", "height",
    "width", "level", "passes", "lanes", "rows", "burst", "ip",
];

fn check_units(tree: &Tree) -> Vec<Violation> {
    let mut found = Vec::new();
    for (line, text) in tree.file("config.toml").into_iter().flat_map(File::lines) {
        let Some((key, value)) = text.split_once('=') else {
            continue;
        };
        let (key, value) = (key.trim().trim_start_matches('#').trim(), value.trim());
        let is_number = value.chars().next().is_some_and(|c| c.is_ascii_digit());
        let is_key = key.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_');
        let has_unit =
            UNITS_LAST.iter().any(|unit| key == *unit || key.ends_with(&format!("_{unit}")));
        if is_number && is_key && !has_unit {
            let text = format!(
                "`{key}` does not say what it counts: its unit stands last (`body_bytes_max`, \
                    `lease_ms`); units: {}",
                UNITS_LAST.join(", ")
            );
            found.push(Violation::new("config.toml", line, text));
        }
    }
    found
}

const QUEUE_MAKERS: &[&str] = &["channel", "sync_channel", "bounded", "with_capacity_limit"];

fn check_queues(tree: &Tree) -> Vec<Violation> {
    let mut found = Vec::new();
    for (file, scan) in tree.scans().filter(|(file, _)| file.path.starts_with("src/")) {
        for call in scan.calls.iter().filter(|call| !call.in_test) {
            let (name, arguments) = call.text.split_once(' ').unwrap_or((&call.text, ""));
            let is_literal = arguments.chars().next().is_some_and(|c| c.is_ascii_digit());
            // A queue of one is a hand-over, not a limit.
            if QUEUE_MAKERS.contains(&name) && is_literal && arguments != "1" {
                let text = "a queue's limit comes from the config or a named constant with its \
                    reason, so that it can be found";
                found.push(Violation::new(&file.path, call.line, text));
            }
            if name.starts_with("unbounded") {
                let text = "every queue has a limit: a full one answers Overloaded, an endless \
                    one takes the machine down";
                found.push(Violation::new(&file.path, call.line, text));
            }
        }
    }
    found
}
