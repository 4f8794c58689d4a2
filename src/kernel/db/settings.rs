//! How databases are kept: bounds, times and the address of each domain's database.
//! It must not show a password.

use super::postgres::Address;
use crate::kernel::settings::{Reason, choice, section};
use std::collections::BTreeMap;

choice! {
    /// How hard a commit of SQLite presses the disk. PostgreSQL always commits in full.
    pub(crate) enum Synchronous {
        /// Every acknowledged write survives power loss.
        Full = "full",
        /// The newest acknowledged writes may be lost with the power.
        Normal = "normal",
    }
}

const DAY_MS: i64 = 86_400_000;

section! {
    /// How every database is kept.
    pub(crate) struct Settings {
        /// "full" survives a loss of power; "normal" may lose the last moment then.
        synchronous: Synchronous = Synchronous::Full, at_start;
        /// Write units that may wait per domain.
        units_waiting_max: usize = 4096, at_start, in Count 1..=10_000_000;
        /// Reads that may wait per domain.
        reads_waiting_max: usize = 4096, at_start, in Count 1..=10_000_000;
        /// Reading threads per domain.
        reader_threads: usize = 2, at_start, in Count 1..=256;
        /// How long the reply of a command repeated by key is kept.
        reply_kept_ms: i64 = DAY_MS, at_start, in Ms 1..=3650 * DAY_MS;
        /// How long events are kept whole; after that the newest of each kind of each entity stays.
        event_kept_ms: i64 = 14 * DAY_MS, at_start, in Ms 1..=3650 * DAY_MS;
        /// A database up to this size is checked whole at the start.
        check_bytes_max: u64 = 64 << 20, at_start, in Bytes 0..=1 << 50;
        /// On PostgreSQL: threads that run write units per domain, each with a connection (reads
        /// have theirs, the log has one).
        postgres_lanes: usize = 4, at_start, in Count 1..=256;
        /// How long a connection may take to be made.
        postgres_connect_ms_max: u64 = 3000, at_start, in Ms 1..=600_000;
        /// How long one statement may take to be answered.
        postgres_statement_ms_max: u64 = 10_000, at_start, in Ms 1..=3_600_000;
        /// How long a unit waits to learn what became of a commit whose answer was lost.
        postgres_doubt_ms_max: u64 = 5000, at_start, in Ms 1..=3_600_000;
        /// The longest pause before a lost connection is tried again.
        postgres_backoff_ms_max: u64 = 1000, at_start, in Ms 1..=600_000;
        /// Where a domain's PostgreSQL database is: video =
        /// "postgres://ROLE:PASSWORD@HOST:5432/DATABASE"; over a network with
        /// ?sslmode=verify-full&sslrootcert=/etc/shoal/ca.pem behind it. `shoal store create`
        /// prints such lines. A domain without one has a file of SQLite in the data directory. To
        /// keep a password out of this file, set SHOAL__STORAGE__URLS__VIDEO in the environment.
        urls: BTreeMap<String, Address> = BTreeMap::new(), at_start;
    }
    also Self::wrong_address;
}

impl Settings {
    fn wrong_address(&self) -> Vec<(&'static str, Reason)> {
        let wrong = self.urls.iter().filter_map(|(word, url)| {
            let reason = Box::new(Reason::Unread { cause: url.check().err()? });
            Some(("urls", Reason::Part { name: word.clone(), reason }))
        });
        wrong.collect()
    }
}
