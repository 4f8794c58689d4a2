//! The port to the store of what an operator changed while the site runs: a history of whole
//! versions, changed by compare-and-set, watched by every process. It must not know which settings
//! there are, or judge a value.

use crate::kernel::fault::Fault;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::collections::BTreeMap;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use tokio::sync::watch;

/// What is live, by `section.key`. What is not here follows file and environment.
pub(crate) type Table = BTreeMap<String, Value>;

/// One key of one version.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Change {
    /// `section.key`
    pub(crate) key: String,
    /// What was live; `None` when it followed file and environment.
    pub(crate) before: Option<Value>,
    /// What is live from here on; `None` when it follows file and environment again.
    pub(crate) after: Option<Value>,
}

/// Who made a version.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Author {
    /// `user:<id>`, or `operator` for the owner of the machine.
    pub(crate) scope: String,
    pub(crate) name: String,
}

/// The command that made a version, so that repeating it changes nothing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Once {
    pub(crate) key: String,
    /// SHA-256 of what was asked, in hexadecimal.
    pub(crate) fingerprint: String,
}

/// Everything that is live from one moment on, with who, when and why.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Version {
    /// Counts from 1 without a gap.
    pub(crate) number: u64,
    pub(crate) at_ms: i64,
    pub(crate) by: Author,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub(crate) note: String,
    /// The version whose table this one brought back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) back_to: Option<u64>,
    pub(crate) trace_id: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) once: Option<Once>,
    pub(crate) changes: Vec<Change>,
    /// The whole table, so that any version can be read and brought back alone.
    pub(crate) values: Table,
}

/// What a store holds, oldest version first.
#[derive(Debug, Clone, Default)]
pub(crate) struct Kept {
    pub(crate) versions: Vec<Arc<Version>>,
    /// What of the history could not be read; the rest is whole.
    pub(crate) damage: Option<String>,
}

impl Kept {
    /// The number of the version in force; 0 before the first change.
    pub(crate) fn newest(&self) -> u64 {
        self.versions.last().map_or(0, |version| version.number)
    }

    /// What is live now.
    pub(crate) fn table(&self) -> Table {
        self.versions.last().map(|version| version.values.clone()).unwrap_or_default()
    }

    /// A version that is still kept.
    pub(crate) fn find(&self, number: u64) -> Option<&Arc<Version>> {
        self.versions.iter().rfind(|version| version.number == number)
    }
}

/// What became of a proposal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Proposed {
    /// It is durable, and in force wherever the store is watched.
    Made,
    /// Another version came first, and is told to whoever watches; nothing was changed.
    Late,
}

/// The store could not do its work.
#[derive(Debug, Clone, thiserror::Error)]
pub(crate) enum ConfigFault {
    #[error("nothing is left on the disk of the live configuration")]
    NoSpace,
    #[error("the history of the live configuration: {0}")]
    Broken(String),
}

impl From<ConfigFault> for Fault {
    fn from(fault: ConfigFault) -> Self {
        match fault {
            ConfigFault::NoSpace => Self::NoSpace(fault.to_string()),
            ConfigFault::Broken(_) => Self::internal(fault),
        }
    }
}

/// A boxed answer, so that the port stays usable as `dyn ConfigStore`.
pub(crate) type ConfigWork<'a, T> =
    Pin<Box<dyn Future<Output = Result<T, ConfigFault>> + Send + 'a>>;

/// Keeps versions, shared by every process of a site.
pub(crate) trait ConfigStore: Send + Sync {
    /// What is kept; changes within a second of any process's proposal.
    fn watch(&self) -> watch::Receiver<Arc<Kept>>;

    /// Adds `next` if `expected` is still the newest version; durable when it answers.
    fn propose(&self, expected: u64, next: Version) -> ConfigWork<'_, Proposed>;
}
