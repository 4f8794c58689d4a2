//! video: what a video is called, who may see it, where it stands on its way to being published,
//! and the lists in which it is found.
//!
//! Invariants: a video has one row or one tombstone, never both, and a tombstone stays a tombstone
//! whatever is heard later. What a caller may not see is answered exactly like what never was.
//! It never touches media, never asks another domain, and never decides on a row read earlier.

mod actor;
mod handlers;
mod jobs;
mod model;
mod reactions;
mod store;
#[cfg(test)]
mod tests;

pub(crate) use actor::Video;
pub(crate) use model::Options;

use crate::contract::video::Owner;
use crate::kernel::domain_context::DomainContext;
use crate::kernel::live::LiveSettings;
use crate::kernel::ports::Ports;
use crate::kernel::watchers::Watchers;

/// Starts the domain and starts its sweeps.
pub(crate) fn start(
    domain: DomainContext<Owner>,
    options: LiveSettings<Options>,
    _: &Ports,
) -> Video {
    jobs::start(&domain, &options);
    Video { domain, options, watchers: Watchers::default() }
}
