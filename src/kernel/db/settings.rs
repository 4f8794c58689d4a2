//! How databases are kept: bounds, times and the address of each domain's database.
//! It must not show a password.

use super::postgres::Address;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// How hard a commit of SQLite presses the disk. PostgreSQL always commits in full.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Synchronous {
    /// Every acknowledged write survives power loss.
    Full,
    /// The newest acknowledged writes may be lost with the power.
    Normal,
}

/// How databases are kept.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Settings {
    pub(crate) synchronous: Synchronous,
    /// Write units that may wait per domain.
    pub(crate) units_waiting_max: usize,
    /// Reads that may wait per domain.
    pub(crate) reads_waiting_max: usize,
    /// Reading threads per domain.
    pub(crate) reader_threads: usize,
    /// How long the reply of a command repeated by key is kept.
    pub(crate) reply_kept_ms: i64,
    /// How long events are kept whole; after that the newest of each kind of each entity stays.
    pub(crate) event_kept_ms: i64,
    /// A database up to this size is checked whole at the start.
    pub(crate) check_bytes_max: u64,
    /// Threads that run write units on PostgreSQL, each with a connection.
    pub(crate) postgres_lanes: usize,
    /// How long a connection to PostgreSQL may take to be made.
    pub(crate) postgres_connect_ms_max: u64,
    /// How long one statement may take on PostgreSQL.
    pub(crate) postgres_statement_ms_max: u64,
    /// How long a unit waits to learn what became of a commit whose answer was lost.
    pub(crate) postgres_doubt_ms_max: u64,
    /// The longest pause before a lost connection is tried again.
    pub(crate) postgres_backoff_ms_max: u64,
    /// Where each domain's PostgreSQL database is; a domain without a row has a file of SQLite.
    pub(crate) urls: BTreeMap<String, Address>,
}

impl Default for Settings {
    fn default() -> Self {
        const DAY_MS: i64 = 86_400_000;
        Self {
            synchronous: Synchronous::Full,
            units_waiting_max: 4096,
            reads_waiting_max: 4096,
            reader_threads: 2,
            reply_kept_ms: DAY_MS,
            event_kept_ms: 14 * DAY_MS,
            check_bytes_max: 64 << 20,
            postgres_lanes: 4,
            postgres_connect_ms_max: 3000,
            postgres_statement_ms_max: 10_000,
            postgres_doubt_ms_max: 5000,
            postgres_backoff_ms_max: 1000,
            urls: BTreeMap::new(),
        }
    }
}

impl Settings {
    /// Says what is wrong with a value, and what would be right.
    pub(crate) fn check(&self) -> Result<(), String> {
        above_zero(&[
            ("units_waiting_max", self.units_waiting_max as u64),
            ("reads_waiting_max", self.reads_waiting_max as u64),
            ("reader_threads", self.reader_threads as u64),
            ("reply_kept_ms", u64::try_from(self.reply_kept_ms).unwrap_or_default()),
            ("event_kept_ms", u64::try_from(self.event_kept_ms).unwrap_or_default()),
            ("postgres_lanes", self.postgres_lanes as u64),
            ("postgres_connect_ms_max", self.postgres_connect_ms_max),
            ("postgres_statement_ms_max", self.postgres_statement_ms_max),
            ("postgres_doubt_ms_max", self.postgres_doubt_ms_max),
            ("postgres_backoff_ms_max", self.postgres_backoff_ms_max),
        ])?;
        let wrong = self.urls.iter().find_map(|(word, url)| Some((word, url.check().err()?)));
        wrong.map_or(Ok(()), |(word, cause)| Err(format!("urls: {word}: {cause}")))
    }
}

/// Refuses a bound of zero, under which nothing could ever be done.
pub(crate) fn above_zero(values: &[(&str, u64)]) -> Result<(), String> {
    match values.iter().find(|(_, value)| *value == 0) {
        Some((name, _)) => Err(format!("{name} must be above 0")),
        None => Ok(()),
    }
}
