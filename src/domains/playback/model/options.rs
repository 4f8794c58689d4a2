//! The bounds of playback, as the config states them. They must not change what is right, only how
//! much and how long.

use crate::kernel::settings::section;

const HOUR_MS: u64 = 60 * 60 * 1000;
const DAY_MS: u64 = 24 * HOUR_MS;

section! {
    /// Sessions, media paths, and what is remembered of watching.
    pub(crate) struct Options {
        /// How long a session lasts at least; a long video gets twice its duration.
        session_ms: u64 = 6 * HOUR_MS, live, in Ms 60_000..=30 * DAY_MS;
        /// Sessions that one viewer may have at once; the oldest ends for a new one.
        viewer_sessions_max: u32 = 64, live, in Count 1..=10_000;
        /// How long a session may be answered from memory.
        session_cached_ms: u64 = 400, live, in Ms 0..=1000;
        /// Sessions that may be answered from memory.
        sessions_cached_max: usize = 10_000, live, in Count 1..=1_000_000;
        /// The least time between two durable writes of one viewer's place in one video.
        progress_every_ms: u64 = 2000, live, in Ms 10..=60_000;
        /// Places that may wait in memory for their next write.
        progress_waiting_max: usize = 10_000, live, in Count 1..=1_000_000;
        /// How far behind the end a report may lie.
        position_slack_ms: u64 = 5000, live, in Ms 0..=HOUR_MS;
        /// How long the place of an account is kept.
        resume_kept_ms: u64 = 180 * DAY_MS, live, in Ms HOUR_MS..=3650 * DAY_MS;
        /// How long the place of a visitor without an account is kept.
        visitor_resume_kept_ms: u64 = 14 * DAY_MS, live, in Ms HOUR_MS..=3650 * DAY_MS;
        /// Videos that the history of one account holds; the oldest go first.
        history_rows_max: u32 = 5000, live, in Count 1..=100_000;
        /// How long a video stays in a history in which nobody watches it again.
        history_kept_ms: u64 = 730 * DAY_MS, live, in Ms HOUR_MS..=3650 * DAY_MS;
        /// How often is told what media was sent in the minutes that are over.
        served_every_ms: u64 = 10_000, live, in Ms 10..=HOUR_MS;
        /// Sums of sent media that may wait in memory; more is not counted.
        served_waiting_max: usize = 50_000, live, in Count 1..=1_000_000;
        /// The pause between two sweeps.
        sweep_every_ms: u64 = 300_000, live, in Ms 10..=DAY_MS;
        /// Rows that one write unit of a sweep takes.
        sweep_rows_max: u32 = 500, live, in Count 1..=10_000;
    }
}
