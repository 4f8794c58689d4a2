//! ingest: resumable uploads, from the first byte to a source that is accepted or refused.
//!
//! Owns uploads and the bytes of sources. What it holds to:
//! - the offset it states is durable: bytes are synced before the row that counts them commits;
//! - one writer per upload, one open upload per video;
//! - a source is accepted only after Shoal's own sniffer named its reader and the caged probe read
//!   it with that reader and no other;
//! - bytes are removed after the commit that gives them up, and again until they are gone.
//!
//! It never makes a path from anything that a user wrote, and never changes an accepted source.

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

pub(crate) use actor::Ingest;
pub(crate) use model::Options;

use crate::contract::ingest::Owner;
use crate::kernel::domain_context::DomainContext;
use crate::kernel::live::LiveSettings;
use crate::kernel::ports::Ports;
use std::sync::Arc;

/// Starts the domain: takes up the checks and removals that an earlier run left.
pub(crate) fn start(
    domain: DomainContext<Owner>,
    options: LiveSettings<Options>,
    ports: &Ports,
) -> Ingest {
    let service = Ingest::new(domain, options, Arc::clone(&ports.media));
    jobs::start(&service);
    service
}
