//! What of ingest may be set, with its bounds. It must not read any setting from anywhere.

use crate::kernel::settings::section;

const HOUR_MS: i64 = 3_600_000;
const YEAR_MS: i64 = 366 * 24 * HOUR_MS;
const MIB: u64 = 1 << 20;

section! {
    /// Uploads.
    #[derive(PartialEq, Eq)]
    pub(crate) struct Options {
        /// The largest file that is taken.
        upload_bytes_max: u64 = 16 << 30, live, in Bytes 1..=1 << 50;
        /// Unfinished uploads that one account may have.
        open_uploads_max: u64 = 8, live, in Count 1..=100_000;
        /// The largest message of an append.
        chunk_bytes_max: usize = 1 << 20, live, in Bytes 1..=1 << 24;
        /// Received bytes that are gathered before they are written.
        write_bytes: usize = 1 << 20, live, in Bytes 1..=1 << 26;
        /// Written bytes after which they are synced and the offset is committed.
        sync_bytes: u64 = 4 * MIB, live, in Bytes 1..=1 << 40;
        /// The time after which they are synced and the offset is committed, however few.
        sync_every_ms: u64 = 2_000, live, in Ms 1..=3_600_000;
        /// What must stay free on the disk beside all announced bytes.
        free_bytes_min: u64 = 64 * MIB, live, in Bytes 0..=1 << 50;
        /// The part of the free disk that one account's further uploads may announce.
        owner_share_percent: u64 = 25, live, in Percent 0..=100;
        /// The client's own metadata.
        metadata_bytes_max: usize = 4096, live, in Bytes 1..=1 << 16;
        /// How long an append waits for its next bytes before it ends by itself.
        chunk_wait_ms: u64 = 60_000, live, in Ms 1..=3_600_000;
        /// After how long a silent append gives way to a new one.
        give_way_ms: u64 = 2_000, live, in Ms 1..=3_600_000;
        /// How long an unfinished upload is kept after its last byte.
        unfinished_kept_ms: i64 = 24 * HOUR_MS, live, in Ms 0..=YEAR_MS;
        /// How long the row of an ended upload is kept.
        ended_kept_ms: i64 = 30 * 24 * HOUR_MS, live, in Ms 0..=10 * YEAR_MS;
        /// How long a source is kept after another took its place.
        replaced_kept_ms: i64 = 24 * HOUR_MS, live, in Ms 0..=10 * YEAR_MS;
        /// How often expired uploads and left-over bytes are swept.
        sweep_every_ms: u64 = 60_000, live, in Ms 1..=86_400_000;
        /// Rows that one batch of a sweep takes.
        sweep_rows_max: u32 = 100, live, in Count 1..=10_000;
        /// Checks of complete uploads at once.
        checks_max: usize = 2, live, in Count 1..=64;
        /// How often checks that wait are looked at.
        check_every_ms: u64 = 500, live, in Ms 1..=3_600_000;
        /// Pauses after which a check is repeated when the server failed in it.
        check_retry_ms: Vec<i64> = vec![1_000, 3_000, 9_000], live, in Ms 0..=24 * HOUR_MS,
            items 0..=10;
        /// How often a check may be begun, however it ended, before its file is set aside.
        check_starts_max: u64 = 20, live, in Count 1..=10_000;
        /// How far ahead a claim on a check is written. It shows who works; nothing is taken away
        /// by it.
        lease_ms: i64 = 30_000, live, in Ms 300..=HOUR_MS;
        /// How often a check gives a sign of life.
        beat_every_ms: u64 = 2_000, live, in Ms 100..=60_000;
        /// The shortest video that is taken.
        duration_ms_min: u64 = 100, live, in Ms 0..=31_622_400_000;
        /// The longest video that is taken.
        duration_ms_max: u64 = 12 * 3_600_000, live, in Ms 1..=31_622_400_000;
        /// The smallest width or height of a picture.
        side_px_min: u32 = 2, live, in Px 0..=65_535;
        /// The largest width or height of a picture.
        side_px_max: u32 = 8192, live, in Px 0..=65_535;
        /// Uploads whose bytes may be followed at once.
        watchers_max: usize = 256, live, in Count 1..=100_000;
    }
    beside {
        duration_ms_min <= duration_ms_max;
        side_px_min <= side_px_max;
        lease_ms >= beat_every_ms * 3;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::settings::{Amount, Reason, Section as _};

    fn wrong(options: &Options) -> (String, Reason) {
        let complaint = options.judge("ingest").pop().expect("it is out of bounds");
        (complaint.key, complaint.reason)
    }

    #[test]
    fn the_defaults_are_within_their_bounds() {
        assert_eq!(Options::default().judge("ingest"), []);
    }

    #[test]
    fn a_setting_out_of_bounds_is_named_with_its_bounds() {
        let between = |value, least, most| {
            let [value, least, most] = [value, least, most].map(Amount::Integer);
            Reason::Between { value, least, most }
        };
        let checks = Options { checks_max: 65, ..Options::default() };
        assert_eq!(wrong(&checks), ("ingest.checks_max".into(), between(65, 1, 64)));
        let pause = Options { check_retry_ms: vec![5, -1], ..Options::default() };
        assert_eq!(wrong(&pause), ("ingest.check_retry_ms".into(), between(-1, 0, 86_400_000)));
        let pauses = Options { check_retry_ms: vec![1; 11], ..Options::default() };
        let many = Reason::Items { count: 11, least: 0, most: 10 };
        assert_eq!(wrong(&pauses), ("ingest.check_retry_ms".into(), many));
        let side = Options { side_px_min: 9000, ..Options::default() };
        let other = "ingest.side_px_max".to_owned();
        let beside = Reason::Beside { value: 9000, is_least: false, bound: 8192, other };
        assert_eq!(wrong(&side), ("ingest.side_px_min".into(), beside));
    }
}
