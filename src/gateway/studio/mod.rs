//! The studio and the way of a video: `video` says where it stands, `ingest` and `transcode` how
//! far they are.

pub(in crate::gateway) mod api;
mod calls;
pub(in crate::gateway) mod pages;
pub(in crate::gateway) mod routes;
pub(in crate::gateway) mod stream;
pub(in crate::gateway) mod views;
