//! The same for a domain that runs in another process: asked over the wire, answered there.
//! It must not let anybody in but administrators, who come by the front of the site.

use super::consumers::{ConsumerAdmin, Consumers, SourceReading};
use super::offsets::Reading;
use super::parked::Parked;
use crate::kernel::assertion::Peer;
use crate::kernel::bus::{
    Body, GATEWAY, LIST_CONSUMERS, Payload as _, REPLAY_EVENTS, Remote, RouteTable,
};
use crate::kernel::context::Context;
use crate::kernel::fault::{Fault, Reply};
use crate::kernel::wire::list_consumers_response::{ParkedEvent, SourceRead};
use crate::kernel::wire::{
    ListConsumersRequest, ListConsumersResponse, ReplayEventsRequest, ReplayEventsResponse,
};
use futures_util::future::BoxFuture;
use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

/// How long a domain elsewhere may take: whoever asks looks at all of them.
const ANSWER_MAX: Duration = Duration::from_secs(3);

/// The consumer of a domain elsewhere, for one administrator.
struct RemoteConsumerAdmin {
    remote: Arc<Remote>,
    word: &'static str,
    cx: Context,
}

impl RemoteConsumerAdmin {
    fn list(&self, parked_max: u32) -> BoxFuture<'static, Reply<ListConsumersResponse>> {
        let (remote, word, cx) = (Arc::clone(&self.remote), self.word, self.cx.clone());
        Box::pin(async move {
            let body = ListConsumersRequest { domain: word.to_owned(), parked_max }.pack();
            let reply = remote.node(&cx, LIST_CONSUMERS, body, false, word);
            ListConsumersResponse::unpack(in_time(reply).await?)
        })
    }

    fn replay_events(&self, source: String) -> BoxFuture<'static, Reply<()>> {
        let (remote, word, cx) = (Arc::clone(&self.remote), self.word, self.cx.clone());
        Box::pin(async move {
            let body = ReplayEventsRequest { domain: word.to_owned(), source }.pack();
            let reply = remote.node(&cx, REPLAY_EVENTS, body, false, word);
            ReplayEventsResponse::unpack(in_time(reply).await?).map(drop)
        })
    }
}

async fn in_time(reply: impl Future<Output = Reply<Body>>) -> Reply<Body> {
    let answered = tokio::time::timeout(ANSWER_MAX, reply).await;
    answered.unwrap_or_else(|_| Err(Fault::Timeout.into()))
}

impl ConsumerAdmin for RemoteConsumerAdmin {
    fn readings(&self) -> BoxFuture<'static, Reply<Vec<SourceReading>>> {
        let listed = self.list(0);
        Box::pin(async move { Ok(listed.await?.sources.into_iter().map(Into::into).collect()) })
    }

    fn parked(&self, limit: u32) -> BoxFuture<'static, Reply<Vec<Parked>>> {
        let listed = self.list(limit);
        Box::pin(async move { Ok(listed.await?.parked.into_iter().map(Into::into).collect()) })
    }

    fn retry(&self) -> BoxFuture<'static, Reply<()>> {
        self.replay_events(String::new())
    }

    fn replay(&self, source: &str) -> BoxFuture<'static, Reply<()>> {
        self.replay_events(source.to_owned())
    }
}

/// What the domains hear, here and elsewhere, for an administrator.
pub(crate) fn consumers(
    route_table: &RouteTable,
    cx: &Context,
) -> Vec<(&'static str, Arc<dyn ConsumerAdmin>)> {
    let mut consumers: BTreeMap<_, _> =
        route_table.kept::<Consumers>().consumers().into_iter().collect();
    for (word, remote) in route_table.remotes() {
        consumers.insert(word, Arc::new(RemoteConsumerAdmin { remote, word, cx: cx.clone() }));
    }
    consumers.into_iter().collect()
}

/// Answers for the domains of this process.
pub(in crate::kernel) async fn answer(
    consumers: &Consumers,
    (path, peer, cx): (&str, &Peer, &Context),
    body: Body,
) -> Reply<Body> {
    let is_front = match peer {
        Peer::Certified(words) => words.iter().any(|word| word == GATEWAY),
        _ => true,
    };
    if !is_front || !cx.caller.is_admin() {
        let text = "only administrators ask what a domain hears, by the front of the site";
        return Err(Fault::Unavailable(text.to_owned()).into());
    }
    if path == REPLAY_EVENTS {
        let asked = ReplayEventsRequest::unpack(body)?;
        let consumer = consumer(consumers, &asked.domain)?;
        if asked.source.is_empty() {
            consumer.retry().await?;
        } else {
            consumer.replay(&asked.source).await?;
        }
        return Ok(ReplayEventsResponse {}.pack());
    }
    let asked = ListConsumersRequest::unpack(body)?;
    let consumer = consumer(consumers, &asked.domain)?;
    let sources = consumer.readings().await?.into_iter().map(Into::into).collect();
    let parked = consumer.parked(asked.parked_max).await?.into_iter().map(Into::into).collect();
    Ok(ListConsumersResponse { sources, parked }.pack())
}

fn consumer(consumers: &Consumers, word: &str) -> Reply<Arc<dyn ConsumerAdmin>> {
    consumers.consumer(word).ok_or_else(|| {
        Fault::Unavailable(format!("{} does not run here", word.escape_debug())).into()
    })
}

// Each pair side by side, so that a field that one of them lacks is missed in the other.

impl From<SourceReading> for SourceRead {
    fn from(one: SourceReading) -> Self {
        let Reading { position, replay, replay_to } = one.reading;
        Self { source: one.source, position, replays: replay, replay_to }
    }
}

impl From<SourceRead> for SourceReading {
    fn from(one: SourceRead) -> Self {
        let SourceRead { source, position, replays, replay_to } = one;
        Self { source, reading: Reading { position, replay: replays, replay_to } }
    }
}

impl From<Parked> for ParkedEvent {
    fn from(one: Parked) -> Self {
        let Parked { source, position, kind, entity_key, tries, cause, at_ms } = one;
        Self { source, position, kind, entity_key, tries, cause, at_ms }
    }
}

impl From<ParkedEvent> for Parked {
    fn from(one: ParkedEvent) -> Self {
        let ParkedEvent { source, position, kind, entity_key, tries, cause, at_ms } = one;
        Self { source, position, kind, entity_key, tries, cause, at_ms }
    }
}
