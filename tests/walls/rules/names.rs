//! Names say what a thing is: no drawer for leftovers, no domain word said twice.

use crate::topology::camel;
use std::collections::BTreeMap;

use crate::fixture::Fixture;
use crate::report::Violation;
use crate::rules::Rule;
use crate::tree::Tree;

pub(crate) const BANNED: Rule = Rule {
    name: "names",
    check: check_banned,
    fixtures: &[
        Fixture {
            files: &[("src/kernel/utils.rs", "//! Head.\n")],
            found_at: "src/kernel/utils.rs:1",
        },
        Fixture {
            files: &[("src/kernel/misc/x.rs", "//! Head.\n")],
            found_at: "src/kernel/misc/x.rs:1",
        },
        Fixture {
            files: &[("src/kernel/x.rs", "//! Head.\nstruct SessionManager;\n")],
            found_at: "src/kernel/x.rs:2",
        },
        Fixture {
            files: &[("src/kernel/x.rs", "//! Head.\nfn f() {}\nfn publish_impl() {}\n")],
            found_at: "src/kernel/x.rs:3",
        },
    ],
};

pub(crate) const STUTTER: Rule = Rule {
    name: "stutter",
    check: check_stutter,
    fixtures: &[Fixture {
        files: &[("src/domains/video/model.rs", "//! Head.\nstruct VideoDraft;\n")],
        found_at: "src/domains/video/model.rs:2",
    }],
};

pub(crate) const HOMONYMS: Rule = Rule {
    name: "homonyms",
    check: check_homonyms,
    fixtures: &[Fixture {
        files: &[
            ("src/kernel/a.rs", "//! Head.\nstruct Place;\n"),
            ("src/kernel/b.rs", "//! Head.\nenum Place {}\n"),
            ("src/kernel/c.rs", "//! Head.\ntype Place = u8;\n"),
        ],
        found_at: "src/kernel/c.rs:2",
    }],
};

/// What every domain or module offers under one name.
const OFFERED: &[&str] = &["Key", "Operations", "Options", "Owner", "Settings"];

/// How many files may give one name to things of their own.
const HOMONYMS_MAX: usize = 2;

const EMPTY_WORDS: &[&str] = &[
    "util", "utils", "helper", "helpers", "common", "misc", "manager", "managers", "base", "impl",
];

/// `SessionManager` → session, manager; `publish_impl` → publish, impl.
fn words(name: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    for letter in name.chars() {
        if letter.is_uppercase() || !letter.is_alphanumeric() {
            words.push(String::new());
        }
        if letter.is_alphanumeric()
            && let Some(last) = words.last_mut()
        {
            last.extend(letter.to_lowercase());
        }
    }
    words
}

fn drawer(name: &str) -> Option<String> {
    words(name).into_iter().find(|word| EMPTY_WORDS.contains(&word.as_str()))
}

fn check_banned(tree: &Tree) -> Vec<Violation> {
    let mut found = Vec::new();
    let say = |name: &str, word: &str| {
        format!(
            "`{name}`: \"{word}\" says nothing about what is inside and collects leftovers; name \
                the thing or the verb"
        )
    };
    for file in tree.files() {
        for part in file.path.split('/') {
            if let Some(word) = drawer(part) {
                found.push(Violation::new(&file.path, 1, say(part, &word)));
            }
        }
    }
    for (file, scan) in tree.scans() {
        for item in &scan.items {
            if let Some(word) = drawer(&item.text) {
                found.push(Violation::new(&file.path, item.line, say(&item.text, &word)));
            }
        }
    }
    found
}

fn check_homonyms(tree: &Tree) -> Vec<Violation> {
    let mut places: BTreeMap<&str, Vec<(&str, usize)>> = BTreeMap::new();
    for file in tree.below("src").filter(|file| !file.place.is_test) {
        for (line, text) in (1..).zip(file.text.lines()) {
            if let Some(name) = declared(text) {
                places.entry(name).or_default().push((&file.path, line));
            }
        }
    }
    let mut found = Vec::new();
    for (name, mut known) in places.into_iter().filter(|(name, _)| !OFFERED.contains(name)) {
        known.sort_unstable();
        let others: Vec<&str> = known.iter().take(HOMONYMS_MAX).map(|(path, _)| *path).collect();
        let others = others.join(" and ");
        for (path, line) in known.iter().skip(HOMONYMS_MAX) {
            let text =
                format!("`{name}` is another thing in {others} already; say what it is here");
            found.push(Violation::new(path, *line, text));
        }
    }
    found
}

/// The type that a line declares for its whole file.
fn declared(line: &str) -> Option<&str> {
    let line = match line.strip_prefix("pub") {
        Some(rest) if rest.starts_with('(') => rest.split_once(") ")?.1,
        Some(rest) => rest.trim_start(),
        None => line,
    };
    let kinds = ["struct ", "enum ", "trait ", "union ", "type "];
    let rest = kinds.iter().find_map(|kind| line.strip_prefix(kind))?;
    rest.split(|letter: char| !letter.is_alphanumeric() && letter != '_').next()
}

fn check_stutter(tree: &Tree) -> Vec<Violation> {
    let mut found = Vec::new();
    for (file, scan) in tree.scans() {
        let Some(word) = file.place.domain() else {
            continue;
        };
        let head = camel(word);
        for item in &scan.items {
            let rest = item.text.strip_prefix(&head).unwrap_or_default();
            if rest.starts_with(char::is_uppercase) {
                let text =
                    format!("`{}` says its domain twice: inside {word} it is `{rest}`", item.text);
                found.push(Violation::new(&file.path, item.line, text));
            }
        }
    }
    found
}
