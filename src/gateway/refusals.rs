//! One table: which HTTP status a refusal of a domain becomes. It must hold every refusal of every
//! contract; a test reads the contracts and says which one is missing.

/// Domain, name, status.
pub(super) const STATUSES: &[(&str, &str, u16)] = &[
    ("kernel", "KEY_REUSED", 422),
    ("user", "NAME_TAKEN", 409),
    ("user", "NAME_INVALID", 422),
    ("user", "PASSWORD_TOO_WEAK", 422),
    ("user", "CREDENTIALS_WRONG", 401),
    ("user", "TRY_LATER", 429),
    ("user", "SETUP_LINK_INVALID", 403),
    ("user", "SETUP_DONE", 409),
    ("user", "NOT_ALLOWED", 403),
    ("user", "USER_UNKNOWN", 404),
    ("user", "TOKEN_UNKNOWN", 404),
    ("user", "TOO_MANY_TOKENS", 409),
    ("user", "LABEL_INVALID", 422),
    ("user", "TOO_MANY_IDS", 400),
    ("user", "ROLE_UNKNOWN", 400),
    ("ingest", "UPLOAD_UNKNOWN", 404),
    ("ingest", "NOT_OWNER", 403),
    ("ingest", "OFFSET_WRONG", 409),
    ("ingest", "SIZE_INVALID", 400),
    ("ingest", "TOO_LARGE", 413),
    ("ingest", "UPLOAD_ENDED", 410),
    ("ingest", "NO_SPACE", 507),
    ("ingest", "SIGN_IN_FIRST", 401),
    ("ingest", "TOO_MANY_UPLOADS", 429),
    ("ingest", "CHUNK_INVALID", 400),
    ("ingest", "UPLOAD_BUSY", 423),
    ("ingest", "METADATA_INVALID", 400),
    ("ingest", "TAKES_NO_SOURCE", 409),
    ("ingest", "ALREADY_OPEN", 409),
    ("transcode", "JOB_UNKNOWN", 404),
    ("transcode", "NOT_OWNER", 403),
    ("transcode", "NOT_FAILED", 409),
    ("video", "VIDEO_UNKNOWN", 404),
    ("video", "NOT_OWNER", 403),
    ("video", "TITLE_INVALID", 422),
    ("video", "DESCRIPTION_TOO_LONG", 422),
    ("video", "TAGS_INVALID", 422),
    ("video", "NOT_READY", 409),
    ("video", "SIGN_IN_FIRST", 401),
    ("video", "PAGE_INVALID", 400),
    ("video", "TOO_MANY_DRAFTS", 429),
    ("video", "CREATORS_ONLY", 403),
    ("video", "OWNER_INVALID", 422),
    ("video", "PRIVACY_INVALID", 422),
    ("playback", "VIDEO_UNKNOWN", 404),
    ("playback", "NOT_READY", 409),
    ("playback", "TOKEN_INVALID", 403),
    ("playback", "SESSION_UNKNOWN", 404),
    ("playback", "PATH_UNKNOWN", 404),
    ("playback", "POSITION_INVALID", 400),
];

/// The status of a refusal. One that an older reader does not know is still the caller's fault.
pub(super) fn status(domain: &str, name: &str) -> u16 {
    let found = STATUSES.iter().find(|(word, code, _)| *word == domain && *code == name);
    found.map_or(400, |(_, _, status)| *status)
}
