//! playback: play sessions, the signed paths by which media is read, and where viewers left off.
//!
//! Invariants: a session begins only for what video shows to its viewer, and reads nothing once the
//! video is deleted, or private to somebody else. The signing key never leaves this domain.
//! It never reads media itself, and never decides who may see a video: video does.

mod actor;
mod engine;
mod handlers;
mod jobs;
mod live;
mod model;
mod reactions;
mod store;
#[cfg(test)]
mod tests;

pub(crate) use actor::Playback;
pub(crate) use model::Options;

use crate::contract::playback::Owner;
use crate::kernel::domain_context::DomainContext;
use crate::kernel::live::LiveSettings;
use crate::kernel::ports::Ports;

/// Starts the domain and starts its sweeps.
pub(crate) fn start(
    domain: DomainContext<Owner>,
    options: LiveSettings<Options>,
    _: &Ports,
) -> Playback {
    let service = Playback::new(domain, options);
    jobs::start(&service);
    service
}
