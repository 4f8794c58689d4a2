//! One file per rpc of `proto/playback.proto`. No handler may lean on another.

pub(super) mod authorize_cover;
pub(super) mod authorize_media;
pub(super) mod check_session;
pub(super) mod clear_history;
pub(super) mod count_views;
pub(super) mod export_account;
pub(super) mod list_history;
pub(super) mod pause_history;
pub(super) mod remove_from_history;
pub(super) mod report_bytes;
pub(super) mod report_progress;
pub(super) mod resume_history;
pub(super) mod start_session;
