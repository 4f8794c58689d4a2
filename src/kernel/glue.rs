//! What generated code stands on, in one import. It must not hold anything of its own.

pub(crate) use crate::kernel::bus::{Board, Flow, Line, Slot};
pub(crate) use crate::kernel::context::Context;
pub(crate) use crate::kernel::events::{Event, decode};
pub(crate) use crate::kernel::fault::{Error, RefusalCode, Reply};
pub(crate) use crate::kernel::founding::Key;
pub(crate) use crate::kernel::host::{Core, run};
pub(crate) use crate::kernel::rpc::{
    Call as KernelCall, CityRow, Class, Desk, Domain, Peers as KernelPeers, Repeat, Rpc, Secrets,
};
pub(crate) use crate::kernel::wire::EventRecord;
pub(crate) use std::future::Future;
