//! moderation: what is looked at before it is public: texts by terms, pictures by their scores, by
//! those that are known and by text that stands in them, and people who decide what rules cannot.
//!
//! Invariants: what is to be judged and cannot be is held, never passed; a decision names the texts
//! and the package that it is about; whatever is decided stands in the audit log, in the same unit.
//! It never shows or hides a video by itself: video hears what was decided.

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

pub(crate) use actor::Moderation;
pub(crate) use model::Options;
#[cfg(feature = "bench")]
pub(crate) use model::TextProbe;

use crate::contract::moderation::Owner;
use crate::kernel::domain_context::DomainContext;
use crate::kernel::live::LiveSettings;
use crate::kernel::ports::Ports;
use std::rc::Rc;
use std::sync::Arc;

/// Starts the domain and its work on pictures.
pub(crate) fn start(
    domain: DomainContext<Owner>,
    options: LiveSettings<Options>,
    ports: &Ports,
) -> Moderation {
    let service = Moderation {
        domain: Rc::new(domain),
        options,
        scorer: Arc::clone(&ports.scorer),
        reader: Arc::clone(&ports.reader),
        rules: live::RulesInForce::default(),
        known: live::KnownInForce::default(),
        scoring: Rc::default(),
    };
    jobs::start(&service);
    service
}
