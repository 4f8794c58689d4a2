//! Embeds migrations and static files, so that the binary runs alone.
//! It must not read anything outside the two folders it is given.

use anyhow::Result;
use sha2::{Digest, Sha256};
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

/// Writes `STATIC_FILES`: path, hash of the content, bytes.
pub(crate) fn static_files(folder: &Path, out: &Path) -> Result<()> {
    println!("cargo::rerun-if-changed={}", folder.display());
    if !folder.join("vendor").is_dir() {
        println!("cargo::warning=static/vendor is missing: no page will play. Run: make setup");
    }
    let mut text = String::from("pub(crate) static STATIC_FILES: &[(&str, &str, &[u8])] = &[\n");
    for file in files(folder)? {
        let name = file.strip_prefix(folder)?.display().to_string();
        let mut hash = String::new();
        for byte in Sha256::digest(std::fs::read(&file)?).iter().take(8) {
            write!(hash, "{byte:02x}")?;
        }
        writeln!(text, "    ({name:?}, {hash:?}, include_bytes!({})),", inside_the_tree(&file))?;
    }
    text.push_str("];\n");
    std::fs::write(out.join("static_files.rs"), text)?;
    Ok(())
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
