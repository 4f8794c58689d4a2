//! `video` at the front: its forms, its cards, its API. It must not decide who may see one.

pub(in crate::gateway) mod api;
pub(in crate::gateway) mod calls;
pub(in crate::gateway) mod export;
#[cfg(test)]
pub(in crate::gateway) mod fake;
pub(in crate::gateway) mod pages;
pub(in crate::gateway) mod routes;
pub(in crate::gateway) mod views;
