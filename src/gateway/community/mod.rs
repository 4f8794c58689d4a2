//! `community` at the front: its API and pages. It must not decide who may read or write.

pub(in crate::gateway) mod api;
pub(in crate::gateway) mod calls;
pub(in crate::gateway) mod export;
#[cfg(test)]
pub(in crate::gateway) mod fake;
pub(in crate::gateway) mod pages;
pub(in crate::gateway) mod routes;
pub(in crate::gateway) mod views;
