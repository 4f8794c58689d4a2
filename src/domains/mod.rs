//! The domains. Each is a house of its own; siblings do not see each other.

pub(crate) mod ingest;
pub(crate) mod playback;
pub(crate) mod transcode;
pub(crate) mod user;
pub(crate) mod video;
