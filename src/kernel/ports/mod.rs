//! Ports: what the house needs from the outside, as traits. Adapters implement them.

pub(crate) mod config;
pub(crate) mod media;
