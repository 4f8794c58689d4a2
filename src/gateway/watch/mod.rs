//! The watch page, composed of `video` and `user`.

pub(in crate::gateway) mod api;
pub(in crate::gateway) mod pages;
pub(in crate::gateway) mod routes;
pub(in crate::gateway) mod views;
