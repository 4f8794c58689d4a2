//! danmaku: what is written over the picture: rooms of videos, each text at its moment, segments
//! of them for whoever comes later, and what viewers do not want to see.
//!
//! Invariants: what is shown was judged; whoever may not watch a video neither reads nor writes in
//! its room; each change of a room has an offset of its own, and all are told in that order.
//! It never says who wrote a text: others see a mark, out of which no account can be read.

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

pub(crate) use actor::Danmaku;
pub(crate) use model::Options;

use crate::contract::danmaku::Owner;
use crate::kernel::domain_context::DomainContext;
use crate::kernel::live::LiveSettings;
use crate::kernel::ports::Ports;
use std::rc::Rc;

/// Starts the domain and its work in the background.
pub(crate) fn start(
    domain: DomainContext<Owner>,
    options: LiveSettings<Options>,
    _: &Ports,
) -> Danmaku {
    let service = Danmaku::new(Rc::new(domain), options);
    jobs::start(&service);
    service
}
