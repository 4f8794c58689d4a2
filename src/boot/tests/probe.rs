//! A contract that exists for tests alone: it has every shape of rpc that a wire must carry, and
//! tells what arrived. Written by hand as `build/` writes those of the domains.

use crate::kernel::domain_context::DomainContext;
use crate::kernel::events::Reacts;
use crate::kernel::glue::*;
use crate::kernel::host::run as host_run;

#[derive(Clone, PartialEq, prost::Message)]
pub(crate) struct CountRequest {
    #[prost(uint64, tag = "1")]
    pub(crate) after: u64,
    #[prost(uint64, tag = "2")]
    pub(crate) until: u64,
}
#[derive(Clone, PartialEq, prost::Message)]
pub(crate) struct CountResponse {
    #[prost(uint64, tag = "1")]
    pub(crate) after: u64,
}
#[derive(Clone, PartialEq, prost::Message)]
pub(crate) struct TalkRequest {
    #[prost(string, tag = "1")]
    pub(crate) word: String,
}
#[derive(Clone, PartialEq, prost::Message)]
pub(crate) struct TalkResponse {
    #[prost(string, tag = "1")]
    pub(crate) word: String,
}
#[derive(Clone, PartialEq, prost::Message)]
pub(crate) struct JoinRequest {
    #[prost(string, tag = "1")]
    pub(crate) word: String,
}
#[derive(Clone, PartialEq, prost::Message)]
pub(crate) struct JoinResponse {
    #[prost(string, tag = "1")]
    pub(crate) text: String,
}
#[derive(Clone, PartialEq, prost::Message)]
pub(crate) struct TellRequest {
    #[prost(bytes = "vec", tag = "1")]
    pub(crate) ballast: Vec<u8>,
}
#[derive(Clone, PartialEq, prost::Message)]
pub(crate) struct TellResponse {
    #[prost(string, tag = "1")]
    pub(crate) context: String,
}

pub(crate) enum Owner {}
calls! { "probe" "shoal.probe.v1.Probe":
    Count(CountRequest) -> Flow<CountResponse>, 60000 Query Browse [];
    Talk(Flow<TalkRequest>) -> Flow<TalkResponse>, 60000 Natural Browse [];
    Join(Flow<JoinRequest>) -> JoinResponse, 60000 Natural Browse [];
    Tell(TellRequest) -> TellResponse, 5000 None Browse [];
    Seal(TellRequest) -> TellResponse, 5000 None Browse [] fresh;
}
impl Domain for Owner {
    const NAME: &'static str = "probe";
    const RPCS: &'static [Rpc] = RPCS;
    const HEARS: &'static [(&'static str, &'static str)] = &[];
}

impl Contract for Owner {
    type Call = Call;
    type Peers = Peers;
}

#[derive(Clone)]
pub(crate) struct Peers;
impl KernelPeers for Peers {
    fn dial(_: &RouteTable, _: &Key) -> Self {
        Self
    }
}

#[derive(Clone)]
pub(crate) struct Client {
    channel: Channel<Owner>,
}
impl Client {
    pub(crate) fn dial(route_table: &RouteTable, key: &Key) -> Self {
        Self { channel: route_table.channel(key) }
    }
    asks! {
        follow count Count(CountRequest) -> CountResponse [after];
        ask talk Talk(Flow<TalkRequest>) -> Flow<TalkResponse> [];
        ask join Join(Flow<JoinRequest>) -> JoinResponse [];
        ask tell Tell(TellRequest) -> TellResponse [];
        ask seal Seal(TellRequest) -> TellResponse [];
    }
}

/// Answers every call of the contract.
pub(crate) struct Probe {
    pub(crate) domain: DomainContext<Owner>,
}

impl DomainService<Owner> for Probe {
    async fn serve(&self, core: &Core<Owner>, cx: Context, call: Call) {
        match call {
            Call::Count(request, reply_to) => {
                host_run::query(core, self, cx, request, reply_to, Self::count).await;
            },
            Call::Talk(request, reply_to) => {
                host_run::command(core, self, cx, request, reply_to, Self::talk).await;
            },
            Call::Join(request, reply_to) => {
                host_run::command(core, self, cx, request, reply_to, Self::join).await;
            },
            Call::Tell(request, reply_to) => {
                host_run::command(core, self, cx, request, reply_to, Self::tell).await;
            },
            Call::Seal(request, reply_to) => {
                host_run::command(core, self, cx, request, reply_to, Self::tell).await;
            },
        }
    }
}

impl Reacts<Owner> for Probe {
    async fn react(&self, _: Context, _: &EventRecord) -> Reply<()> {
        Ok(())
    }
}

impl Probe {
    async fn count(&self, _: Context, request: CountRequest) -> Reply<Flow<CountResponse>> {
        let (sender, flow) = Flow::new();
        self.domain.tasks.spawn("count", async move {
            for after in request.after + 1..=request.until {
                if !sender.send(CountResponse { after }).await {
                    return;
                }
            }
        });
        Ok(flow)
    }

    async fn talk(&self, _: Context, mut said: Flow<TalkRequest>) -> Reply<Flow<TalkResponse>> {
        let (sender, flow) = Flow::new();
        self.domain.tasks.spawn("talk", async move {
            while let Some(heard) = said.next().await {
                let word = match heard {
                    Ok(TalkRequest { word }) => word.to_uppercase(),
                    Err(error) => return sender.fail(error).await,
                };
                if !sender.send(TalkResponse { word }).await {
                    return;
                }
            }
        });
        Ok(flow)
    }

    async fn join(&self, _: Context, mut said: Flow<JoinRequest>) -> Reply<JoinResponse> {
        let mut text = String::new();
        while let Some(heard) = said.next().await {
            match heard {
                Ok(JoinRequest { word }) => text += &word,
                Err(error) => text += &format!("!{error}"),
            }
        }
        Ok(JoinResponse { text })
    }

    async fn tell(&self, cx: Context, _: TellRequest) -> Reply<TellResponse> {
        // To the second, so that the time on the wire does not show.
        let left = cx.deadline.map(crate::kernel::clock::remaining);
        let left = left.map(|left| (left.as_millis() + 500) / 1000);
        let Context { trace, caller, key, class, gray, epoch, .. } = cx;
        let context =
            format!("{left:?} {trace} {caller:?} {key:?} {class:?} {gray:?} epoch {epoch}");
        Ok(TellResponse { context })
    }
}
