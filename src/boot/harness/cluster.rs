//! The PostgreSQL of a test run: one server for all tests of this process, one database for each
//! domain that a test starts. `SHOAL_TEST_STORE=postgres` lets every test of the library run on it.

#![expect(clippy::disallowed_methods, reason = "a test starts a server of its own")]

use crate::boot::Key;
use crate::kernel::db::{Address, Admin, Settings};
use std::io::{BufRead as _, BufReader, Write as _};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Mutex, OnceLock, PoisonError};

/// A running server. It goes when this goes, or the process: its script waits for the end of its
/// input.
pub(in crate::boot) struct Cluster {
    pub(in crate::boot) url: String,
    input: Option<ChildStdin>,
    answers: BufReader<ChildStdout>,
    script: Child,
}

impl Cluster {
    /// A server of its own; nothing, and a line that says so, where PostgreSQL is not installed.
    pub(in crate::boot) fn start() -> Option<Self> {
        let script = concat!(env!("CARGO_MANIFEST_DIR"), "/scripts/postgres.sh");
        let mut script = Command::new(script)
            .arg("--in-memory")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("the script is there");
        let answers = BufReader::new(script.stdout.take().expect("it is piped"));
        let input = script.stdin.take();
        let mut cluster = Self { url: String::new(), input, answers, script };
        let line = cluster.answer();
        let Some(url) = line.strip_prefix("ready ") else {
            // Past the capture of a passing test: whoever runs them must see it.
            drop(writeln!(std::io::stderr(), "skipped: tests on PostgreSQL: {line}"));
            return None;
        };
        url.clone_into(&mut cluster.url);
        Some(cluster)
    }

    /// Tells the script to do something, and waits until it is done.
    pub(in crate::boot) fn order(&mut self, order: &str) {
        let input = self.input.as_mut().expect("it is open until the end");
        writeln!(input, "{order}").expect("the script listens");
        assert_eq!(self.answer(), "done", "{order}");
    }

    fn answer(&mut self) -> String {
        let mut line = String::new();
        self.answers.read_line(&mut line).expect("it says a line");
        line.trim().to_owned()
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        drop(self.input.take());
        drop(self.script.wait());
    }
}

static CLUSTER: OnceLock<Option<Cluster>> = OnceLock::new();
static DATABASES: AtomicU32 = AtomicU32::new(0);
/// Making a database takes half a second, emptying one takes little.
static FREE: Mutex<Vec<Address>> = Mutex::new(Vec::new());

/// Whether tests are to run on PostgreSQL.
pub(crate) fn is_wanted() -> bool {
    std::env::var("SHOAL_TEST_STORE").is_ok_and(|store| store == "postgres")
}

/// The address of the server, as one who may do everything; nothing where there is none.
pub(in crate::boot) fn url() -> Option<&'static str> {
    CLUSTER.get_or_init(Cluster::start).as_ref().map(|cluster| cluster.url.as_str())
}

/// A database of a test.
pub(crate) struct Database {
    pub(crate) address: Address,
}

impl Database {
    /// An empty database: one that a test has done with, or a new one; nothing where there is no
    /// server.
    pub(crate) fn new(key: &Key) -> Option<Self> {
        let url = url()?;
        let done = FREE.lock().unwrap_or_else(PoisonError::into_inner).pop();
        if let Some(address) = done {
            return Some(Self { address });
        }
        let name = format!("test_{}", DATABASES.fetch_add(1, Ordering::Relaxed));
        let address = Address::parse(url).expect("the script prints an address");
        admin(key, &address).make_database(&name, "shoal").expect("the server makes a database");
        let server = url.strip_suffix("/postgres").expect("the script names that database");
        let address = Address::parse(&format!("{server}/{name}")).expect("it is one");
        Some(Self { address })
    }

    /// Empties it for the next test, whoever is connected.
    pub(crate) fn give_back(self, key: &Key) {
        admin(key, &self.address).empty().expect("the server empties a database");
        FREE.lock().unwrap_or_else(PoisonError::into_inner).push(self.address);
    }
}

fn admin(key: &Key, address: &Address) -> Admin {
    Admin::connect(key, address, &Settings::default()).expect("the server lets its owner in")
}
