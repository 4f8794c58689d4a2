//! How the three kinds of call are run once they have a place. It must not know any message.

use super::Core;
use crate::kernel::bus::Contract;
use crate::kernel::bus::{Payload, ReplySender};
use crate::kernel::clock;
use crate::kernel::context::{Context, Repeated};
use crate::kernel::fault::Reply;
use crate::kernel::rpc::Secrets;
use sha2::{Digest as _, Sha256};
use std::sync::Arc;

/// A query: cancelled when its caller goes.
pub(crate) async fn query<D, S, Q, A, F>(
    core: &Core<D>,
    service: &S,
    cx: Context,
    request: Q,
    mut reply_to: ReplySender<A>,
    work: F,
) where
    D: Contract,
    A: Payload,
    F: AsyncFnOnce(&S, Context, Q) -> Reply<A>,
{
    let (rpc, begun) = (cx.rpc, clock::instant());
    let reply = tokio::select! {
        biased;
        reply = work(service, cx, request) => reply,
        () = reply_to.abandoned() => return,
    };
    if let Some(rpc) = rpc {
        core.endpoint.meter.finished(rpc, reply.as_ref().err(), clock::instant() - begun);
    }
    reply_to.send(reply.map(|answer| answer.attend(|| core.fence.changes())));
}

/// A command: once started it runs to its end.
pub(crate) async fn command<D, S, Q, A, F>(
    core: &Core<D>,
    service: &S,
    cx: Context,
    request: Q,
    reply_to: ReplySender<A>,
    work: F,
) where
    D: Contract,
    A: Payload,
    F: AsyncFnOnce(&S, Context, Q) -> Reply<A>,
{
    let (rpc, begun) = (cx.rpc, clock::instant());
    let reply = work(service, cx, request).await;
    if let Some(rpc) = rpc {
        core.endpoint.meter.finished(rpc, reply.as_ref().err(), clock::instant() - begun);
    }
    reply_to.send(reply.map(|answer| answer.attend(|| core.fence.changes())));
}

/// A command that is repeated by key: a repeat gets the first reply and does no work.
pub(crate) async fn keyed<D, S, Q, A, F>(
    core: &Core<D>,
    service: &S,
    mut cx: Context,
    request: Q,
    reply_to: ReplySender<A>,
    work: F,
) where
    D: Contract,
    Q: prost::Message + Clone + Secrets,
    A: prost::Message + Default + Secrets + Clone + 'static,
    F: AsyncFnOnce(&S, Context, Q) -> Reply<A>,
{
    if let (Some(key), Some(rpc)) = (cx.key.clone(), cx.rpc) {
        let fingerprint = fingerprint(&request);
        let scope = cx.caller.scope();
        cx.repeated = Some(Arc::new(Repeated { rpc: rpc.name, scope, key, fingerprint }));
        match core.endpoint.db.first_reply(&cx).await {
            Ok(None) => {},
            Ok(Some(first)) => return reply_to.send(Ok(first)),
            Err(error) => return reply_to.send(Err(error)),
        }
    }
    command(core, service, cx, request, reply_to, work).await;
}

/// What tells one request from another under the same key; secrets leave no mark in it.
fn fingerprint<Q: prost::Message + Clone + Secrets>(request: &Q) -> [u8; 32] {
    let mut request = request.clone();
    request.clear_secrets();
    Sha256::digest(request.encode_to_vec()).into()
}
