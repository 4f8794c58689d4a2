//! Events: recorded with the row that they tell of, tailed by position, applied once.
//! The kernel carries them; it must not understand any.

mod door;
mod far;
mod feed;
pub(in crate::kernel) mod follow;
mod keep;
mod offsets;
mod parked;
mod relay;

pub(in crate::kernel) use door::Consumers;
pub(in crate::kernel) use door::Nudges;
pub(crate) use door::{Door, SourceReading};
pub(in crate::kernel) use far::{FarDoor, answer};
pub(in crate::kernel) use feed::feed;
pub(in crate::kernel) use keep::keep;
#[cfg(test)]
pub(crate) use keep::remove_old;
pub(crate) use parked::Parked;
pub(in crate::kernel) use relay::listen;

use crate::kernel::fault::{Fault, Reply};
use crate::kernel::rpc::Domain;
use crate::kernel::wire::{EventHead, EventRecord};

/// A message that its owner may publish.
pub(crate) trait Event: prost::Message {
    type Owner: Domain;
    const KIND: &'static str;
    /// Nothing of the entity counts after it.
    const ENDS: bool;
    fn entity_key(&self) -> &str;
}

impl EventRecord {
    /// The domain that published it.
    pub(crate) fn source(&self) -> &str {
        self.head.as_ref().map(|head| head.source.as_str()).unwrap_or_default()
    }

    /// The name of the event.
    pub(crate) fn kind(&self) -> &str {
        self.head.as_ref().map(|head| head.kind.as_str()).unwrap_or_default()
    }

    pub(in crate::kernel) fn head(&self) -> EventHead {
        self.head.clone().unwrap_or_default()
    }
}

/// Reads the body of a record.
///
/// # Errors
/// `Internal` when it is no such message.
pub(crate) fn decode<E: prost::Message + Default>(record: &EventRecord) -> Reply<E> {
    E::decode(record.body.as_slice()).map_err(|error| Fault::internal(error).into())
}
