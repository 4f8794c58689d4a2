//! A PostgreSQL of a test: a server of its own that can be killed, frozen and filled, and stores on
//! it that `shoal store create` has made.

use crate::support::{SHOAL, told};
use std::io::{BufRead as _, BufReader, Write as _};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

/// A running server. It goes when this goes: its script waits for the end of its input.
pub(crate) struct Cluster {
    url: String,
    orders: Option<ChildStdin>,
    answers: BufReader<ChildStdout>,
    script: Child,
}

impl Cluster {
    /// A server; nothing where PostgreSQL is not installed.
    pub(crate) fn start() -> Option<Self> {
        Self::with(&["--in-memory"])
    }

    /// A server on a disk of its own of that size.
    pub(crate) fn on_disk_of(size: &str) -> Option<Self> {
        Self::with(&["--size", size])
    }

    fn with(arguments: &[&str]) -> Option<Self> {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/scripts/postgres.sh");
        let mut script = Command::new(path)
            .args(arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("the script is there");
        let mut answers = BufReader::new(script.stdout.take().expect("it is piped"));
        let orders = script.stdin.take();
        let mut line = String::new();
        answers.read_line(&mut line).expect("it says a line");
        let mut cluster = Self { url: String::new(), orders, answers, script };
        match line.trim().strip_prefix("ready ") {
            Some(url) => url.clone_into(&mut cluster.url),
            None => {
                told!("skipped: a site on PostgreSQL: {}", line.trim());
                return None;
            },
        }
        Some(cluster)
    }

    /// kill, start, freeze, thaw, fill or free; returns when it is done.
    pub(crate) fn order(&mut self, order: &str) {
        let orders = self.orders.as_mut().expect("it listens until the end");
        writeln!(orders, "{order}").expect("it listens");
        let mut line = String::new();
        self.answers.read_line(&mut line).expect("it answers");
        assert_eq!(line.trim(), "done", "{order}");
    }

    /// A database whose texts are in the order of a locale, made past `shoal store create`.
    pub(crate) fn ordered_by(&self, locale: &str) -> String {
        let sql = format!("CREATE DATABASE ordered TEMPLATE template0 LOCALE '{locale}'");
        let made = Command::new("psql").args([&self.url, "-c", &sql]).output();
        let made = made.expect("the client comes with the server");
        assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
        let server = self.url.strip_suffix("/postgres").expect("the first database");
        format!("{server}/ordered")
    }

    /// A role and a database for every domain, as the environment of a server.
    pub(crate) fn stores(&self) -> Vec<(String, String)> {
        let made = Command::new(SHOAL)
            .args(["store", "create", "all", "--admin-url", &self.url])
            .output()
            .expect("the program starts");
        let told = String::from_utf8_lossy(&made.stderr).into_owned();
        assert!(made.status.success(), "{told}");
        let lines = String::from_utf8_lossy(&made.stdout).into_owned();
        let lines = lines.lines().filter_map(|line| line.split_once(" = "));
        let stores: Vec<(String, String)> = lines
            .map(|(word, url)| {
                let name = format!("SHOAL__STORAGE__URLS__{}", word.to_ascii_uppercase());
                (name, url.trim_matches('"').to_owned())
            })
            .collect();
        assert!(stores.len() >= 5, "{stores:?}");
        stores
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        drop(self.orders.take());
        drop(self.script.wait());
    }
}
