//! community: what people say and do under videos: comments, likes, favourites; whom they follow,
//! and what they are told of all that.
//!
//! Invariants: what is shown was judged; whoever may not watch a video neither reads nor writes
//! under it; a count is the number of the rows that it counts, at every moment; the same is told
//! once.

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

pub(crate) use actor::Community;
pub(crate) use model::Options;

use crate::contract::community::Owner;
use crate::kernel::domain_context::DomainContext;
use crate::kernel::live::LiveSettings;
use crate::kernel::ports::Ports;
use std::rc::Rc;

/// Starts the domain and its work in the background.
pub(crate) fn start(
    domain: DomainContext<Owner>,
    options: LiveSettings<Options>,
    _: &Ports,
) -> Community {
    let service = Community::new(Rc::new(domain), options);
    jobs::start(&service);
    service
}
