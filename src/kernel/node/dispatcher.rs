//! Where calls from other processes come in: checks who may ask, finds the domain by path, hands
//! the call to its mailbox. It must not route: what is not hosted here is served elsewhere.

use super::Node;
use crate::kernel::assertion::{CallerAssertions, Peer, digest};
use crate::kernel::bus::{
    Body, Call as _, Channel, Contract, Dispatch, GATEWAY, HELLO, InboundCall, Payload as _,
    RouteTable, head, is_heard, paths, reads,
};
use crate::kernel::capability::Key;
use crate::kernel::context::{Caller, Context};
use crate::kernel::fault::{Fault, Reply};
use crate::kernel::rpc::{Rpc, TopologyRow};
use crate::kernel::wire::CallHead;
use futures_util::future::BoxFuture;
use std::collections::HashMap;
use std::sync::Arc;

/// One domain, whichever it is.
trait Handle: Send + Sync {
    fn take(&self, rpc: &'static Rpc, cx: Context, body: Body) -> BoxFuture<'static, Reply<Body>>;
}

struct Hosted<D: Contract>(Channel<D>);

impl<D: Contract> Handle for Hosted<D> {
    fn take(&self, rpc: &'static Rpc, cx: Context, body: Body) -> BoxFuture<'static, Reply<Body>> {
        D::Call::land(rpc.index, InboundCall { channel: self.0.clone(), cx }, body)
    }
}

/// What this process takes in.
pub(crate) struct Dispatcher {
    assertions: Arc<CallerAssertions>,
    topology: &'static [TopologyRow],
    paths: HashMap<&'static str, (&'static Rpc, Arc<dyn Handle>)>,
    node: Arc<Node>,
}

impl Dispatcher {
    pub(crate) fn new(
        _: &Key,
        assertions: Arc<CallerAssertions>,
        topology: &'static [TopologyRow],
        node: Node,
    ) -> Self {
        Self { assertions, topology, paths: HashMap::new(), node: Arc::new(node) }
    }

    /// Takes in the calls of one contract, for whoever this process hosts.
    pub(crate) fn host<D: Contract>(&mut self, key: &Key, route_table: &RouteTable) {
        self.host_channel(&route_table.channel::<D>(key));
    }

    /// Takes in the calls of one contract by a line of its own.
    pub(crate) fn host_channel<D: Contract>(&mut self, channel: &Channel<D>) {
        let handler: Arc<dyn Handle> = Arc::new(Hosted(channel.clone()));
        for rpc in D::RPCS {
            self.paths.insert(rpc.path, (rpc, Arc::clone(&handler)));
        }
    }
}

impl Dispatch for Dispatcher {
    fn streams(&self, path: &str) -> Option<(bool, bool)> {
        let ours = self.paths.get(path).map(|(rpc, _)| rpc.streams);
        ours.or_else(|| paths::streams(path))
    }

    fn admit(&self, path: &str, peer: &Peer, head: CallHead) -> Reply<Context> {
        // A greeting gives nothing away, and has to find out who is there.
        let mut hosted = self.node.hosted.clone();
        if path == HELLO {
            hosted.extend(self.topology.iter().map(|row| row.word));
        }
        let known = (&*self.assertions, &*hosted, self.topology);
        let (mut cx, bound) = head::unpack(head, peer, known)?;
        if let Some((rpc, _)) = self.paths.get(path) {
            may_call(self.topology, peer, &cx.caller, rpc.domain)?;
            if rpc.is_fresh && bound.as_ref().is_some_and(|bound| bound.0.is_empty()) {
                return Err(Fault::Unavailable(format!(
                    "{} asks for a proof of its caller that was made for this very call",
                    rpc.name
                ))
                .into());
            }
        }
        cx.proven_call = bound.map(|bound| bound.0).filter(|call| !call.is_empty()).map(Into::into);
        Ok(cx)
    }

    fn serve(
        &self,
        path: &str,
        peer: Peer,
        cx: Context,
        body: Body,
    ) -> BoxFuture<'static, Reply<Body>> {
        if !is_proven_call(path, &cx, &body) {
            let text = "the proof of the caller was made for another call".to_owned();
            return Box::pin(async move { Err(Fault::Unavailable(text).into()) });
        }
        let Some((rpc, handler)) = self.paths.get(path) else {
            let (node, path, topology) = (Arc::clone(&self.node), path.to_owned(), self.topology);
            return Box::pin(async move { node.serve(&path, topology, &peer, &cx, body).await });
        };
        handler.take(rpc, cx, body)
    }
}

/// Whether this is the call for which the caller was proven, where the proof names one.
fn is_proven_call(path: &str, cx: &Context, body: &Body) -> bool {
    let Some(call) = &cx.proven_call else { return true };
    match body {
        Body::One(request) => digest(path, cx.key.as_deref(), request) == **call,
        Body::Many(_) => false,
    }
}

/// Whether the holder of the connection, and the domain that asks for itself, may call `domain`.
fn may_call(
    topology: &[TopologyRow],
    peer: &Peer,
    caller: &Caller,
    domain: &str,
) -> Result<(), Fault> {
    let may = |word: &str| {
        let row = topology.iter().find(|row| row.word == word);
        word == GATEWAY || row.is_some_and(|row| row.calls.contains(&domain))
    };
    if let Peer::Certified(words) = peer
        && !words.iter().any(|word| may(word))
    {
        return Err(not_yours(&format!("a certificate for {}", words.join(", ")), domain));
    }
    match caller {
        Caller::Domain(word) if topology.iter().any(|row| row.word == *word) && !may(word) => {
            Err(not_yours(word, domain))
        },
        _ => Ok(()),
    }
}

/// Whether the holder of the connection, and the domain that asks, may hear the events of `domain`.
pub(super) fn may_hear(
    topology: &[TopologyRow],
    (peer, caller): (&Peer, &Caller),
    domain: &str,
) -> Result<(), Fault> {
    let hears = |word: &str| {
        let row = topology.iter().find(|row| row.word == word);
        word == domain || row.is_some_and(|row| is_heard(row, domain))
    };
    own_account((peer, caller), domain, hears)
}

/// Events and blobs are for domains that ask for themselves, never for people through them.
fn own_account(
    (peer, caller): (&Peer, &Caller),
    domain: &str,
    may: impl Fn(&str) -> bool,
) -> Result<(), Fault> {
    if let Peer::Certified(words) = peer
        && !words.iter().any(|word| may(word))
    {
        return Err(not_yours(&format!("a certificate for {}", words.join(", ")), domain));
    }
    match caller {
        Caller::Domain(word) if may(word) => Ok(()),
        Caller::Domain(word) => Err(not_yours(word, domain)),
        _ => Err(not_yours("somebody who is no domain", domain)),
    }
}

/// Whether the holder of the connection may read what `owner` has stored: the front, the owner, and
/// whoever hears or asks it, who gets the references.
pub(super) fn may_read(
    topology: &[TopologyRow],
    asks: (&Peer, &Caller),
    owner: &str,
) -> Result<(), Fault> {
    own_account(asks, owner, |word| reads(topology, word, owner))
}

fn not_yours(who: &str, domain: &str) -> Fault {
    Fault::Unavailable(format!(
        "{who} may not ask {domain}: proto/domains.toml does not list that edge"
    ))
}

/// Turns the bytes of a request for the process itself into its message.
pub(super) fn request<M: prost::Message + Default + 'static>(body: Body) -> Reply<M> {
    M::unpack(body)
}

#[cfg(test)]
mod tests {
    use super::*;

    const fn row(
        word: &'static str,
        calls: &'static [&'static str],
        hears: &'static [&'static str],
    ) -> TopologyRow {
        TopologyRow { word, purpose: "", calls, hears }
    }

    const TOPOLOGY: &[TopologyRow] = &[
        row("asks", &["owner"], &[]),
        row("hears", &[], &["owner.Made", "other.Made"]),
        row("owner", &[], &[]),
        row("other", &[], &[]),
    ];

    #[test]
    fn a_certificate_gives_what_the_topology_map_says_and_no_more() {
        let table = [
            // asks a call, hears the events, reads the blobs of `owner`
            (GATEWAY, true, false, true),
            ("asks", true, false, true),
            ("hears", false, true, true),
            ("owner", false, true, true),
            ("other", false, false, false),
            ("nobody", false, false, false),
        ];
        for (word, calls, hears, reads) in table {
            for peer in [Peer::Certified(Arc::new([word.to_owned()])), Peer::Open] {
                let itself = Caller::Domain(word);
                let asks = (&peer, &itself);
                assert_eq!(may_hear(TOPOLOGY, asks, "owner").is_ok(), hears, "{word} hears");
                assert_eq!(may_read(TOPOLOGY, asks, "owner").is_ok(), reads, "{word} reads");
                let person = (&peer, &Caller::Operator);
                assert!(may_hear(TOPOLOGY, person, "owner").is_err(), "{word} for a person");
                assert!(may_read(TOPOLOGY, person, "owner").is_err(), "{word} for a person");
            }
            let peer = Peer::Certified(Arc::new([word.to_owned()]));
            let person = Caller::Operator;
            assert_eq!(may_call(TOPOLOGY, &peer, &person, "owner").is_ok(), calls, "{word} calls");
        }
        let both = Peer::Certified(Arc::new(["other".to_owned(), "hears".to_owned()]));
        let hears = Caller::Domain("hears");
        assert!(may_hear(TOPOLOGY, (&both, &hears), "owner").is_ok(), "one of its words is enough");
        let other = Peer::Certified(Arc::new(["other".to_owned()]));
        let told = may_read(TOPOLOGY, (&other, &hears), "owner");
        assert!(told.is_err_and(|fault| fault.to_string().contains("other may not ask owner")));
    }
}
