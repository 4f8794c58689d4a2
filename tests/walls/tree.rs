//! The files of the project as text, with Rust files scanned once. Reads, never writes.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use crate::place::{self, Place};
use crate::scan::{self, Scan};
use crate::topology::Topology;

/// Folders that hold nothing written here.
const FOREIGN: &[&str] = &["target", "node_modules", "data", "static/vendor", "web/shots"];
/// A larger file is media or a lock, not source.
const SOURCE_BYTES_MAX: u64 = 1 << 20;

pub(crate) struct File {
    pub(crate) path: String,
    /// Empty for files that are not text.
    pub(crate) text: String,
    pub(crate) place: Place,
    /// Only Rust files that parse have one; rustc reports the others.
    pub(crate) scan: Option<Scan>,
}

impl File {
    fn new(path: String, text: String) -> Self {
        let place = Place::of(&path);
        let scan = path.ends_with(".rs").then(|| scan::scan(&path, &text)).flatten();
        Self { path, text, place, scan }
    }

    /// Lines with their number, counted from 1.
    pub(crate) fn lines(&self) -> impl Iterator<Item = (usize, &str)> {
        self.text.lines().enumerate().map(|(index, line)| (index + 1, line))
    }

    pub(crate) fn extension(&self) -> &str {
        self.path.rsplit_once('.').map_or("", |(_, extension)| extension)
    }

    pub(crate) fn name(&self) -> &str {
        self.path.rsplit('/').next().unwrap_or(&self.path)
    }
}

pub(crate) struct Tree {
    files: BTreeMap<String, File>,
    pub(crate) topology: Topology,
    /// Whether this is the real tree: rules that ask cargo do so only then.
    pub(crate) is_real: bool,
}

impl Tree {
    pub(crate) fn read(root: &Path) -> Self {
        let mut files = BTreeMap::new();
        read_folder(root, root, &mut files);
        Self::from_files(files, true)
    }

    /// A tree that exists only in memory, for violations.
    pub(crate) fn of<'a>(files: impl Iterator<Item = (&'a str, &'a str)>) -> Self {
        let files = files
            .map(|(path, text)| (path.to_owned(), File::new(path.to_owned(), text.to_owned())))
            .collect();
        Self::from_files(files, false)
    }

    fn from_files(mut files: BTreeMap<String, File>, is_real: bool) -> Self {
        let scans = files.values().filter_map(|file| file.scan.as_ref());
        let tests: Vec<Vec<String>> = scans.flat_map(|scan| scan.test_modules.clone()).collect();
        for file in files.values_mut().filter(|file| file.path.starts_with("src/")) {
            let module = place::module_of(&file.path);
            let is_test = tests.iter().any(|test| module.starts_with(test));
            if let Some(scan) = file.scan.as_mut().filter(|_| is_test) {
                scan.mark_test();
                file.place.is_test = true;
            }
        }
        let topology = Topology::read(|path| files.get(path).map(|file| file.text.as_str()));
        Self { files, topology, is_real }
    }

    pub(crate) fn files(&self) -> impl Iterator<Item = &File> {
        self.files.values()
    }

    pub(crate) fn file(&self, path: &str) -> Option<&File> {
        self.files.get(path)
    }

    /// All Rust files that parse, with their scan.
    pub(crate) fn scans(&self) -> impl Iterator<Item = (&File, &Scan)> {
        self.files().filter_map(|file| file.scan.as_ref().map(|scan| (file, scan)))
    }

    /// Files below a folder, given without a closing slash.
    pub(crate) fn below<'a>(&'a self, folder: &'a str) -> impl Iterator<Item = &'a File> {
        self.files().filter(move |file| {
            file.path.strip_prefix(folder).is_some_and(|rest| rest.starts_with('/'))
        })
    }

    /// The names of what lies directly in a folder, each with one file in it to point at.
    pub(crate) fn entries<'a>(&'a self, folder: &'a str) -> BTreeMap<&'a str, &'a File> {
        let mut names = BTreeMap::new();
        for file in self.below(folder) {
            let rest = &file.path[folder.len() + 1..];
            names.entry(rest.split('/').next().unwrap_or(rest)).or_insert(file);
        }
        names
    }
}

fn read_folder(root: &Path, folder: &Path, files: &mut BTreeMap<String, File>) {
    let entries = fs::read_dir(folder).expect("the project's folders are readable");
    for entry in entries {
        let entry = entry.expect("the project's folders are readable");
        let path = entry.path();
        let relative = path.strip_prefix(root).expect("it was listed below the root");
        let relative = relative.to_string_lossy().replace('\\', "/");
        let kind = entry.file_type().expect("the file system knows what it listed");
        if FOREIGN
            .iter()
            .any(|foreign| relative == *foreign || relative.ends_with(&format!("/{foreign}")))
        {
            continue;
        }
        // `.ci` is ours; other hidden folders belong to tools.
        if kind.is_dir() && (!relative.starts_with('.') || relative == ".ci") {
            read_folder(root, &path, files);
        } else if kind.is_file() {
            let bytes_len = entry.metadata().map_or(0, |about| about.len());
            let text =
                if bytes_len > SOURCE_BYTES_MAX { None } else { fs::read_to_string(&path).ok() };
            files.insert(relative.clone(), File::new(relative, text.unwrap_or_default()));
        }
    }
}
