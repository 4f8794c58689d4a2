//! What every domain stands on: host, bus, events, storage, ports, time and ids.
//! The kernel knows no domain, no contract, no wire format of the outside and no adapter.

pub(crate) mod assertion;
pub(crate) mod authorize;
pub(crate) mod backup;
pub(crate) mod blobs;
pub(crate) mod bus;
pub(crate) mod capability;
pub(crate) mod claim;
pub(crate) mod clock;
pub(crate) mod config;
pub(crate) mod context;
pub(crate) mod db;
pub(crate) mod descriptors;
pub(crate) mod detail;
pub(crate) mod domain_context;
pub(crate) mod event;
pub(crate) mod events;
pub(crate) mod fault;
pub(crate) mod glue;
pub(crate) mod host;
pub(crate) mod id;
pub(in crate::kernel) mod inject;
pub(crate) mod letters;
pub(crate) mod limits;
pub(crate) mod live;
pub(crate) mod meter;
pub(crate) mod node;
pub(crate) mod page;
pub(crate) mod ports;
pub(crate) mod quota;
pub(crate) mod rpc;
#[cfg(feature = "schedules")]
#[cfg(test)]
mod schedules;
pub(crate) mod settings;
#[cfg(test)]
mod sim;
pub(crate) mod sweep;
pub(in crate::kernel) mod sync;
pub(crate) mod tasks;
pub(crate) mod threads;
pub(crate) mod trace;
pub(crate) mod watchers;

pub(crate) mod wire {
    //! The message types of `kernel.proto`.
    #![expect(unreachable_pub, reason = "prost writes `pub`; the module is not")]
    include!(concat!(env!("OUT_DIR"), "/shoal.kernel.v1.rs"));
}
