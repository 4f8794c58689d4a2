//! What generated code stands on, in one import. It must not decide anything.

pub(crate) use crate::kernel::bus::{
    Body, Call as KernelCall, Channel, Contract, Flow, InboundCall, OutboundCall, Payload,
    Peers as KernelPeers, ReplySender, RouteTable, no_such_rpc,
};
pub(crate) use crate::kernel::capability::Key;
pub(crate) use crate::kernel::context::Context;
pub(crate) use crate::kernel::db::enumerations;
pub(crate) use crate::kernel::detail::causes;
pub(crate) use crate::kernel::event::{Event, decode};
pub(crate) use crate::kernel::events::Reacts;
pub(crate) use crate::kernel::fault::{Error, RefusalCode, Reply, refusals};
pub(crate) use crate::kernel::host::{Core, DomainService, run};
pub(crate) use crate::kernel::id::ids;
pub(crate) use crate::kernel::limits::Limits;
pub(crate) use crate::kernel::rpc::{Class, Domain, Repeat, Rpc, Secrets, TopologyRow};
pub(crate) use crate::kernel::wire::EventRecord;
pub(crate) use futures_util::future::BoxFuture;
pub(crate) use std::future::Future;

/// The calls of a contract: what lies in its mailbox, and how each of them crosses a wire.
macro_rules! calls {
    ($word:literal $service:literal: $(
        $name:ident($takes:ty) -> $gives:ty, $timeout:literal $repeat:ident $class:ident
        [$($key:ident)?] $($fresh:ident)?;
    )+) => {
        #[derive(Clone, Copy)]
        enum Number { $($name),+ }
        pub(crate) static RPCS: &[Rpc] = &[$(Rpc::of(
            (Number::$name as usize, (<$takes as Payload>::STREAMS, <$gives as Payload>::STREAMS)),
            ($word, stringify!($name), concat!("/", $service, "/", stringify!($name))),
            $timeout,
            Repeat::$repeat,
            Class::$class,
        )$(.$fresh())?),+];
        pub(crate) enum Call { $($name($takes, ReplySender<$gives>)),+ }
        impl KernelCall for Call {
            type Owner = Owner;
            fn rpc(&self) -> &'static Rpc {
                match self { $(Self::$name(..) => &RPCS[Number::$name as usize]),+ }
            }
            fn entity_key(&self) -> &str {
                match self { $(Self::$name(request, _) => key_of!(request $($key)?)),+ }
            }
            fn fail(self, error: Error) {
                match self { $(Self::$name(_, reply_to) => reply_to.fail(error)),+ }
            }
            fn ship(self, outbound: OutboundCall<Owner>) {
                match self { $(Self::$name(request, to) => outbound.ship(request, to)),+ }
            }
            fn land(
                index: usize,
                inbound: InboundCall<Owner>,
                body: Body,
            ) -> BoxFuture<'static, Reply<Body>> {
                $(if index == Number::$name as usize {
                    return Box::pin(inbound.make(body, Self::$name));
                })+
                Box::pin(async { Err(no_such_rpc()) })
            }
        }
    };
}
pub(crate) use calls;

/// The entity key of a request, or nothing.
macro_rules! key_of {
    ($request:ident) => {{
        let _ = $request;
        ""
    }};
    ($request:ident $key:ident) => {
        &$request.$key
    };
}
pub(crate) use key_of;

/// The methods of a client: each makes one call of its contract.
macro_rules! asks {
    ($($kind:ident $rpc:ident $name:ident($takes:ty) -> $gives:ty [$($cursor:ident)?];)+) => {
        $(asks! { @$kind $rpc $name($takes) -> $gives [$($cursor)?] })+
    };
    (@ask $rpc:ident $name:ident($takes:ty) -> $gives:ty []) => {
        pub(crate) async fn $rpc(&self, cx: &Context, request: $takes) -> Reply<$gives> {
            self.channel.ask(cx, |reply_to| Call::$name(request, reply_to)).await
        }
    };
    // A stream of replies to one message goes on where it stood when its domain moves.
    (@follow $rpc:ident $name:ident($takes:ty) -> $gives:ty [$cursor:ident]) => {
        pub(crate) async fn $rpc(&self, cx: &Context, request: $takes) -> Reply<Flow<$gives>> {
            let note = |request: &mut $takes, reply: &$gives| {
                request.$cursor.clone_from(&reply.$cursor);
            };
            self.channel.follow(cx, request, (note, Call::$name)).await
        }
    };
}
pub(crate) use asks;

/// The rpcs of a contract as methods of whoever serves it, and how each call reaches its method.
macro_rules! serves {
    ($($run:ident $name:ident $method:ident($takes:ty) -> $gives:ty;)+) => {
        pub(crate) trait Service {
            $(fn $method(
                &self,
                cx: Context,
                request: $takes,
            ) -> impl Future<Output = Reply<$gives>>;)+
        }
        impl<S: Service + Reactions + 'static> DomainService<Owner> for S {
            async fn serve(&self, core: &Core<Owner>, cx: Context, call: Call) {
                match call {
                    $(Call::$name(request, reply_to) => {
                        run::$run(core, self, cx, request, reply_to, S::$method).await;
                    })+
                }
            }
        }
        impl<S: Service + Reactions + 'static> Reacts<Owner> for S {
            async fn react(&self, cx: Context, record: &EventRecord) -> Reply<()> {
                react(self, cx, record).await
            }
        }
    };
}
pub(crate) use serves;

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
