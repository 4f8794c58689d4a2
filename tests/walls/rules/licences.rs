//! Every crate in the lock has a licence of deny.toml, and none that it bans is there.
//! Asks cargo, without the network; in a tree of a fixture a file stands for cargo's answer.

#![expect(clippy::disallowed_methods, reason = "only cargo knows the licences of the lock")]

use std::process::Command;

use serde_json::Value;

use crate::fixture::Fixture;
use crate::report::Violation;
use crate::rules::Rule;
use crate::tree::Tree;

pub(crate) const LICENCES: Rule = Rule {
    name: "licences",
    check: check_licences,
    fixtures: &[
        Fixture {
            files: &[
                ("deny.toml", "[licenses]\nallow = [\"MIT\", \"Apache-2.0\"]\n"),
                (ANSWER, r#"{"packages":[{"name":"x","source":"r","license":"MIT AND GPL-3.0"}]}"#),
            ],
            found_at: "Cargo.lock:1",
        },
        Fixture {
            files: &[
                ("deny.toml", "[licenses]\nallow = [\"MIT\"]\n"),
                (ANSWER, r#"{"packages":[{"name":"x","source":"r","license":null}]}"#),
            ],
            found_at: "Cargo.lock:1",
        },
    ],
};

pub(crate) const BANS: Rule = Rule {
    name: "bans",
    check: check_bans,
    fixtures: &[Fixture {
        files: &[
            ("deny.toml", "[bans]\ndeny = [{ crate = \"openssl\", reason = \"TLS is rustls\" }]\n"),
            (
                "Cargo.lock",
                "[[package]]\nname = \"a\"\n\n[[package]]\nname = \"openssl\"\nversion = \"1\"\n",
            ),
        ],
        found_at: "Cargo.lock:5",
    }],
};

const ANSWER: &str = "cargo-metadata.json";

fn deny(tree: &Tree) -> toml::Table {
    let text = tree.file("deny.toml").map_or("", |file| &file.text);
    text.parse().unwrap_or_default()
}

fn metadata(tree: &Tree) -> Result<Value, String> {
    if !tree.is_real {
        let text = tree.file(ANSWER).map_or("{}", |file| &file.text);
        return serde_json::from_str(text).map_err(|error| error.to_string());
    }
    let output = Command::new(env!("CARGO"))
        .args(["metadata", "--format-version", "1", "--offline", "--locked"])
        .args(["--filter-platform", "host-tuple"])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .map_err(|error| error.to_string())?;
    if !output.status.success() {
        return Err(String::from_utf8_lossy(&output.stderr).into_owned());
    }
    serde_json::from_slice(&output.stdout).map_err(|error| error.to_string())
}

fn check_licences(tree: &Tree) -> Vec<Violation> {
    let lock = "Cargo.lock";
    let deny = deny(tree);
    let allowed: Vec<&str> = deny
        .get("licenses")
        .and_then(|licenses| licenses.get("allow"))
        .and_then(toml::Value::as_array)
        .into_iter()
        .flatten()
        .filter_map(toml::Value::as_str)
        .collect();
    let metadata = match metadata(tree) {
        Ok(metadata) => metadata,
        Err(error) => {
            return vec![Violation::new(lock, 1, format!("cargo metadata failed: {error}"))];
        },
    };
    let mut found = Vec::new();
    for package in metadata["packages"].as_array().into_iter().flatten() {
        let expression = package["license"].as_str().unwrap_or_default();
        // Ours has no source.
        if package["source"].is_null() || is_allowed(expression, &allowed) {
            continue;
        }
        let (name, version) = (&package["name"], &package["version"]);
        let text = format!(
            "{name} {version} has licence {expression:?}, which deny.toml does not allow: use \
                another crate, or argue for the \
             licence there and in docs/decisions"
        );
        found.push(Violation::new(lock, 1, text));
    }
    found
}

/// Evaluates an SPDX expression: every part of an AND, one part of an OR; `/` is the old way to
/// write OR.
fn is_allowed(expression: &str, allowed: &[&str]) -> bool {
    let expression = expression.replace('/', " OR ");
    if let Some((first, last)) = split_outside(&expression, " AND ") {
        return is_allowed(first, allowed) && is_allowed(last, allowed);
    }
    if let Some((first, last)) = split_outside(&expression, " OR ") {
        return is_allowed(first, allowed) || is_allowed(last, allowed);
    }
    let trimmed = expression.trim();
    match trimmed.strip_prefix('(').and_then(|rest| rest.strip_suffix(')')) {
        Some(inner) => is_allowed(inner, allowed),
        None => allowed.contains(&trimmed),
    }
}

/// Splits at the first `word` that stands in no parenthesis.
fn split_outside<'a>(text: &'a str, word: &str) -> Option<(&'a str, &'a str)> {
    let mut depth = 0;
    for (index, letter) in text.char_indices() {
        match letter {
            '(' => depth += 1,
            ')' => depth -= 1,
            ' ' if depth == 0 && text[index..].starts_with(word) => {
                return Some((&text[..index], &text[index + word.len()..]));
            },
            _ => {},
        }
    }
    None
}

fn check_bans(tree: &Tree) -> Vec<Violation> {
    let deny = deny(tree);
    let banned = deny.get("bans").and_then(|bans| bans.get("deny")).and_then(toml::Value::as_array);
    let mut found = Vec::new();
    let Some(lock) = tree.file("Cargo.lock") else {
        return found;
    };
    for ban in banned.into_iter().flatten() {
        let name = ban.get("crate").and_then(toml::Value::as_str).unwrap_or_default();
        let reason = ban.get("reason").and_then(toml::Value::as_str).unwrap_or_default();
        let row = format!("name = \"{name}\"");
        for (line, _) in lock.lines().filter(|(_, text)| *text == row) {
            let text = format!(
                "`{name}` is banned by deny.toml: {reason}. `cargo tree -i {name}` says who \
                    brings it"
            );
            found.push(Violation::new("Cargo.lock", line, text));
        }
    }
    found
}
