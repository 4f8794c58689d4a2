//! What administrators see and change of the site itself. It must not decide who is one.

pub(in crate::gateway) mod api;
pub(in crate::gateway) mod pages;
pub(in crate::gateway) mod routes;
pub(in crate::gateway) mod views;
