//! What may change while the site runs: judged as a whole table, kept as versions with who, when
//! and why, put in force at once. It must not know which settings there are: boot gives what lies
//! below.

mod change;
mod service;
mod text;

pub(crate) use change::Given;
pub(crate) use service::{HistoryBounds, LiveConfig, Outcome, Rejected, View, Wish, name_of};
pub(crate) use text::{is_secret, shown};

use crate::kernel::ports::config::Table;
use crate::kernel::settings::{Complaint, Declared};
use serde_json::Value;
use std::collections::BTreeMap;

/// One setting, as it is before anybody sets it.
#[derive(Debug, Clone)]
pub(crate) struct SettingKey {
    pub(crate) section: String,
    pub(crate) declared: Declared,
    /// `Null` when it is unset by default.
    pub(crate) default: Value,
}

impl SettingKey {
    /// `section.name`
    pub(crate) fn full(&self) -> String {
        format!("{}.{}", self.section, self.declared.name)
    }
}

/// Where a value comes from, in rising order of who has the last word.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Source {
    Default,
    File,
    Environment,
    /// Set while the site runs, by the version of that number.
    LiveSettings(u64),
    /// Typed for this one process.
    Flag,
}

impl Source {
    /// The word in the API and on the command line.
    pub(crate) fn word(self) -> String {
        match self {
            Self::Default => "default".to_owned(),
            Self::File => "file".to_owned(),
            Self::Environment => "environment".to_owned(),
            Self::LiveSettings(version) => format!("live v{version}"),
            Self::Flag => "flag".to_owned(),
        }
    }
}

/// A value and where it comes from, live ones left out.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Layered {
    pub(crate) value: Value,
    pub(crate) source: Source,
    /// What the next start will read instead, where only a start reads it.
    pub(crate) waits: Option<Value>,
}

/// What lies below the live table, and what stands above it.
pub(crate) trait StaticConfig: Send + Sync {
    /// Every setting, in the order in which the configuration is written.
    fn keys(&self) -> &[SettingKey];
    /// Every section with what it is for, in English.
    fn sections(&self) -> &[(String, String)];
    /// Each setting as it is without the live table, by `section.key`.
    fn layers(&self) -> BTreeMap<String, Layered>;
    /// Whether the site could run with this table over what lies below.
    ///
    /// # Errors
    /// Every setting with which it could not.
    fn judge(&self, live: &Table) -> Result<(), Vec<Complaint>>;
    /// Puts a table in force that was judged good.
    fn put(&self, live: &Table);
}
