//! One file per rpc of `proto/playback.proto`. No handler may lean on another.

pub(super) mod authorize_cover;
pub(super) mod authorize_media;
pub(super) mod export_account;
pub(super) mod report_progress;
pub(super) mod start_session;
