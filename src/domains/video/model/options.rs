//! The bounds of video, as the config states them. They must not change what is right, only how
//! much and how long.

use crate::kernel::settings::section;

const DAY_MS: u64 = 24 * 60 * 60 * 1000;

section! {
    /// Drafts and lists.
    pub(crate) struct Options {
        /// Drafts without a source that one owner may have at once.
        drafts_max: u64 = 50, live, in Count 1..=100_000;
        /// Videos of one owner whose file was refused.
        refused_max: u64 = 500, live, in Count 1..=100_000;
        /// How long a draft may wait for a source after its last change.
        draft_kept_ms: u64 = 7 * DAY_MS, live, in Ms 60_000..=3650 * DAY_MS;
        /// How long it is remembered that a video was deleted.
        tombstone_kept_ms: u64 = 30 * DAY_MS, live, in Ms 60_000..=3650 * DAY_MS;
        /// The pause between two sweeps.
        sweep_every_ms: u64 = 600_000, live, in Ms 10..=DAY_MS;
        /// Rows that one write unit of a sweep takes.
        sweep_rows_max: u32 = 100, live, in Count 1..=10_000;
        /// Ways of videos that may be followed at once.
        watchers_max: usize = 1_024, live, in Count 1..=100_000;
    }
}
