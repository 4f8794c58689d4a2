//! What an event is: a message of a domain, told with a head. It must not know how it travels.

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
