//! The studio and the way of a video, composed of `ingest`, `transcode` and `video`.

pub(in crate::gateway) mod api;
pub(in crate::gateway) mod pages;
pub(in crate::gateway) mod routes;
pub(in crate::gateway) mod stream;
pub(in crate::gateway) mod views;
