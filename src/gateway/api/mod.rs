//! The JSON API, one file for each domain. Its types are its own, so that contracts may move while
//! it stays.

pub(in crate::gateway) mod ingest;
pub(in crate::gateway) mod playback;
pub(in crate::gateway) mod transcode;
pub(in crate::gateway) mod user;
pub(in crate::gateway) mod video;

use utoipa::ToSchema;

/// Why something was not done.
#[derive(serde::Serialize, ToSchema)]
pub(in crate::gateway) struct ErrorJson {
    error: ErrorBody,
}

/// The parts of an error.
#[derive(serde::Serialize, ToSchema)]
pub(in crate::gateway) struct ErrorBody {
    /// `video.VIDEO_UNKNOWN`, `gateway.SIGN_IN_FIRST`, `overloaded`.
    code: String,
    /// A sentence for the person who asked.
    message: String,
    /// Finds the request in the log.
    trace_id: String,
    /// Facts such as `retry_after_ms`.
    metadata: std::collections::BTreeMap<String, String>,
}

/// A stable code and a sentence for the creator.
#[derive(serde::Serialize, ToSchema)]
pub(in crate::gateway) struct CauseJson {
    pub(in crate::gateway) code: String,
    pub(in crate::gateway) text: String,
}
