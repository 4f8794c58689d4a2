//! What of ingest may be set, with its bounds. It must not read any setting from anywhere.

use crate::kernel::ports::config::{Adjustable, Fixed};
use serde::{Deserialize, Serialize};

/// The settings of ingest; they may change while the site runs.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Options {
    /// The largest file that is taken.
    pub(crate) upload_bytes_max: u64,
    /// Unfinished uploads that one account may have.
    pub(crate) open_uploads_max: u64,
    /// The largest message of an append.
    pub(crate) chunk_bytes_max: usize,
    /// Received bytes that are gathered before they are written.
    pub(crate) write_bytes: usize,
    /// Written bytes after which they are synced and the offset is committed.
    pub(crate) sync_bytes: u64,
    /// The time after which they are synced and committed, however few.
    pub(crate) sync_ms: u64,
    /// What must stay free on the disk beside all announced bytes.
    pub(crate) free_bytes_min: u64,
    /// The part of the free disk that one account's further uploads may announce.
    pub(crate) owner_share_percent: u64,
    /// The client's own metadata.
    pub(crate) metadata_bytes_max: usize,
    /// How long an append waits for its next bytes before it ends by itself.
    pub(crate) chunk_wait_ms: u64,
    /// After how long a silent append gives way to a new one.
    pub(crate) give_way_ms: u64,
    /// How long an unfinished upload is kept after its last byte.
    pub(crate) expire_ms: i64,
    /// How long the row of an ended upload is kept.
    pub(crate) ended_kept_ms: i64,
    /// How long a source is kept after another took its place.
    pub(crate) replaced_kept_ms: i64,
    /// How often expired uploads and left-over bytes are swept.
    pub(crate) sweep_ms: u64,
    /// Checks of complete uploads at once.
    pub(crate) checks_max: usize,
    /// How often checks that wait are looked at.
    pub(crate) check_poll_ms: u64,
    /// Pauses after which a check is repeated when the server failed in it.
    pub(crate) check_retry_ms: Vec<i64>,
    /// How often a check may be begun, however it ended, before its file is set aside.
    pub(crate) check_starts_max: u64,
    pub(crate) duration_ms_min: u64,
    pub(crate) duration_ms_max: u64,
    /// The smallest and largest width or height of a picture, in pixels.
    pub(crate) side_px_min: u32,
    pub(crate) side_px_max: u32,
}

impl Default for Options {
    fn default() -> Self {
        const HOUR_MS: i64 = 3_600_000;
        const MIB: u64 = 1 << 20;
        Self {
            upload_bytes_max: 16 << 30,
            open_uploads_max: 8,
            chunk_bytes_max: 1 << 20,
            write_bytes: 1 << 20,
            sync_bytes: 4 * MIB,
            sync_ms: 2_000,
            free_bytes_min: 64 * MIB,
            owner_share_percent: 25,
            metadata_bytes_max: 4096,
            chunk_wait_ms: 60_000,
            give_way_ms: 2_000,
            expire_ms: 24 * HOUR_MS,
            ended_kept_ms: 30 * 24 * HOUR_MS,
            replaced_kept_ms: 24 * HOUR_MS,
            sweep_ms: 60_000,
            checks_max: 2,
            check_poll_ms: 500,
            check_retry_ms: vec![1_000, 3_000, 9_000],
            check_starts_max: 20,
            duration_ms_min: 100,
            duration_ms_max: 12 * 3_600_000,
            side_px_min: 2,
            side_px_max: 8192,
        }
    }
}

impl Adjustable for Options {
    const LIVE: &'static [&'static str] = &[
        "upload_bytes_max",
        "open_uploads_max",
        "chunk_bytes_max",
        "write_bytes",
        "sync_bytes",
        "sync_ms",
        "free_bytes_min",
        "owner_share_percent",
        "metadata_bytes_max",
        "chunk_wait_ms",
        "give_way_ms",
        "expire_ms",
        "ended_kept_ms",
        "replaced_kept_ms",
        "sweep_ms",
        "checks_max",
        "check_poll_ms",
        "check_retry_ms",
        "check_starts_max",
        "duration_ms_min",
        "duration_ms_max",
        "side_px_min",
        "side_px_max",
    ];
    const FIXED: &'static [(&'static str, Fixed)] = &[];
}

impl Options {
    /// Says which setting is out of its bounds.
    ///
    /// # Errors
    /// The name of the setting and what it must be.
    pub(crate) fn check(&self) -> Result<(), String> {
        let above_zero = [
            ("upload_bytes_max", self.upload_bytes_max),
            ("open_uploads_max", self.open_uploads_max),
            ("chunk_wait_ms", self.chunk_wait_ms),
            ("give_way_ms", self.give_way_ms),
            ("sync_bytes", self.sync_bytes),
            ("sync_ms", self.sync_ms),
            ("sweep_ms", self.sweep_ms),
            ("check_poll_ms", self.check_poll_ms),
            ("check_starts_max", self.check_starts_max),
            ("duration_ms_max", self.duration_ms_max),
        ];
        if let Some((name, _)) = above_zero.iter().find(|(_, value)| *value == 0) {
            return Err(format!("{name} must be above 0"));
        }
        let bounds = [
            ("chunk_bytes_max", self.chunk_bytes_max, 1 << 24),
            ("write_bytes", self.write_bytes, 1 << 26),
            ("metadata_bytes_max", self.metadata_bytes_max, 1 << 16),
            ("checks_max", self.checks_max, 64),
        ];
        for (name, value, most) in bounds {
            if value == 0 || value > most {
                return Err(format!("{name} must be 1 to {most}"));
            }
        }
        let times = [
            ("expire_ms", self.expire_ms),
            ("ended_kept_ms", self.ended_kept_ms),
            ("replaced_kept_ms", self.replaced_kept_ms),
            ("check_retry_ms", self.check_retry_ms.iter().copied().min().unwrap_or_default()),
        ];
        if let Some((name, time)) = times.iter().find(|(_, time)| *time < 0) {
            return Err(format!("{name} is {time}; no time may be below 0"));
        }
        if self.check_retry_ms.len() > 10 {
            return Err("check_retry_ms may name 10 pauses at the most".to_owned());
        }
        let pairs = [
            ("side_px", u64::from(self.side_px_min), u64::from(self.side_px_max)),
            ("duration_ms", self.duration_ms_min, self.duration_ms_max),
        ];
        if let Some((name, least, most)) = pairs.iter().find(|(_, least, most)| least > most) {
            return Err(format!("{name}_min is {least}; it must not be above {name}_max, {most}"));
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_defaults_are_within_their_bounds() {
        assert_eq!(Options::default().check(), Ok(()));
    }

    #[test]
    fn a_setting_out_of_bounds_is_named() {
        let wrong = Options { sync_bytes: 0, ..Options::default() };
        assert_eq!(wrong.check(), Err("sync_bytes must be above 0".to_owned()));
        let wrong = Options { checks_max: 65, ..Options::default() };
        assert_eq!(wrong.check(), Err("checks_max must be 1 to 64".to_owned()));
        let wrong = Options { check_retry_ms: vec![-1], ..Options::default() };
        assert!(wrong.check().is_err());
        let wrong = Options { side_px_min: 9000, ..Options::default() };
        assert!(wrong.check().is_err());
    }
}
