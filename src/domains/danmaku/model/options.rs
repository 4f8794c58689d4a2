//! The bounds of danmaku, as the config states them. They must not change what is right, only how
//! much and how long.

use crate::kernel::settings::section;

const HOUR_MS: u64 = 60 * 60 * 1000;
const DAY_MS: u64 = 24 * HOUR_MS;

section! {
    /// What is written over the picture.
    pub(crate) struct Options {
        /// The least time between two texts of one account, wherever it writes them.
        send_apart_ms: u64 = 1_000, live, in Ms 0..=HOUR_MS;
        /// How long an account cannot write the same text again in the same room.
        repeat_apart_ms: u64 = 15_000, live, in Ms 0..=HOUR_MS;
        /// How far apart in the video texts may be that say nearly the same and are shown as one; 0
        /// merges none.
        merge_apart_ms: u64 = 15_000, live, in Ms 0..=HOUR_MS;
        /// Texts with which a new one is compared for that.
        merge_compared_max: u32 = 100, live, in Count 1..=1_000;
        /// How long a text can be recalled by its sender.
        recall_ms: u64 = 120_000, live, in Ms 0..=DAY_MS;
        /// How far behind the end of a video a text may lie.
        time_slack_ms: u64 = 5_000, live, in Ms 0..=HOUR_MS;
        /// Texts that one segment of six minutes gives; of more, the newest.
        segment_rows_max: u32 = 6_000, live, in Count 100..=100_000;
        /// New texts after which a segment is encoded again.
        fresh_rows_max: u32 = 200, live, in Count 1..=100_000;
        /// How long new texts wait in the delta of their segment, however few they are.
        encode_apart_ms: u64 = 30_000, live, in Ms 10..=DAY_MS;
        /// How often is looked for segments that are to be encoded again.
        encode_every_ms: u64 = 2_000, live, in Ms 10..=HOUR_MS;
        /// How often texts are judged that could not be judged when they came.
        judge_every_ms: u64 = 5_000, live, in Ms 10..=HOUR_MS;
        /// Changes that a follower of a room is told one by one; of more, it reads the segments.
        changes_told_max: u32 = 1_000, live, in Count 1..=100_000;
        /// Texts that one room takes from files.
        imported_rows_max: u64 = 20_000, live, in Count 0..=1_000_000;
        /// Followers of rooms at one time. A front is one follower for each room that it shows.
        followers_max: usize = 20_000, live, in Count 1..=1_000_000;
        /// How long is known that a text was taken away, so that followers hear of it late.
        gone_kept_ms: u64 = DAY_MS, live, in Ms HOUR_MS..=30 * DAY_MS;
        /// The pause between two sweeps.
        sweep_every_ms: u64 = 300_000, live, in Ms 10..=DAY_MS;
        /// Rows that one write unit of a sweep takes.
        sweep_rows_max: u32 = 500, live, in Count 1..=10_000;
    }
}
