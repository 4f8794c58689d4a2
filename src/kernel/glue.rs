//! What generated code stands on, in one import. It must not decide anything.

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

/// The methods of a client: each makes one call of its contract.
macro_rules! asks {
    ($($rpc:ident $name:ident($takes:ty) -> $gives:ty;)+) => {
        $(pub(crate) async fn $rpc(&self, cx: &Context, request: $takes) -> Reply<$gives> {
            self.line.ask(cx, |slot| Call::$name(request, slot)).await
        })+
    };
}
pub(crate) use asks;

/// A message that is an event of its contract, ordered by one of its fields.
macro_rules! event {
    ($name:ident $key:ident $ends:literal) => {
        impl Event for $name {
            type Owner = Owner;
            const KIND: &'static str = stringify!($name);
            const ENDS: bool = $ends;
            fn entity_key(&self) -> &str {
                &self.$key
            }
        }
    };
}
pub(crate) use event;

/// The refusal codes of a contract, by number and by name.
macro_rules! refusals {
    ($domain:literal) => {
        impl RefusalCode for Refusal {
            const DOMAIN: &'static str = $domain;
            fn number(self) -> i32 {
                self as i32
            }
            fn name(self) -> &'static str {
                self.as_str_name()
            }
        }
    };
}
pub(crate) use refusals;
