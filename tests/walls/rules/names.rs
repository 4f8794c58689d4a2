//! Names say what a thing is: no drawer for leftovers, no domain word said twice.

use crate::city::camel;
use crate::plant::Plant;
use crate::report::Violation;
use crate::rules::Rule;
use crate::tree::Tree;

pub(crate) const BANNED: Rule = Rule {
    name: "names",
    check: check_banned,
    plants: &[
        Plant {
            files: &[("src/kernel/utils.rs", "//! Head.\n")],
            found_at: "src/kernel/utils.rs:1",
        },
        Plant {
            files: &[("src/kernel/misc/x.rs", "//! Head.\n")],
            found_at: "src/kernel/misc/x.rs:1",
        },
        Plant {
            files: &[("src/kernel/x.rs", "//! Head.\nstruct SessionManager;\n")],
            found_at: "src/kernel/x.rs:2",
        },
        Plant {
            files: &[("src/kernel/x.rs", "//! Head.\nfn f() {}\nfn publish_impl() {}\n")],
            found_at: "src/kernel/x.rs:3",
        },
    ],
};

pub(crate) const STUTTER: Rule = Rule {
    name: "stutter",
    check: check_stutter,
    plants: &[Plant {
        files: &[("src/domains/video/model.rs", "//! Head.\nstruct VideoDraft;\n")],
        found_at: "src/domains/video/model.rs:2",
    }],
};

const DRAWERS: &[&str] = &[
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
    words(name).into_iter().find(|word| DRAWERS.contains(&word.as_str()))
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
