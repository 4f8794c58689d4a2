//! A PostgreSQL for the figures, on the disk that the other figures use.
//! It must not be reachable from the program.

#![expect(clippy::disallowed_methods, reason = "the bench starts a server of its own")]

use super::super::Key;
use crate::kernel::db::{Address, Admin, Settings};
use std::io::{BufRead as _, BufReader, Write as _};
use std::path::Path;
use std::process::{Child, ChildStdin, Command, Stdio};

/// A running server. It goes when this goes: its script waits for the end of its input.
pub(super) struct Postgres {
    url: String,
    input: Option<ChildStdin>,
    script: Child,
}

impl Postgres {
    /// A server in a folder of its own below one; nothing, and a line that says so, where
    /// PostgreSQL is not installed.
    pub(super) fn start(folder: &Path) -> Option<Self> {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/scripts/postgres.sh");
        let folder = std::path::absolute(folder).ok()?;
        let mut script = Command::new(path)
            .env("TMPDIR", folder)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .ok()?;
        let input = script.stdin.take();
        let mut server = Self { url: String::new(), input, script };
        let mut line = String::new();
        BufReader::new(server.script.stdout.take()?).read_line(&mut line).ok()?;
        let Some(url) = line.trim().strip_prefix("ready ") else {
            drop(writeln!(std::io::stderr(), "skipped: PostgreSQL: {}", line.trim()));
            return None;
        };
        url.clone_into(&mut server.url);
        Some(server)
    }

    /// A new database.
    pub(super) fn database(&self, name: &str) -> Option<Address> {
        Address::parse(&self.url_of_new(name)?).ok()
    }

    /// The same, as settings name it.
    pub(super) fn url_of_new(&self, name: &str) -> Option<String> {
        let address = Address::parse(&self.url).ok()?;
        let admin = Admin::connect(&Key(()), &address, &Settings::default()).ok()?;
        admin.make_database(name, "shoal").ok()?;
        let server = self.url.strip_suffix("/postgres")?;
        Some(format!("{server}/{name}"))
    }
}

impl Drop for Postgres {
    fn drop(&mut self) {
        drop(self.input.take());
        drop(self.script.wait());
    }
}
