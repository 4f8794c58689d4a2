//! The bounds of community, as the config states them. They must not change what is right, only how
//! much and how long.

use crate::kernel::settings::section;

const HOUR_MS: u64 = 60 * 60 * 1000;
const DAY_MS: u64 = 24 * HOUR_MS;

section! {
    /// Comments, favourites, follows and what people are told.
    pub(crate) struct Options {
        /// The least time between two comments of one account, wherever it writes them.
        post_apart_ms: u64 = 2_000, live, in Ms 0..=HOUR_MS;
        /// How long an account cannot write the same comment again on the same video.
        repeat_apart_ms: u64 = 60_000, live, in Ms 0..=DAY_MS;
        /// Folders for favourites that one account may have.
        folders_max: u64 = 100, live, in Count 1..=1_000;
        /// Videos that one folder may have.
        folder_videos_max: u64 = 5_000, live, in Count 1..=100_000;
        /// Accounts that one account may follow.
        follows_max: u64 = 5_000, live, in Count 1..=100_000;
        /// Accounts that one comment may name; further ones are text like any other.
        mentions_max: u32 = 10, live, in Count 0..=20;
        /// Comments that one account may report in a day.
        reports_per_day_max: u32 = 50, live, in Count 1..=10_000;
        /// Coins that an account gets on each day on which it is there.
        daily_coins_max: u32 = 2, live, in Count 0..=100;
        /// With as many an account gets no more until it gives some.
        coins_kept_max: u32 = 200, live, in Count 1..=100_000;
        /// Coins that one account may give to one video.
        video_coins_max: u32 = 2, live, in Count 1..=100;
        /// How often comments are judged that could not be judged when they came.
        judge_every_ms: u64 = 5_000, live, in Ms 10..=HOUR_MS;
        /// How often is looked for followers that are still to be told of a new video.
        tell_every_ms: u64 = 1_000, live, in Ms 10..=HOUR_MS;
        /// Followers that one write unit tells of a new video.
        told_rows_max: u32 = 500, live, in Count 1..=10_000;
        /// How long notifications are kept, and answered reports.
        notifications_kept_ms: u64 = 90 * DAY_MS, live, in Ms DAY_MS..=1_000 * DAY_MS;
        /// Of what is beside comments, how much of each an export of an account has.
        export_rows_max: u32 = 5_000, live, in Count 100..=100_000;
        /// The pause between two sweeps.
        sweep_every_ms: u64 = 300_000, live, in Ms 10..=DAY_MS;
        /// Rows that one write unit of a sweep takes.
        sweep_rows_max: u32 = 500, live, in Count 1..=10_000;
    }
}
