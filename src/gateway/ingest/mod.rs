//! `ingest` at the front: the upload page, and uploads by tus. Nothing of a file is kept here.

pub(in crate::gateway) mod api;
pub(in crate::gateway) mod calls;
pub(in crate::gateway) mod export;
#[cfg(test)]
pub(in crate::gateway) mod fake;
pub(in crate::gateway) mod pages;
pub(in crate::gateway) mod routes;
pub(in crate::gateway) mod views;
