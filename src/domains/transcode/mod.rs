//! transcode: turns an accepted source into a playable package, by a job that survives everything.
//!
//! Invariants: one job per source; a stage's result is durable before the next begins; every write
//! of a worker is fenced by its lease; a package folder is written once and never changed; what is
//! to be removed stays on a list until it is gone.
//! It never reads a source without the media tool's cage, never scales up, and never tells anybody
//! but the owner (and admins) that a job exists.

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

pub(crate) use actor::Transcode;
pub(crate) use model::Options;

use crate::contract::transcode::Owner;
use crate::kernel::claim::{Claims, Terms};
use crate::kernel::domain_context::DomainContext;
use crate::kernel::live::LiveSettings;
use crate::kernel::ports::Ports;
use std::rc::Rc;
use std::sync::Arc;

/// Starts the domain: takes over the jobs of former incarnations, then works on the oldest.
pub(crate) fn start(
    domain: DomainContext<Owner>,
    options: LiveSettings<Options>,
    ports: &Ports,
) -> Transcode {
    let live = options.clone();
    let terms = move || {
        let options = live.get();
        Terms { lease_ms: options.lease_ms, beat_every_ms: options.beat_every_ms }
    };
    let workers = Rc::new(live::Workers::new(Claims::new(&domain, terms)));
    let service =
        Transcode { domain: Rc::new(domain), options, media: Arc::clone(&ports.media), workers };
    jobs::start(&service);
    service
}
