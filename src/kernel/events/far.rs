//! The same door for a domain that runs in another process: asked over the wire, answered there.
//! It must not let anybody in but administrators, who come by the front of the site.

use super::door::{Consumers, Door, SourceReading};
use super::offsets::Reading;
use super::parked::Parked;
use crate::kernel::bus::{Board, Cargo as _, GATEWAY, HEAR_AGAIN, LIST_HEARD, Load, Remote};
use crate::kernel::context::Context;
use crate::kernel::fault::{Fault, Reply};
use crate::kernel::passport::Peer;
use crate::kernel::wire::list_heard_response::{ParkedEvent, SourceRead};
use crate::kernel::wire::{
    HearAgainRequest, HearAgainResponse, ListHeardRequest, ListHeardResponse,
};
use futures_util::future::BoxFuture;
use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

/// How long a domain elsewhere may take: whoever asks looks at all of them.
const ANSWER_MAX: Duration = Duration::from_secs(3);

/// The door of a domain elsewhere, for one administrator.
struct FarDoor {
    remote: Arc<Remote>,
    word: &'static str,
    cx: Context,
}

impl FarDoor {
    fn list(&self, parked_max: u32) -> BoxFuture<'static, Reply<ListHeardResponse>> {
        let (remote, word, cx) = (Arc::clone(&self.remote), self.word, self.cx.clone());
        Box::pin(async move {
            let load = ListHeardRequest { domain: word.to_owned(), parked_max }.pack();
            let reply = remote.node(&cx, LIST_HEARD, load, false, word);
            ListHeardResponse::unpack(in_time(reply).await?)
        })
    }

    fn hear_again(&self, source: String) -> BoxFuture<'static, Reply<()>> {
        let (remote, word, cx) = (Arc::clone(&self.remote), self.word, self.cx.clone());
        Box::pin(async move {
            let load = HearAgainRequest { domain: word.to_owned(), source }.pack();
            let reply = remote.node(&cx, HEAR_AGAIN, load, false, word);
            HearAgainResponse::unpack(in_time(reply).await?).map(drop)
        })
    }
}

async fn in_time(reply: impl Future<Output = Reply<Load>>) -> Reply<Load> {
    let answered = tokio::time::timeout(ANSWER_MAX, reply).await;
    answered.unwrap_or_else(|_| Err(Fault::Timeout.into()))
}

impl Door for FarDoor {
    fn readings(&self) -> BoxFuture<'static, Reply<Vec<SourceReading>>> {
        let listed = self.list(0);
        Box::pin(async move { Ok(listed.await?.sources.into_iter().map(Into::into).collect()) })
    }

    fn parked(&self, limit: u32) -> BoxFuture<'static, Reply<Vec<Parked>>> {
        let listed = self.list(limit);
        Box::pin(async move { Ok(listed.await?.parked.into_iter().map(Into::into).collect()) })
    }

    fn retry(&self) -> BoxFuture<'static, Reply<()>> {
        self.hear_again(String::new())
    }

    fn replay(&self, source: &str) -> BoxFuture<'static, Reply<()>> {
        self.hear_again(source.to_owned())
    }
}

/// What the domains hear, here and elsewhere, for an administrator.
pub(crate) fn doors(board: &Board, cx: &Context) -> Vec<(&'static str, Arc<dyn Door>)> {
    let mut doors: BTreeMap<_, _> = board.kept::<Consumers>().doors().into_iter().collect();
    for (word, remote) in board.remotes() {
        doors.insert(word, Arc::new(FarDoor { remote, word, cx: cx.clone() }));
    }
    doors.into_iter().collect()
}

/// Answers for the domains of this process.
pub(in crate::kernel) async fn answer(
    consumers: &Consumers,
    (path, peer, cx): (&str, &Peer, &Context),
    load: Load,
) -> Reply<Load> {
    let is_front = match peer {
        Peer::Certified(words) => words.iter().any(|word| word == GATEWAY),
        _ => true,
    };
    if !is_front || !cx.caller.is_admin() {
        let text = "only administrators ask what a domain hears, by the front of the site";
        return Err(Fault::Unavailable(text.to_owned()).into());
    }
    if path == HEAR_AGAIN {
        let asked = HearAgainRequest::unpack(load)?;
        let door = door(consumers, &asked.domain)?;
        if asked.source.is_empty() {
            door.retry().await?;
        } else {
            door.replay(&asked.source).await?;
        }
        return Ok(HearAgainResponse {}.pack());
    }
    let asked = ListHeardRequest::unpack(load)?;
    let door = door(consumers, &asked.domain)?;
    let sources = door.readings().await?.into_iter().map(Into::into).collect();
    let parked = door.parked(asked.parked_max).await?.into_iter().map(Into::into).collect();
    Ok(ListHeardResponse { sources, parked }.pack())
}

fn door(consumers: &Consumers, word: &str) -> Reply<Arc<dyn Door>> {
    consumers.door(word).ok_or_else(|| {
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
