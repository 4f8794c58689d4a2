//! What administrators ask of the site itself, as JSON. It must not decide who is one; the routes
//! and the kernel do.

pub(in crate::gateway) mod backup;
pub(in crate::gateway) mod config;
pub(in crate::gateway) mod domains;
pub(in crate::gateway) mod events;
