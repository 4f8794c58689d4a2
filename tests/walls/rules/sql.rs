//! SQL stands on the shelf: in a domain's store and the kernel's own storage, and names only
//! tables of that shelf.

use std::collections::BTreeSet;

use crate::fixture::Fixture;
use crate::place::Layer;
use crate::report::Violation;
use crate::rules::{Rule, migrations};
use crate::tree::{File, Tree};

pub(crate) const STATEMENTS: Rule = Rule {
    name: "statements",
    check: check_shelf,
    fixtures: &[
        Fixture {
            files: &[(
                "src/domains/video/handlers/x.rs",
                "//! Head.\nfn f() {\n    run(\"SELECT 1 FROM videos\");\n}\n",
            )],
            found_at: "src/domains/video/handlers/x.rs:3",
        },
        Fixture {
            files: &[(
                "src/gateway/x.rs",
                "//! Head.\nconst Q: &str = r#\"\n  DELETE FROM videos\"#;\n",
            )],
            found_at: "src/gateway/x.rs:2",
        },
        Fixture {
            files: &[(
                "src/domains/video/store.rs",
                "//! Head.\nfn f() { format!(\"SELECT id FROM {table}\"); }\n",
            )],
            found_at: "src/domains/video/store.rs:2",
        },
    ],
};

pub(crate) const TABLES: Rule = Rule {
    name: "tables",
    check: check_tables,
    fixtures: &[
        Fixture {
            files: &[(
                "src/domains/video/store.rs",
                "//! Head.\n\nconst Q: &str = \"SELECT id FROM accounts\";\n",
            )],
            found_at: "src/domains/video/store.rs:3",
        },
        Fixture {
            files: &[(
                "src/domains/video/store/list.rs",
                "//! Head.\nconst Q: &str = \"SELECT v.id FROM videos v\n JOIN accounts a ON a.id \
                    = v.owner\";\n",
            )],
            found_at: "src/domains/video/store/list.rs:2",
        },
    ],
};

/// The kernel's own storage, the log of events that lies in it, and the bench that measures both.
const KERNEL_STORES: &[&str] = &["src/kernel/db", "src/kernel/events", "src/boot/bench"];

fn first_words(text: &str) -> (String, String) {
    let mut words = text.split_whitespace();
    let first = words.next().unwrap_or_default().to_owned();
    (first, words.next().unwrap_or_default().to_owned())
}

/// Upper-case SQL, as this project writes it; a sentence that begins with "Select" is none.
pub(crate) fn is_sql(text: &str) -> bool {
    let (first, second) = first_words(text);
    match first.as_str() {
        "SELECT" | "PRAGMA" | "SAVEPOINT" | "VACUUM" => !second.is_empty(),
        "INSERT" => second == "INTO" || second == "OR",
        "DELETE" => second == "FROM",
        "UPDATE" => text.contains(" SET ") || text.contains("\nSET ") || text.contains(" SET\n"),
        "WITH" => text.contains(" AS ") && text.contains("SELECT"),
        "CREATE" | "ALTER" | "DROP" => {
            ["TABLE", "INDEX", "UNIQUE", "VIRTUAL", "VIEW", "TRIGGER"].contains(&second.as_str())
        },
        "BEGIN" => second == "IMMEDIATE" || second == "DEFERRED",
        _ => false,
    }
}

fn is_shelf(file: &File) -> bool {
    file.place.room() == Some("store")
        || KERNEL_STORES.iter().any(|shelf| {
            file.path.strip_prefix(shelf).is_some_and(|rest| rest.starts_with('/') || rest == ".rs")
        })
}

fn check_shelf(tree: &Tree) -> Vec<Violation> {
    let mut found = Vec::new();
    for (file, scan) in tree.scans().filter(|(file, _)| file.place.layer != Layer::Tests) {
        for text in scan.strings.iter().filter(|text| !text.in_test && is_sql(&text.text)) {
            if !is_shelf(file) {
                let text_of = "SQL stands only in a domain's store and in kernel/db: give the \
                    store a named method and call that";
                found.push(Violation::new(&file.path, text.line, text_of));
            } else if file.place.domain().is_some() && text.text.contains('{') {
                let text_of =
                    "SQL is written out, not put together: one literal per query, values as `$1`";
                found.push(Violation::new(&file.path, text.line, text_of));
            }
        }
    }
    found
}

fn check_tables(tree: &Tree) -> Vec<Violation> {
    let mut found = Vec::new();
    for (file, scan) in tree.scans() {
        let (Some(word), Some("store")) = (file.place.domain(), file.place.room()) else {
            continue;
        };
        let own = migrations::tables_of(tree, word);
        for text in scan.strings.iter().filter(|text| is_sql(&text.text)) {
            for table in tables_in(&text.text).difference(&own) {
                let text_of = format!(
                    "table `{table}` is not created in migrations/{word}/: a domain reads only \
                        its own shelf. Ask its \
                     owner by a call, or keep a copy fed by its events"
                );
                found.push(Violation::new(&file.path, text.line, text_of));
            }
        }
    }
    found
}

/// The tables that a statement names, its own `WITH` names left out.
fn tables_in(sql: &str) -> BTreeSet<String> {
    let spaced: String = sql
        .chars()
        .flat_map(|c| if "(),;".contains(c) { vec![' ', c, ' '] } else { vec![c] })
        .collect();
    let words: Vec<&str> = spaced.split_whitespace().collect();
    let at = |index: usize| words.get(index).copied().unwrap_or_default();
    let mut tables = BTreeSet::new();
    let mut own_names = BTreeSet::new();
    for index in 0..words.len() {
        let before = if index == 0 { "" } else { at(index - 1) };
        if at(index + 1) == "AS" && at(index + 2) == "(" {
            own_names.insert(at(index).to_owned());
        }
        let names_table = match at(index) {
            "FROM" => before != "DISTINCT",
            "JOIN" | "INTO" | "TABLE" => true,
            "UPDATE" => !["DO", "FOR", "ON"].contains(&before),
            _ => false,
        };
        let mut next = index + 1;
        while ["IF", "NOT", "EXISTS", "ONLY"].contains(&at(next)) {
            next += 1;
        }
        let name = at(next);
        let is_name =
            name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_');
        let is_function = at(next + 1) == "(" && at(index) != "INTO" && at(index) != "TABLE";
        if names_table && is_name && !name.is_empty() && !is_function {
            tables.insert(name.to_owned());
        }
    }
    tables.difference(&own_names).cloned().collect()
}
