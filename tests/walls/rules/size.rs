//! Limits on paper are no limits: lines per file and room, columns per line, and the shape of the
//! whole.

use crate::fixture::Fixture;
use crate::report::Violation;
use crate::rules::{Rule, rooms};
use crate::tree::{File, Tree};

pub(crate) const FILES: Rule = Rule {
    name: "lines",
    check: check_files,
    fixtures: &[
        Fixture { files: &[("src/kernel/x.rs", HUNDREDS)], found_at: "src/kernel/x.rs:501" },
        Fixture {
            files: &[("src/domains/video/mod.rs", HUNDREDS)],
            found_at: "src/domains/video/mod.rs:81",
        },
        Fixture {
            files: &[("src/domains/video/handlers/get_video.rs", HUNDREDS)],
            found_at: "src/domains/video/handlers/get_video.rs:121",
        },
        Fixture {
            files: &[("static/shared/site.css", HUNDREDS)],
            found_at: "static/shared/site.css:501",
        },
    ],
};

pub(crate) const WIDTH: Rule = Rule {
    name: "width",
    check: check_width,
    fixtures: &[Fixture {
        files: &[(
            "src/kernel/x.rs",
            "//! Head.\n// ---------- ---------- ---------- ---------- ---------- ---------- \
                ---------- ---------- ---------- -\n",
        )],
        found_at: "src/kernel/x.rs:2",
    }],
};

pub(crate) const SHAPE: Rule = Rule {
    name: "shape",
    check: check_shape,
    fixtures: &[
        Fixture {
            files: &[("src/kernel/x.rs", LONG_FUNCTIONS), ("src/kernel/y.rs", LONG_FUNCTIONS)],
            found_at: "src:1",
        },
        Fixture { files: &[("src/kernel/x.rs", LONG_FUNCTIONS)], found_at: "src/kernel/x.rs:2" },
    ],
};

macro_rules! ten {
    ($text:expr) => {
        concat!($text, $text, $text, $text, $text, $text, $text, $text, $text, $text)
    };
}

/// 502 lines.
const HUNDREDS: &str = concat!(
    "//! Head.\n//! No more.\n",
    ten!("//\n//\n//\n//\n//\n//\n//\n//\n//\n//\n"),
    ten!("//\n//\n//\n//\n//\n//\n//\n//\n//\n//\n"),
    ten!("//\n//\n//\n//\n//\n//\n//\n//\n//\n//\n"),
    ten!("//\n//\n//\n//\n//\n//\n//\n//\n//\n//\n"),
    ten!("//\n//\n//\n//\n//\n//\n//\n//\n//\n//\n")
);
const LONG_FUNCTIONS: &str = concat!("//! Head.\nfn a() {\n", ten!("\n\n\n\n\n\n\n\n\n\n"), "}\n");

const FILE_LINES_MAX: usize = 500;
/// A contract is one file, whatever its domain offers.
const PROTO_LINES_MAX: usize = 1_000;
const COLUMNS_MAX: usize = 100;
const FN_LINES_MAX: usize = 90;
const FN_LINES_P90_MAX: usize = 40;
const FILE_LINES_MEDIAN_MAX: usize = 150;

fn limit(file: &File) -> (usize, String) {
    let door = "src/domains/";
    let rest =
        file.path.strip_prefix(door).and_then(|rest| rest.split_once('/')).map(|(_, rest)| rest);
    match (rest, file.place.room().and_then(rooms::room)) {
        (Some(_), Some(room)) => (room.lines_max, format!("`{}`", room.name)),
        _ if file.extension() == "proto" => (PROTO_LINES_MAX, "a contract".to_owned()),
        _ => (FILE_LINES_MAX, "a file".to_owned()),
    }
}

fn check_files(tree: &Tree) -> Vec<Violation> {
    let mut found = Vec::new();
    for file in tree.files() {
        let is_ours =
            ["rs", "proto", "sql", "html", "css", "js", "mjs", "sh"].contains(&file.extension());
        let (lines_max, what) = limit(file);
        let lines = file.text.lines().count();
        if is_ours && lines > lines_max {
            let text = format!(
                "{what} has at most {lines_max} lines, this has {lines}: it holds two things, \
                    give the second its own file"
            );
            found.push(Violation::new(&file.path, lines_max + 1, text));
        }
    }
    found
}

fn check_width(tree: &Tree) -> Vec<Violation> {
    let mut found = Vec::new();
    for file in tree.files().filter(|file| file.extension() == "rs") {
        for (line, text) in file.lines() {
            let columns = text.chars().count();
            if columns > COLUMNS_MAX {
                let text = format!(
                    "{columns} columns; break it at {COLUMNS_MAX} (rustfmt leaves comments and \
                        long strings to you)"
                );
                found.push(Violation::new(&file.path, line, text));
            }
        }
    }
    found
}

fn check_shape(tree: &Tree) -> Vec<Violation> {
    let mut found = Vec::new();
    let mut functions: Vec<usize> = Vec::new();
    let mut files: Vec<usize> = Vec::new();
    for (file, scan) in tree.scans().filter(|(file, _)| file.path.starts_with("src/")) {
        functions.extend(scan.fn_lines.iter().map(|(_, lines)| *lines));
        files.push(file.text.lines().count());
        for (line, lines) in scan.fn_lines.iter().filter(|(_, lines)| *lines > FN_LINES_MAX) {
            let text = format!(
                "{lines} lines with comments; the parent branches, the leaves work: split it"
            );
            found.push(Violation::new(&file.path, *line, text));
        }
    }
    let share = |sorted: &mut Vec<usize>, percent: usize| {
        sorted.sort_unstable();
        sorted.get(sorted.len() * percent / 100).copied().unwrap_or_default()
    };
    let p90 = share(&mut functions, 90);
    if p90 > FN_LINES_P90_MAX {
        let text =
            format!("one function in ten is longer than {p90} lines; at most {FN_LINES_P90_MAX}");
        found.push(Violation::new("src", 1, text));
    }
    let median = share(&mut files, 50);
    if median > FILE_LINES_MEDIAN_MAX {
        let text = format!("the median file has {median} lines; at most {FILE_LINES_MEDIAN_MAX}");
        found.push(Violation::new("src", 1, text));
    }
    found
}
