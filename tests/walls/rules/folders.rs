//! One word per domain, the same everywhere: folders beside the code are named after a domain or a
//! shared word. `admin` is what concerns the site as a whole.

use crate::fixture::Fixture;
use crate::report::Violation;
use crate::rules::Rule;
use crate::tree::Tree;

pub(crate) const WORDS: Rule = Rule {
    name: "words",
    check,
    fixtures: &[
        Fixture {
            files: &[("templates/films/x.html", "<p>\n")],
            found_at: "templates/films/x.html:1",
        },
        Fixture { files: &[("static/films/x.css", "p {}\n")], found_at: "static/films/x.css:1" },
        Fixture {
            files: &[("migrations/films/0001_x.sql", "-- x\n")],
            found_at: "migrations/films/0001_x.sql:1",
        },
        Fixture {
            files: &[("tests/it/domains/films.rs", "//! Head.\n")],
            found_at: "tests/it/domains/films.rs:1",
        },
    ],
};

/// Folder, the words it may hold besides the domains, and what those are for.
const FOLDERS: &[(&str, &[&str])] = &[
    ("migrations", &["kernel"]),
    ("templates", &["admin", "frame", "parts"]),
    ("static", &["admin", "shared", "vendor"]),
    ("tests/it/domains", &["mod"]),
];

fn check(tree: &Tree) -> Vec<Violation> {
    let mut found = Vec::new();
    for (folder, shared) in FOLDERS {
        for (name, file) in tree.entries(folder) {
            let word = name.trim_end_matches(".rs");
            if !tree.topology.is_domain(word) && !shared.contains(&word) {
                let text = format!(
                    "`{word}` is no domain of proto/domains.toml: {folder}/ holds domain words \
                        and {}, so that one word finds \
                     everything of a domain",
                    shared.join(", ")
                );
                found.push(Violation::new(&file.path, 1, text));
            }
        }
    }
    found
}
