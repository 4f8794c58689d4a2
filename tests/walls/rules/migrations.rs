//! Migrations: numbered without a gap, common dialect, a primary key on every table, never a step
//! that an older binary dies of.

use std::collections::{BTreeMap, BTreeSet};

use crate::fixture::Fixture;
use crate::report::Violation;
use crate::rules::Rule;
use crate::tree::{File, Tree};

pub(crate) const MIGRATIONS: Rule = Rule {
    name: "migrations",
    check,
    fixtures: &[
        Fixture {
            files: &[(
                "migrations/video/0002_tags.sql",
                "-- Tags.\nCREATE TABLE tags (\n  name TEXT NOT NULL\n);\n",
            )],
            found_at: "migrations/video/0002_tags.sql:2",
        },
        Fixture {
            files: &[("migrations/video/0003_tags.sql", "-- Nothing.\n")],
            found_at: "migrations/video/0003_tags.sql:1",
        },
        Fixture {
            files: &[("migrations/video/tags.sql", "-- Nothing.\n")],
            found_at: "migrations/video/tags.sql:1",
        },
        Fixture {
            files: &[(
                "migrations/video/0002_seen.sql",
                "CREATE TABLE seen (\n  id TEXT PRIMARY KEY,\n  is_new BOOLEAN NOT NULL\n);\n",
            )],
            found_at: "migrations/video/0002_seen.sql:3",
        },
        Fixture {
            files: &[(
                "migrations/video/0002_gone.sql",
                "ALTER TABLE videos\n  DROP COLUMN title;\n",
            )],
            found_at: "migrations/video/0002_gone.sql:2",
        },
    ],
};

/// Words that one of the engines does not know, or reads otherwise; a dialect file may use its own.
const DIALECT: &[(&str, &str)] = &[
    ("AUTOINCREMENT", "ids come from the kernel as text"),
    ("SERIAL", "ids come from the kernel as text"),
    ("BIGSERIAL", "ids come from the kernel as text"),
    ("BOOLEAN", "write BIGINT, 0 or 1"),
    ("BOOL", "write BIGINT, 0 or 1"),
    ("TIMESTAMP", "write BIGINT milliseconds, `…_at_ms`"),
    ("TIMESTAMPTZ", "write BIGINT milliseconds, `…_at_ms`"),
    ("DATETIME", "write BIGINT milliseconds, `…_at_ms`"),
    ("DATE", "write BIGINT milliseconds, `…_at_ms`"),
    ("UUID", "write TEXT"),
    ("JSON", "write TEXT"),
    ("JSONB", "write TEXT"),
    ("NUMERIC", "write BIGINT in the smallest unit"),
    ("DECIMAL", "write BIGINT in the smallest unit"),
    ("BLOB", "write BYTEA, which both engines take"),
    ("INTEGER", "write BIGINT; PostgreSQL's INTEGER has 32 bits"),
    ("REAL", "write DOUBLE PRECISION"),
    ("VARCHAR", "write TEXT; the model holds the length"),
    ("PRAGMA", "the kernel opens the database"),
    ("ROWID", "the primary key is enough"),
];

/// The tables that a domain's migrations create.
pub(crate) fn tables_of(tree: &Tree, word: &str) -> BTreeSet<String> {
    let folder = format!("migrations/{word}");
    let files: Vec<&File> = tree.below(&folder).collect();
    files.iter().flat_map(|file| created(&file.text)).map(|table| table.name).collect()
}

struct Table {
    name: String,
    line: usize,
    body: String,
}

fn without_comments(text: &str) -> String {
    text.lines()
        .map(|line| line.split("--").next().unwrap_or_default())
        .collect::<Vec<_>>()
        .join("\n")
}

fn created(text: &str) -> Vec<Table> {
    let text = without_comments(text);
    let mut tables = Vec::new();
    let mut from = 0;
    while let Some(at) = text[from..].find("CREATE ").map(|at| at + from) {
        let end = text[at..].find(';').map_or(text.len(), |end| end + at);
        let statement = &text[at..end];
        let mut words = statement
            .split(|c: char| c.is_whitespace() || c == '(')
            .filter(|word| !word.is_empty());
        let is_table = words.by_ref().take(3).any(|word| word == "TABLE" || word == "VIEW");
        let name = statement
            .split_once("TABLE")
            .or_else(|| statement.split_once("VIEW"))
            .map(|(_, rest)| rest.trim_start().trim_start_matches("IF NOT EXISTS").trim_start())
            .and_then(|rest| rest.split(|c: char| c.is_whitespace() || c == '(').next());
        if let Some(name) = name.filter(|_| is_table) {
            let line = text[..at].matches('\n').count() + 1;
            tables.push(Table { name: name.to_owned(), line, body: statement.to_owned() });
        }
        from = end;
    }
    tables
}

fn check(tree: &Tree) -> Vec<Violation> {
    let mut found = Vec::new();
    let mut numbers: BTreeMap<String, BTreeMap<u32, &File>> = BTreeMap::new();
    for file in tree.below("migrations") {
        let Some((folder, name)) = file.path.rsplit_once('/') else {
            continue;
        };
        match number(name) {
            Some(number) => {
                numbers.entry(folder.to_owned()).or_default().insert(number, file);
            },
            None => found.push(Violation::new(
                &file.path,
                1,
                "name it NNNN_what_it_adds.sql (or ….sqlite.sql / ….postgres.sql where engines \
                    differ)",
            )),
        }
        check_text(file, &mut found);
    }
    for files in numbers.values() {
        for (expected, (number, file)) in (1..).zip(files) {
            if *number != expected {
                let text = format!(
                    "migration {expected:04} is missing before this one; numbers run from 0001 \
                        without a gap"
                );
                found.push(Violation::new(&file.path, 1, text));
                break;
            }
        }
    }
    found
}

fn number(name: &str) -> Option<u32> {
    let (number, rest) = name.split_once('_')?;
    let word = rest.strip_suffix(".sql")?;
    let word =
        word.strip_suffix(".sqlite").or_else(|| word.strip_suffix(".postgres")).unwrap_or(word);
    let is_word = !word.is_empty()
        && word.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_');
    (number.len() == 4 && is_word).then(|| number.parse().ok()).flatten()
}

fn check_text(file: &File, found: &mut Vec<Violation>) {
    for table in created(&file.text) {
        let needs_key = !table.body.contains("VIRTUAL") && !table.body.contains(" VIEW ");
        if needs_key && !table.body.contains("PRIMARY KEY") {
            let text = format!(
                "table `{}` has no PRIMARY KEY: promotion compares and copies rows by key",
                table.name
            );
            found.push(Violation::new(&file.path, table.line, text));
        }
    }
    let is_common = !file.path.ends_with(".sqlite.sql") && !file.path.ends_with(".postgres.sql");
    for (index, line) in without_comments(&file.text).lines().enumerate() {
        let words: Vec<&str> = line.split(|c: char| !c.is_alphanumeric() && c != '_').collect();
        for (word, instead) in DIALECT.iter().filter(|(word, _)| is_common && words.contains(word))
        {
            let text =
                format!("`{word}` is not common to both engines: {instead}, or use a dialect file");
            found.push(Violation::new(&file.path, index + 1, text));
        }
        let joined = words.join(" ");
        if ["DROP TABLE", "DROP COLUMN", "RENAME COLUMN", "RENAME TO"]
            .iter()
            .any(|step| joined.contains(step))
        {
            let text = "an older binary still runs on this schema: add beside it, and leave the \
                old column where it is";
            found.push(Violation::new(&file.path, index + 1, text));
        }
    }
}
