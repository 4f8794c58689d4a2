//! The bill of materials against what it is about: the binary that was built and the locks.
//! What is linked is read from the binary's own debug information, not from cargo again.

use std::collections::BTreeMap;
use std::process::Command;

use serde_json::Value;

use crate::support::SHOAL;

const ROOT: &str = env!("CARGO_MANIFEST_DIR");

/// `name-version` of each crate whose sources the debug information names.
fn linked() -> Vec<String> {
    const BEFORE: &[u8] = b"registry/src/";
    let binary = std::fs::read(SHOAL).expect("the program was built");
    let mut found = Vec::new();
    for at in places(&binary, BEFORE) {
        let rest = &binary[at + BEFORE.len()..(at + 300).min(binary.len())];
        let mut parts = rest.split(|byte| *byte == b'/');
        let (Some(registry), Some(name), Some(_)) = (parts.next(), parts.next(), parts.next())
        else {
            continue;
        };
        let is_name = |byte: &u8| byte.is_ascii_alphanumeric() || b"-_.+".contains(byte);
        if registry.starts_with(b"index.") && name.iter().all(is_name) {
            found.push(String::from_utf8_lossy(name).into_owned());
        }
    }
    found.sort();
    found.dedup();
    found
}

fn places<'a>(text: &'a [u8], wanted: &'a [u8]) -> impl Iterator<Item = usize> + 'a {
    (0..text.len() - wanted.len()).filter(|at| text[*at..].starts_with(wanted))
}

/// The rows of Cargo.lock that come from a registry: `name-version`, checksum.
fn locked() -> BTreeMap<String, String> {
    let lock: toml::Table = std::fs::read_to_string(format!("{ROOT}/Cargo.lock"))
        .expect("Cargo.lock")
        .parse()
        .expect("a lock is TOML");
    let packages = lock["package"].as_array().expect("packages");
    let text = |one: &toml::Value, key: &str| {
        one.get(key).and_then(toml::Value::as_str).unwrap_or_default().to_owned()
    };
    packages
        .iter()
        .map(|one| {
            (format!("{}-{}", text(one, "name"), text(one, "version")), text(one, "checksum"))
        })
        .filter(|(_, checksum)| !checksum.is_empty())
        .collect()
}

fn written() -> Value {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("sbom.json");
    let said = Command::new("node")
        .args(["web/sbom.mjs", &file.to_string_lossy()])
        .current_dir(ROOT)
        .output()
        .expect("node starts");
    assert!(said.status.success(), "{}", String::from_utf8_lossy(&said.stderr));
    serde_json::from_slice(&std::fs::read(&file).expect("it was written")).expect("it is JSON")
}

fn of<'a>(bill: &'a Value, purl: &str) -> Option<&'a Value> {
    bill["components"].as_array().into_iter().flatten().find(|one| one["purl"] == purl)
}

#[test]
fn the_bill_of_materials_names_every_crate_that_is_linked() {
    let bill = written();
    let locked = locked();
    let linked = linked();
    assert!(linked.len() > 100, "the debug information names only {} crates", linked.len());
    for crate_name in &linked {
        let checksum = locked.get(crate_name);
        let checksum = checksum.unwrap_or_else(|| panic!("{crate_name} is not in Cargo.lock"));
        let (name, version) = split(crate_name);
        let purl = format!("pkg:cargo/{name}@{}", version.replace('+', "%2B"));
        let one = of(&bill, &purl).unwrap_or_else(|| panic!("{purl} is linked and not in it"));
        assert_eq!((&one["name"], &one["version"]), (&name.into(), &version.into()));
        assert_eq!(one["scope"], "required", "{purl}");
        assert_eq!(one["hashes"][0]["content"], **checksum, "{purl}");
        let licence = one["licenses"][0]["expression"].as_str().unwrap_or_default();
        assert!(!licence.is_empty(), "{purl} has no licence");
    }
}

#[test]
fn the_bill_of_materials_names_the_browser_libraries_and_nothing_of_the_tests() {
    let bill = written();
    let about = std::fs::read_to_string(format!("{ROOT}/web/package.json")).expect("a manifest");
    let about: Value = serde_json::from_str(&about).expect("a manifest is JSON");
    for (name, version) in about["dependencies"].as_object().expect("dependencies") {
        let purl = format!("pkg:npm/{name}@{}", version.as_str().expect("a version"));
        let one = of(&bill, &purl).unwrap_or_else(|| panic!("{purl} is served and not in it"));
        assert_eq!(one["hashes"][0]["alg"], "SHA-512", "{purl}");
        assert!(one["licenses"][0]["expression"].is_string(), "{purl} has no licence");
    }
    for name in ["m3u8-rs", "playwright-core", "shuttle"] {
        let found = bill["components"].as_array().expect("components");
        assert!(!found.iter().any(|one| one["name"] == name), "{name} serves only tests");
    }
}

/// `md-5-0.11.0` → `md-5`, `0.11.0`: the version begins after the first dash that a number with a
/// dot follows.
fn split(crate_name: &str) -> (&str, &str) {
    let at = crate_name
        .match_indices('-')
        .map(|(at, _)| at)
        .find(|at| {
            let version = &crate_name[at + 1..];
            version.trim_start_matches(|one: char| one.is_ascii_digit()).starts_with('.')
        })
        .unwrap_or_else(|| panic!("{crate_name} has no version"));
    (&crate_name[..at], &crate_name[at + 1..])
}
