//! Embeds migrations and static files, so that the binary runs alone. A folder that is named like
//! a file (`player.js/`) is joined to that file: parts that people read, one request for a browser.
//! Its `*.list` names files of others that go before them, a path below the folder in each line.
//! It must not read anything outside the two folders it is given.

use anyhow::{Result, ensure};
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

/// Writes `MIGRATIONS`: folder, file name and text, in order.
pub(crate) fn migrations(folder: &Path, out: &Path) -> Result<()> {
    println!("cargo::rerun-if-changed={}", folder.display());
    let mut text = String::from("pub(crate) static MIGRATIONS: &[(&str, &str, &str)] = &[\n");
    for file in files(folder)? {
        let inside = file.strip_prefix(folder)?;
        let word = inside.parent().map(|one| one.display().to_string()).unwrap_or_default();
        let name = file.file_name().unwrap_or_default().to_string_lossy().into_owned();
        writeln!(text, "    ({word:?}, {name:?}, include_str!({})),", inside_the_tree(&file))?;
    }
    text.push_str("];\n");
    std::fs::write(out.join("migrations.rs"), text)?;
    Ok(())
}

/// Writes `STATIC_FILES`: path, hash of the content, bytes. Style sheets may name a width of the
/// screen as `tokens.css` declares it (`@custom-media --phone …`); browsers cannot do so yet.
pub(crate) fn static_files(folder: &Path, out: &Path) -> Result<()> {
    println!("cargo::rerun-if-changed={}", folder.display());
    if !folder.join("vendor").is_dir() {
        println!("cargo::warning=static/vendor is missing: no page will play. Run: make setup");
    }
    let mut text = String::from("pub(crate) static STATIC_FILES: &[(&str, &str, &[u8])] = &[\n");
    let tokens = folder.join("shared/site.css/1-tokens.css");
    let widths = widths(&std::fs::read_to_string(tokens)?);
    let made = out.join("static");
    let all = files(folder)?;
    let mut joined = BTreeMap::<&Path, String>::new();
    let mut taken = BTreeSet::<PathBuf>::new();
    for file in &all {
        let Some(whole) = file.ancestors().skip(1).find(|one| is_joined(one)) else { continue };
        let mut text = std::fs::read_to_string(file)?;
        if file.extension().is_some_and(|end| end == "list") {
            text = others(folder, &text, &mut taken)?;
        }
        *joined.entry(whole).or_default() += &text;
    }
    for file in &all {
        if taken.contains(file) || file.ancestors().skip(1).any(is_joined) {
            continue;
        }
        let name = file.strip_prefix(folder)?.display().to_string();
        if name.ends_with(".css") {
            let sheet = with_widths(&std::fs::read_to_string(file)?, &widths)?;
            text += &generated(&made, &name, &sheet)?;
        } else {
            let hash = hash(&std::fs::read(file)?)?;
            writeln!(text, "    ({name:?}, {hash:?}, include_bytes!({})),", inside_the_tree(file))?;
        }
    }
    for (whole, joint) in joined {
        let name = whole.strip_prefix(folder)?.display().to_string();
        text += &generated(&made, &name, &with_widths(&joint, &widths)?)?;
    }
    text.push_str("];\n");
    std::fs::write(out.join("static_files.rs"), text)?;
    Ok(())
}

/// The files that a list names; those that were not fetched yet are missed by whoever plays.
fn others(folder: &Path, list: &str, taken: &mut BTreeSet<PathBuf>) -> Result<String> {
    let mut text = String::new();
    for file in list.lines().map(|line| folder.join(line)).filter(|file| file.is_file()) {
        text += &std::fs::read_to_string(&file)?;
        text.push('\n');
        taken.insert(file);
    }
    Ok(text)
}

/// Whether a folder stands for one file.
fn is_joined(folder: &Path) -> bool {
    folder.extension().is_some_and(|end| end == "js" || end == "css")
}

/// A file that is not in the tree as it is served.
fn generated(made: &Path, name: &str, text: &str) -> Result<String> {
    let path = made.join(name);
    if let Some(parent) = path.parent() {
        std::fs::create_dir_all(parent)?;
    }
    std::fs::write(&path, text)?;
    let inside = format!("/static/{name}");
    let included = format!("include_bytes!(concat!(env!(\"OUT_DIR\"), {inside:?}))");
    Ok(format!("    ({name:?}, {:?}, {included}),\n", hash(text.as_bytes())?))
}

fn hash(bytes: &[u8]) -> Result<String> {
    let mut hash = String::new();
    for byte in Sha256::digest(bytes).iter().take(8) {
        write!(hash, "{byte:02x}")?;
    }
    Ok(hash)
}

const WIDTH: &str = "@custom-media ";

/// `--phone` → `(max-width: 720px)`
fn widths(tokens: &str) -> Vec<(String, String)> {
    let lines = tokens.lines().filter_map(|line| line.strip_prefix(WIDTH));
    let parts = lines.filter_map(|line| line.trim_end_matches(';').split_once(' '));
    parts.map(|(name, query)| (name.to_owned(), query.to_owned())).collect()
}

fn with_widths(sheet: &str, widths: &[(String, String)]) -> Result<String> {
    let mut text: String = sheet
        .lines()
        .filter(|line| !line.starts_with(WIDTH))
        .map(|line| format!("{line}\n"))
        .collect();
    for (name, query) in widths {
        text = text.replace(&format!("({name})"), query);
    }
    let left = text.lines().find(|line| line.contains("@media") && line.contains("(--"));
    ensure!(left.is_none(), "{left:?}: tokens.css declares no such width");
    let raw = text.lines().zip(sheet.lines().filter(|line| !line.starts_with(WIDTH)));
    let odd = raw.filter(|(_, line)| line.contains("@media") && line.contains("-width:"));
    let odd = odd.map(|(_, line)| line).next();
    ensure!(odd.is_none(), "{odd:?}: name the width in tokens.css, so that all pages break alike");
    Ok(text)
}

/// The path of a file for the compiler, wherever the tree lies when it compiles.
fn inside_the_tree(file: &Path) -> String {
    format!("concat!(env!(\"CARGO_MANIFEST_DIR\"), {:?})", format!("/{}", file.display()))
}

fn files(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    if !folder.is_dir() {
        return Ok(found);
    }
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            found.extend(files(&path)?);
        } else {
            found.push(path);
        }
    }
    found.sort();
    Ok(found)
}
