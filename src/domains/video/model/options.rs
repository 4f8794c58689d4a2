//! The bounds of video, as the config states them. They must not change what is right, only how
//! much and how long.

use crate::kernel::ports::config::{Adjustable, Fixed};

/// The bounds of this domain.
#[derive(Debug, Clone, serde::Deserialize, serde::Serialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Options {
    /// Drafts without a source that one owner may have at once.
    pub(crate) drafts_max: u64,
    /// Videos of one owner whose file was refused.
    pub(crate) refused_max: u64,
    /// How long a draft may wait for a source after its last change.
    pub(crate) draft_kept_ms: u64,
    /// How long it is remembered that a video was deleted.
    pub(crate) tombstone_kept_ms: u64,
    /// The pause between two sweeps.
    pub(crate) sweep_every_ms: u64,
    /// Rows that one write unit of a sweep takes.
    pub(crate) sweep_rows_max: u32,
}

impl Default for Options {
    fn default() -> Self {
        const DAY_MS: u64 = 24 * 60 * 60 * 1000;
        Self {
            drafts_max: 50,
            refused_max: 500,
            draft_kept_ms: 7 * DAY_MS,
            tombstone_kept_ms: 30 * DAY_MS,
            sweep_every_ms: 10 * 60 * 1000,
            sweep_rows_max: 100,
        }
    }
}

impl Adjustable for Options {
    const LIVE: &'static [&'static str] = &[
        "drafts_max",
        "refused_max",
        "draft_kept_ms",
        "tombstone_kept_ms",
        "sweep_every_ms",
        "sweep_rows_max",
    ];
    const FIXED: &'static [(&'static str, Fixed)] = &[];
}

impl Options {
    /// Says what is wrong with a value and what would be right.
    pub(crate) fn check(&self) -> Result<(), String> {
        const TEN_YEARS_MS: u64 = 10 * 365 * 24 * 60 * 60 * 1000;
        let between = |name: &str, value: u64, least: u64, most: u64| {
            if (least..=most).contains(&value) {
                return Ok(());
            }
            Err(format!("video.{name} is {value}; write a number from {least} to {most}"))
        };
        between("drafts_max", self.drafts_max, 1, 100_000)?;
        between("refused_max", self.refused_max, 1, 100_000)?;
        between("draft_kept_ms", self.draft_kept_ms, 60_000, TEN_YEARS_MS)?;
        between("tombstone_kept_ms", self.tombstone_kept_ms, 60_000, TEN_YEARS_MS)?;
        between("sweep_every_ms", self.sweep_every_ms, 10, 24 * 60 * 60 * 1000)?;
        between("sweep_rows_max", u64::from(self.sweep_rows_max), 1, 10_000)
    }
}
