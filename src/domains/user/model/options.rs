//! The settings of accounts with their bounds. It must not read them from anywhere.

use crate::kernel::settings::{Reason, choice, section};

choice! {
    /// Who may make an account.
    pub(crate) enum SignUp {
        Open = "open",
        Approval = "approval",
        Invitation = "invitation",
        Closed = "closed",
    }
}

choice! {
    /// Who somebody is who signs up.
    pub(crate) enum SignUpRole {
        Viewer = "viewer",
        Creator = "creator",
    }
}

const DAY_MS: i64 = 86_400_000;
const YEAR_MS: i64 = 366 * DAY_MS;
/// As much as `SetQuotaRequest` takes: stands for no limit.
const UNLIMITED_BYTES: u64 = 1 << 50;
/// The longest question that a form asks.
const QUESTION_CHARS_MAX: usize = 300;

impl Options {
    fn odd(&self) -> Vec<(&'static str, Reason)> {
        let question = &self.sign_up_question;
        let is_strange = question.chars().any(char::is_control);
        if question.chars().count() <= QUESTION_CHARS_MAX && !is_strange {
            return Vec::new();
        }
        let given = question.chars().take(40).collect();
        vec![("sign_up_question", Reason::Form { given, like: "Who are you?" })]
    }
}

section! {
    /// Accounts and sessions.
    pub(crate) struct Options {
        /// Who may make an account: anybody (open), whoever an administrator approves (approval),
        /// whoever has an invitation (invitation), or nobody (closed). An invitation also lets in
        /// where others wait for approval.
        sign_up: SignUp = SignUp::Open, live;
        /// What is asked of whoever waits for approval, in up to 300 characters; empty asks why
        /// they want to join.
        sign_up_question: String = String::new(), live;
        /// Sign-ups that may wait for approval.
        sign_ups_waiting_max: u64 = 200, live, in Count 1..=10_000;
        /// How long a sign-up waits, and how long a refused one is told why, before it is deleted.
        sign_up_kept_ms: i64 = 14 * DAY_MS, live, in Ms 60_000..=YEAR_MS;
        /// Bytes of videos that a creator may have on the site; the most stands for no limit.
        creator_total_bytes_max: u64 = UNLIMITED_BYTES, live, in Bytes 0..=UNLIMITED_BYTES;
        /// Bytes that a creator may upload within 24 hours; the most stands for no limit.
        creator_day_bytes_max: u64 = UNLIMITED_BYTES, live, in Bytes 0..=UNLIMITED_BYTES;
        /// Bytes of videos that a moderator may have on the site; the most stands for no limit.
        moderator_total_bytes_max: u64 = UNLIMITED_BYTES, live, in Bytes 0..=UNLIMITED_BYTES;
        /// Bytes that a moderator may upload within 24 hours; the most stands for no limit.
        moderator_day_bytes_max: u64 = UNLIMITED_BYTES, live, in Bytes 0..=UNLIMITED_BYTES;
        /// Bytes of videos that an administrator may have on the site; the most stands for no
        /// limit.
        admin_total_bytes_max: u64 = UNLIMITED_BYTES, live, in Bytes 0..=UNLIMITED_BYTES;
        /// Bytes that an administrator may upload within 24 hours; the most stands for no limit.
        admin_day_bytes_max: u64 = UNLIMITED_BYTES, live, in Bytes 0..=UNLIMITED_BYTES;
        /// Accounts that one account may have blocked, and as many that it may have muted.
        relations_max: u64 = 1_000, live, in Count 1..=10_000;
        /// Invitations that may hold at once.
        invitations_max: u64 = 100, live, in Count 1..=10_000;
        /// How long an invitation stays in the list after its end.
        invitation_kept_ms: i64 = 30 * DAY_MS, live, in Ms 60_000..=YEAR_MS;
        /// How long nobody else may take the name of an account that was erased.
        erased_name_kept_ms: i64 = 90 * DAY_MS, live, in Ms 0..=YEAR_MS;
        /// Bytes of a picture that somebody sends to stand for them.
        avatar_bytes_max: u64 = 4_000_000, live, in Bytes 1_024..=64 << 20;
        /// Pixels of such a picture.
        avatar_pixels_max: u64 = 40_000_000, live, in Count 1_024..=200_000_000;
        /// How often one account may set a text or a picture of itself within 24 hours.
        profile_changes_per_day_max: u64 = 30, live, in Count 1..=10_000;
        /// How often one account may be exported within 24 hours.
        exports_per_day_max: u64 = 5, live, in Count 1..=1_000;
        /// What a new account may be: a viewer, or a creator who may upload.
        sign_up_role: SignUpRole = SignUpRole::Creator, live;
        /// Memory that one password hash takes.
        hash_memory_kib: u32 = 19_456, live, in Kib 8..=1 << 20;
        /// Passes over that memory.
        hash_passes: u32 = 2, live, in Count 1..=64;
        /// Lanes of that memory.
        hash_lanes: u32 = 1, live, in Count 1..=64;
        /// Passwords that may wait to be hashed.
        hashes_waiting_max: usize = 64, live, in Count 1..=10_000;
        /// A session that nobody used for so long has ended.
        session_idle_ms: i64 = 30 * DAY_MS, live, in Ms 60_000..=YEAR_MS;
        /// Sessions that one account may have; the longest unused ends first.
        sessions_max: u64 = 50, live, in Count 1..=1_000;
        /// How stale the time of the last use of a session or token may be.
        use_stale_ms: i64 = 300_000, live, in Ms 1_000..=YEAR_MS;
        /// How often uses are noted, all at once.
        use_noted_every_ms: u64 = 1_000, live, in Ms 10..=600_000;
        /// Uses that may wait to be noted.
        uses_waiting_max: usize = 4_096, live, in Count 1..=1_000_000;
        /// API tokens that one account may have.
        api_tokens_max: u64 = 20, live, in Count 1..=1_000;
        /// How long a revoked API token is remembered.
        revoked_kept_ms: i64 = DAY_MS, live, in Ms 1..=YEAR_MS;
        /// How long the link for the first administrator holds.
        setup_link_ms: i64 = DAY_MS, live, in Ms 60_000..=YEAR_MS;
        /// How long a link holds by which somebody chooses a new password.
        reset_link_ms: i64 = DAY_MS, live, in Ms 60_000..=30 * DAY_MS;
        /// The pause after the first wrong password; it doubles with each further one.
        try_pause_ms: i64 = 1_000, live, in Ms 1..=3_600_000;
        /// The longest pause between two tries.
        try_pause_ms_max: i64 = 60_000, live, in Ms 1..=3_600_000;
        /// Tries for one account that may be under way at once.
        tries_at_once_max: u32 = 4, live, in Count 1..=100;
        /// How long wrong passwords are remembered.
        tries_kept_ms: i64 = 3_600_000, live, in Ms 1..=YEAR_MS;
        /// Tries for one account that all places together have at once from which it was never
        /// entered.
        stranger_tries_at_once_max: u32 = 30, live, in Count 1..=10_000;
        /// How often these places have one more.
        stranger_try_every_ms: i64 = 10_000, live, in Ms 1..=3_600_000;
        /// Networks and devices of one account that are remembered.
        known_places_max: u32 = 20, live, in Count 1..=1_000;
        /// How long a network or device is remembered after it was last used.
        known_place_kept_ms: i64 = 180 * DAY_MS, live, in Ms 60_000..=5 * YEAR_MS;
        /// How long a session may do what asks for the password once more: change the e-mail
        /// address, make an API token, change how one signs in, give roles and reset links.
        proof_ms: i64 = 600_000, live, in Ms 1_000..=DAY_MS;
        /// How long a sign-in waits for its second factor.
        ticket_ms: i64 = 300_000, live, in Ms 1_000..=3_600_000;
        /// Wrong codes after which it has to begin again.
        ticket_tries_max: u32 = 5, live, in Count 1..=100;
        /// Wrong codes for one account that all places together have at once from which it was
        /// never entered.
        stranger_codes_at_once_max: u32 = 10, live, in Count 1..=10_000;
        /// How often these places have one more.
        stranger_code_every_ms: i64 = 600_000, live, in Ms 1..=DAY_MS;
        /// How long the secret of codes by an app waits for the first code.
        totp_setup_ms: i64 = 3_600_000, live, in Ms 60_000..=DAY_MS;
        /// Passkeys that one account may have.
        passkeys_max: u64 = 20, live, in Count 1..=1_000;
        /// How long a site waits for the answer of a passkey.
        passkey_challenge_ms: i64 = 300_000, live, in Ms 1_000..=3_600_000;
        /// How long a link for a new password holds that was sent by mail.
        mailed_reset_link_ms: i64 = 3_600_000, live, in Ms 60_000..=30 * DAY_MS;
        /// Requests for such a link that one network may make at once.
        reset_requests_at_once_max: u32 = 5, live, in Count 1..=10_000;
        /// How often it may make one more.
        reset_request_every_ms: i64 = 120_000, live, in Ms 1..=DAY_MS;
        /// How long a link holds by which an e-mail address is confirmed.
        address_link_ms: i64 = DAY_MS, live, in Ms 60_000..=30 * DAY_MS;
        /// Messages that one account may ask for in an hour.
        letters_per_hour_max: u64 = 10, live, in Count 1..=10_000;
        /// Messages that tell one account of what others do, in an hour; further ones are on the
        /// page.
        notices_per_hour_max: u64 = 20, live, in Count 0..=10_000;
        /// The pause after a message was not taken first; it doubles with each further try.
        letter_pause_ms: i64 = 60_000, live, in Ms 1..=3_600_000;
        /// The longest pause between two tries.
        letter_pause_ms_max: i64 = 3_600_000, live, in Ms 1..=DAY_MS;
        /// How long a message is tried.
        letter_tried_ms: i64 = 3 * DAY_MS, live, in Ms 60_000..=30 * DAY_MS;
        /// How long it is remembered, without its content, that a message was sent or given up.
        letter_kept_ms: i64 = 7 * DAY_MS, live, in Ms 3_600_000..=YEAR_MS;
        /// How often what has expired is swept.
        sweep_every_ms: u64 = 60_000, live, in Ms 10..=86_400_000;
        /// Rows that one write unit of a sweep takes.
        sweep_rows_max: u32 = 500, live, in Count 1..=10_000;
    }
    beside {
        // RFC 9106 asks for eight blocks of 1 KiB per lane at the least.
        hash_memory_kib >= hash_lanes * 8;
        use_stale_ms <= session_idle_ms / 2;
        try_pause_ms <= try_pause_ms_max;
        tries_kept_ms >= try_pause_ms_max;
        letter_pause_ms <= letter_pause_ms_max;
    }
    also Self::odd;
}
