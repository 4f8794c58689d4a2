//! Generates the contracts from `proto/` and embeds migrations and static files.
//! It must not know any single domain: everything is derived from the tree.

#![expect(clippy::print_stdout, reason = "cargo reads what a build script prints")]

mod check;
mod embed;
mod read;
mod words;
mod write;

use anyhow::{Context, Result};
use std::path::{Path, PathBuf};

fn main() -> Result<()> {
    println!("cargo::rerun-if-changed=build");
    println!("cargo::rerun-if-changed=proto");
    let out = PathBuf::from(std::env::var_os("OUT_DIR").context("OUT_DIR is set by cargo")?);
    let topology = read::topology(Path::new("proto"))?;
    check::topology(&topology)?;
    read::messages(Path::new("proto"), &out)?;
    write::contracts(&topology, &out)?;
    write::descriptors(&topology, &out)?;
    words::words(Path::new("words"), &topology, &out)?;
    embed::migrations(Path::new("migrations"), &out)?;
    embed::static_files(Path::new("static"), &out)?;
    let contract = out.join("contract.rs");
    println!("cargo::rustc-env=SHOAL_CONTRACT_RS={}", contract.display());
    Ok(())
}
