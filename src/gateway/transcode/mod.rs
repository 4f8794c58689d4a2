//! `transcode` at the front: its retry. How far a video is tells the studio.

pub(in crate::gateway) mod api;
pub(in crate::gateway) mod export;
#[cfg(test)]
pub(in crate::gateway) mod fake;
pub(in crate::gateway) mod pages;
pub(in crate::gateway) mod routes;
