//! Which third-party crates a layer may name. `[package.metadata.layers]` in Cargo.toml says it,
//! one row per layer,
//! so that a new dependency and its place are reviewed in one diff; a few laws stand here, which
//! no row may bend.

use std::collections::{BTreeMap, BTreeSet};

use crate::fixture::Fixture;
use crate::place::{Layer, Place};
use crate::report::Violation;
use crate::rules::Rule;
use crate::tree::Tree;

pub(crate) const CRATES: Rule = Rule {
    name: "crates",
    check: check_uses,
    fixtures: &[
        Fixture {
            files: &[("src/domains/video/store.rs", "//! Head.\nuse rusqlite::Row;\n")],
            found_at: "src/domains/video/store.rs:2",
        },
        Fixture {
            files: &[("src/kernel/x.rs", "//! Head.\nfn f() -> actix_web::HttpResponse { g() }\n")],
            found_at: "src/kernel/x.rs:2",
        },
        // A macro body, and an attribute.
        Fixture {
            files: &[(
                "src/gateway/x.rs",
                "//! Head.\nfn f() {\n    tell!(anyhow::anyhow!(\"x\"));\n}\n",
            )],
            found_at: "src/gateway/x.rs:3",
        },
        Fixture {
            files: &[("src/domains/video/engine.rs", "//! Head.\nuse sha2::Sha256;\n")],
            found_at: "src/domains/video/engine.rs:2",
        },
        Fixture {
            files: &[(
                "src/domains/video/model.rs",
                "//! Head.\n#[derive(thiserror::Error)]\nstruct E;\n",
            )],
            found_at: "src/domains/video/model.rs:2",
        },
    ],
};

pub(crate) const LAYERS: Rule = Rule {
    name: "layers",
    check: check_table,
    fixtures: &[
        Fixture {
            files: &[(
                "Cargo.toml",
                "[package.metadata.layers]\neverywhere = []\n[dependencies]\nregex = \"1\"\n",
            )],
            found_at: "Cargo.toml:4",
        },
        Fixture {
            files: &[(
                "Cargo.toml",
                "[package.metadata.layers]\nkernel = [\"rusqlite\"]\ndomains = \
                    [\n\"rusqlite\"]\n[dependencies]\nrusqlite = \"1\"\n",
            )],
            found_at: "Cargo.toml:6",
        },
        Fixture {
            files: &[(
                "Cargo.toml",
                "[package.metadata.layers]\nkernel = [\n\"gone\"]\n[dependencies]\n",
            )],
            found_at: "Cargo.toml:3",
        },
    ],
};

/// Whatever the rows say: a driver stays below the ports, the web framework in front, anyhow at
/// the edge.
const LAWS: &[(&[&str], &[&str], &str)] = &[
    (
        &[
            "rusqlite",
            "sqlx",
            "object_store",
            "reqwest",
            "krafka",
            "tantivy",
            "ort",
            "landlock",
            "seccompiler",
        ],
        &["adapters", "kernel"],
        "a driver stays behind a port, in adapters or kernel",
    ),
    (
        &[
            "actix_web",
            "actix_ws",
            "actix_http",
            "actix_files",
            "actix_multipart",
            "askama",
            "utoipa",
        ],
        &["gateway"],
        "the web stands in the gateway alone",
    ),
    (&["anyhow"], &["boot", "build"], "errors have types; anyhow is for boot and build"),
    (&["clap", "indicatif"], &["boot"], "only boot speaks to the terminal"),
];

/// Rows by crate, as Rust writes its name: the layers that may use it.
fn rows(tree: &Tree) -> BTreeMap<String, Vec<String>> {
    let mut rows: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let manifest = manifest(tree);
    let layers = manifest
        .get("package")
        .and_then(|package| package.get("metadata"))
        .and_then(|metadata| metadata.get("layers"))
        .and_then(toml::Value::as_table);
    for (layer, crates) in layers.into_iter().flatten() {
        for name in crates.as_array().into_iter().flatten().filter_map(toml::Value::as_str) {
            rows.entry(name.replace('-', "_")).or_default().push(layer.clone());
        }
    }
    rows
}

fn manifest(tree: &Tree) -> toml::Table {
    let text = tree.file("Cargo.toml").map_or("", |file| &file.text);
    text.parse().unwrap_or_default()
}

fn dependencies(tree: &Tree) -> Vec<String> {
    let manifest = manifest(tree);
    let table = manifest.get("dependencies").and_then(toml::Value::as_table);
    table.into_iter().flatten().map(|(name, _)| name.replace('-', "_")).collect()
}

fn check_uses(tree: &Tree) -> Vec<Violation> {
    let (rows, dependencies) = (rows(tree), dependencies(tree));
    let mut found = Vec::new();
    for (file, scan) in tree.scans().filter(|(file, _)| file.path.starts_with("src/")) {
        // Once per file and crate is enough to act upon.
        let mut said = BTreeSet::new();
        let outer = scan.paths.iter().filter(|path| !path.is_inner && !path.in_test);
        for path in outer {
            let name = &path.segments[0];
            let is_allowed = may_use(tree, &file.place, name, rows.get(name));
            if dependencies.contains(name) && !is_allowed && said.insert(name) {
                let text = format!(
                    "{} must not use `{name}`: reach it through a port of the kernel, or allow it \
                        in \
                     [package.metadata.layers] of Cargo.toml (an engine's crates: `engine_crates` \
                     in proto/domains.toml)",
                    who(&file.place)
                );
                found.push(Violation::new(&file.path, path.line, text));
            }
        }
    }
    found
}

fn who(place: &Place) -> String {
    match (place.domain(), place.room()) {
        (Some(word), Some(room)) => format!("{room} of {word}"),
        _ => place.layer.word().to_owned(),
    }
}

fn may_use(tree: &Tree, place: &Place, name: &str, rows: Option<&Vec<String>>) -> bool {
    let is_in = |layers: &[&str]| {
        rows.is_some_and(|rows| rows.iter().any(|row| layers.contains(&row.as_str())))
    };
    match (place.domain(), place.room()) {
        // The rules are std and contract types, and what only derives.
        (_, Some("model")) => is_in(&["pure"]),
        (Some(word), Some("engine")) => {
            let row = tree.topology.rows.get(word);
            let mut listed = row.into_iter().flat_map(|row| &row.engine_crates);
            is_in(&["pure"]) || listed.any(|listed| listed.replace('-', "_") == name)
        },
        _ => {
            let layer = if place.layer == Layer::Root { "boot" } else { place.layer.word() };
            is_in(&[layer, "pure", "everywhere"])
        },
    }
}

fn check_table(tree: &Tree) -> Vec<Violation> {
    let (rows, dependencies) = (rows(tree), dependencies(tree));
    let text = tree.file("Cargo.toml").map_or("", |file| &file.text);
    let line_of = |name: &str, as_key: bool| {
        let dashed = name.replace('_', "-");
        let is_it = |line: &str| {
            let line = line.trim();
            let quoted =
                line.contains(&format!("\"{name}\"")) || line.contains(&format!("\"{dashed}\""));
            let key = line.split([' ', '=', '.']).next().unwrap_or_default();
            if as_key { key == name || key == dashed } else { quoted }
        };
        text.lines().position(is_it).map_or(1, |index| index + 1)
    };
    let engines: Vec<String> =
        tree.topology.rows.values().flat_map(|row| row.engine_crates.clone()).collect();
    let mut found = Vec::new();
    for name in &dependencies {
        let is_engine = engines.iter().any(|engine| engine.replace('-', "_") == *name);
        if !rows.contains_key(name) && !is_engine {
            let text = format!(
                "say in [package.metadata.layers] which layers may use `{name}`; nobody may by \
                    default"
            );
            found.push(Violation::new("Cargo.toml", line_of(name, true), text));
        }
    }
    for (name, layers) in &rows {
        let known = |layer: &String| {
            layer == "everywhere" || layer == "pure" || Layer::of_word(layer).is_some()
        };
        if !dependencies.contains(name) {
            let text = format!("`{name}` is no dependency any more; take it out of the row");
            found.push(Violation::new("Cargo.toml", line_of(name, false), text));
        }
        if let Some(layer) = layers.iter().find(|layer| !known(layer)) {
            let text =
                format!("`{layer}` is no layer; rows are: pure, everywhere, or a folder of src/");
            found.push(Violation::new("Cargo.toml", line_of(name, false), text));
        }
        for (_, allowed, why) in LAWS.iter().filter(|(names, ..)| names.contains(&name.as_str())) {
            if let Some(layer) =
                layers.iter().find(|layer| !allowed.contains(&layer.as_str()) && *layer != "boot")
            {
                let text = format!("`{name}` may not stand in `{layer}`: {why}");
                found.push(Violation::new("Cargo.toml", line_of(name, true), text));
            }
        }
    }
    found
}
