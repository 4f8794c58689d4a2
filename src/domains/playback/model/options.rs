//! The bounds of playback, as the config states them. They must not change what is right, only how
//! much and how long.

use crate::kernel::ports::config::{Adjustable, Fixed};

/// The bounds of this domain.
#[derive(Debug, Clone, serde::Deserialize, serde::Serialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Options {
    /// How long a session lasts at least; a long video gets twice its duration.
    pub(crate) session_ms: u64,
    /// Sessions that one viewer may have at once; the oldest ends for a new one.
    pub(crate) viewer_sessions_max: u32,
    /// How long a session may be answered from memory.
    pub(crate) ticket_cached_ms: u64,
    pub(crate) tickets_cached_max: usize,
    /// The least time between two durable writes of one viewer's place in one video.
    pub(crate) progress_every_ms: u64,
    /// Places that may wait in memory for their next write.
    pub(crate) progress_waiting_max: usize,
    /// How far behind the end a report may lie.
    pub(crate) position_slack_ms: u64,
    /// How long the place of an account is kept, and that of a visitor without one.
    pub(crate) resume_kept_ms: u64,
    pub(crate) visitor_resume_kept_ms: u64,
    /// The pause between two sweeps.
    pub(crate) sweep_every_ms: u64,
    /// Rows that one write unit of a sweep takes.
    pub(crate) sweep_rows_max: u32,
}

const HOUR_MS: u64 = 60 * 60 * 1000;
const DAY_MS: u64 = 24 * HOUR_MS;

impl Default for Options {
    fn default() -> Self {
        Self {
            session_ms: 6 * HOUR_MS,
            viewer_sessions_max: 64,
            ticket_cached_ms: 400,
            tickets_cached_max: 10_000,
            progress_every_ms: 2000,
            progress_waiting_max: 10_000,
            position_slack_ms: 5000,
            resume_kept_ms: 180 * DAY_MS,
            visitor_resume_kept_ms: 14 * DAY_MS,
            sweep_every_ms: 5 * 60 * 1000,
            sweep_rows_max: 500,
        }
    }
}

impl Adjustable for Options {
    const LIVE: &'static [&'static str] = &[
        "session_ms",
        "viewer_sessions_max",
        "ticket_cached_ms",
        "tickets_cached_max",
        "progress_every_ms",
        "progress_waiting_max",
        "position_slack_ms",
        "resume_kept_ms",
        "visitor_resume_kept_ms",
        "sweep_every_ms",
        "sweep_rows_max",
    ];
    const FIXED: &'static [(&'static str, Fixed)] = &[];
}

impl Options {
    /// Says what is wrong with a value and what would be right.
    pub(crate) fn check(&self) -> Result<(), String> {
        let counts = |value: usize| u64::try_from(value).unwrap_or(u64::MAX);
        for (name, value, least, most) in [
            ("session_ms", self.session_ms, 60_000, 30 * DAY_MS),
            ("viewer_sessions_max", self.viewer_sessions_max.into(), 1, 10_000),
            ("ticket_cached_ms", self.ticket_cached_ms, 0, 1000),
            ("tickets_cached_max", counts(self.tickets_cached_max), 1, 1_000_000),
            ("progress_every_ms", self.progress_every_ms, 10, 60_000),
            ("progress_waiting_max", counts(self.progress_waiting_max), 1, 1_000_000),
            ("position_slack_ms", self.position_slack_ms, 0, HOUR_MS),
            ("resume_kept_ms", self.resume_kept_ms, HOUR_MS, 3650 * DAY_MS),
            ("visitor_resume_kept_ms", self.visitor_resume_kept_ms, HOUR_MS, 3650 * DAY_MS),
            ("sweep_every_ms", self.sweep_every_ms, 10, DAY_MS),
            ("sweep_rows_max", self.sweep_rows_max.into(), 1, 10_000),
        ] {
            if !(least..=most).contains(&value) {
                return Err(format!(
                    "playback.{name} is {value}; write a number from {least} to {most}"
                ));
            }
        }
        Ok(())
    }
}
