//! A backup of a whole site at one moment, taken while it works, and the way back from it. Files
//! lie in a backup as they lie in the data folder, beside a manifest that says what is right.
//! It must not stop anybody for longer than its barrier, nor believe a file that it has not read.

mod files;
mod manifest;
mod restore;
mod service;
mod take;

pub(crate) use manifest::{Manifest, verify};
pub(crate) use restore::{Order, is_unfinished, restore};
pub(crate) use service::{Backups, Phase, Status};
pub(crate) use take::Plan;
#[cfg(test)]
pub(crate) use take::{at_one_moment, take_now};

use crate::kernel::settings::section;

/// Where databases lie in a data folder and in a backup.
const DATABASES: &str = "db";
/// Where blobs lie in both.
const BLOBS: &str = "blobs";
/// What else belongs to a site: the history of its live settings, its keys.
const SMALL: [&str; 3] = ["config", "keys", "csrf.key"];

section! {
    /// Backups of the running site (`shoal backup`).
    pub(crate) struct Settings {
        /// How long the writers of all domains may be held until every database has a snapshot of
        /// that moment.
        barrier_ms_max: u64 = 2000, at_start, in Ms 1..=3_600_000;
    }
}

/// Why there is no backup, or no site from one, in words for the operator.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub(crate) struct Complaint(pub(crate) String);

impl From<crate::kernel::fault::Fault> for Complaint {
    fn from(fault: crate::kernel::fault::Fault) -> Self {
        Self(fault.to_string())
    }
}

impl From<crate::kernel::fault::Error> for Complaint {
    fn from(error: crate::kernel::fault::Error) -> Self {
        Self(error.to_string())
    }
}

type Done<T> = Result<T, Complaint>;
