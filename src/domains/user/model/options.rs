//! The settings of accounts with their bounds. It must not read them from anywhere.

use crate::kernel::ports::config::{Adjustable, Fixed};

/// Who somebody is who signs up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Deserialize, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum SignUpRole {
    Viewer,
    Creator,
}

/// What may be set about accounts.
#[derive(Debug, Clone, serde::Deserialize, serde::Serialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Options {
    /// Whether anybody may make an account.
    pub(crate) sign_up_open: bool,
    pub(crate) sign_up_role: SignUpRole,
    /// What one password hash costs: memory, passes over it, lanes.
    pub(crate) hash_memory_kib: u32,
    pub(crate) hash_passes: u32,
    pub(crate) hash_lanes: u32,
    /// Passwords that may wait to be hashed.
    pub(crate) hashes_waiting_max: usize,
    /// A session that nobody used for so long has ended.
    pub(crate) session_idle_ms: i64,
    /// Sessions that one account may have; the longest unused ends first.
    pub(crate) sessions_max: u64,
    /// How stale the time of the last use of a session or token may be.
    pub(crate) use_stale_ms: i64,
    /// How often uses are noted, all at once.
    pub(crate) use_noted_every_ms: u64,
    /// Uses that may wait to be noted.
    pub(crate) uses_waiting_max: usize,
    /// API tokens that one account may have.
    pub(crate) api_tokens_max: u64,
    /// How long a revoked API token is remembered.
    pub(crate) revoked_kept_ms: i64,
    /// How long the link for the first administrator holds.
    pub(crate) setup_link_ms: i64,
    /// The pause after the first wrong password; it doubles with each further one.
    pub(crate) try_pause_ms: i64,
    pub(crate) try_pause_ms_max: i64,
    /// Tries for one account that may be under way at once.
    pub(crate) tries_at_once_max: u32,
    /// How long wrong passwords are remembered.
    pub(crate) tries_kept_ms: i64,
    /// Tries for one account that all places together have at once from which it was never entered,
    /// and how often one more.
    pub(crate) stranger_tries_at_once_max: u32,
    pub(crate) stranger_try_every_ms: i64,
    /// Networks and devices of one account that are remembered, and for how long.
    pub(crate) known_places_max: u32,
    pub(crate) known_place_kept_ms: i64,
    /// How often what has expired is swept, and how many rows in one bite.
    pub(crate) sweep_every_ms: u64,
    pub(crate) sweep_bite_rows: u32,
}

impl Default for Options {
    fn default() -> Self {
        const DAY_MS: i64 = 86_400_000;
        Self {
            sign_up_open: true,
            sign_up_role: SignUpRole::Creator,
            hash_memory_kib: 19_456,
            hash_passes: 2,
            hash_lanes: 1,
            hashes_waiting_max: 64,
            session_idle_ms: 30 * DAY_MS,
            sessions_max: 50,
            use_stale_ms: 300_000,
            use_noted_every_ms: 1_000,
            uses_waiting_max: 4_096,
            api_tokens_max: 20,
            revoked_kept_ms: DAY_MS,
            setup_link_ms: DAY_MS,
            try_pause_ms: 1_000,
            try_pause_ms_max: 60_000,
            tries_at_once_max: 4,
            tries_kept_ms: 3_600_000,
            stranger_tries_at_once_max: 30,
            stranger_try_every_ms: 10_000,
            known_places_max: 20,
            known_place_kept_ms: 180 * DAY_MS,
            sweep_every_ms: 60_000,
            sweep_bite_rows: 500,
        }
    }
}

impl Adjustable for Options {
    const LIVE: &'static [&'static str] = &[
        "sign_up_open",
        "sign_up_role",
        "hash_memory_kib",
        "hash_passes",
        "hash_lanes",
        "hashes_waiting_max",
        "session_idle_ms",
        "sessions_max",
        "use_stale_ms",
        "use_noted_every_ms",
        "uses_waiting_max",
        "api_tokens_max",
        "revoked_kept_ms",
        "setup_link_ms",
        "try_pause_ms",
        "try_pause_ms_max",
        "tries_at_once_max",
        "tries_kept_ms",
        "stranger_tries_at_once_max",
        "stranger_try_every_ms",
        "known_places_max",
        "known_place_kept_ms",
        "sweep_every_ms",
        "sweep_bite_rows",
    ];
    const FIXED: &'static [(&'static str, Fixed)] = &[];
    const CHOICES: &'static [(&'static str, &'static [&'static str])] =
        &[("sign_up_role", &["viewer", "creator"])];
}

impl Options {
    /// Whether these settings can be put in force.
    ///
    /// # Errors
    /// The first setting that is out of bounds, with its bounds.
    pub(crate) fn check(&self) -> Result<(), String> {
        const YEAR_MS: i64 = 366 * 86_400_000;
        let whole = |number: usize| i64::try_from(number).unwrap_or(i64::MAX);
        let long = |number: u64| i64::try_from(number).unwrap_or(i64::MAX);
        // RFC 9106 asks for eight blocks of 1 KiB per lane at the least.
        let memory_min = i64::from(self.hash_lanes.max(1)) * 8;
        let bounds = [
            ("hash_memory_kib", i64::from(self.hash_memory_kib), memory_min, 1 << 20),
            ("hash_passes", i64::from(self.hash_passes), 1, 64),
            ("hash_lanes", i64::from(self.hash_lanes), 1, 64),
            ("hashes_waiting_max", whole(self.hashes_waiting_max), 1, 10_000),
            ("session_idle_ms", self.session_idle_ms, 60_000, YEAR_MS),
            ("sessions_max", long(self.sessions_max), 1, 1_000),
            ("use_stale_ms", self.use_stale_ms, 1_000, self.session_idle_ms / 2),
            ("use_noted_every_ms", long(self.use_noted_every_ms), 10, 600_000),
            ("uses_waiting_max", whole(self.uses_waiting_max), 1, 1_000_000),
            ("api_tokens_max", long(self.api_tokens_max), 1, 1_000),
            ("revoked_kept_ms", self.revoked_kept_ms, 1, YEAR_MS),
            ("setup_link_ms", self.setup_link_ms, 60_000, YEAR_MS),
            ("try_pause_ms", self.try_pause_ms, 1, self.try_pause_ms_max),
            ("try_pause_ms_max", self.try_pause_ms_max, 1, 3_600_000),
            ("tries_at_once_max", i64::from(self.tries_at_once_max), 1, 100),
            ("tries_kept_ms", self.tries_kept_ms, self.try_pause_ms_max, YEAR_MS),
            ("stranger_tries_at_once_max", i64::from(self.stranger_tries_at_once_max), 1, 10_000),
            ("stranger_try_every_ms", self.stranger_try_every_ms, 1, 3_600_000),
            ("known_places_max", i64::from(self.known_places_max), 1, 1_000),
            ("known_place_kept_ms", self.known_place_kept_ms, 60_000, 5 * YEAR_MS),
            ("sweep_every_ms", long(self.sweep_every_ms), 10, 86_400_000),
            ("sweep_bite_rows", i64::from(self.sweep_bite_rows), 1, 10_000),
        ];
        for (name, value, least, most) in bounds {
            if value < least || value > most {
                return Err(format!("{name} is {value}; it must lie from {least} to {most}"));
            }
        }
        Ok(())
    }
}
