//! All lines of a process, one for each contract. Only the composition root can reach into it.

use super::Contract;
use super::channel::Placed;
use super::{Channel, Flow, Payload as _, Remote, Route};
use crate::kernel::capability::Key;
use crate::kernel::context::Context;
use crate::kernel::fault::{Fault, Reply};
use crate::kernel::wire::{EventRecord, HelloRequest, HelloResponse};
use futures_util::future::BoxFuture;
use std::any::{Any, TypeId};
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

/// One line, whichever its contract.
trait AnyChannel: Send + Sync {
    fn tail(&self, cx: Context, after: u64) -> BoxFuture<'static, Reply<Flow<EventRecord>>>;
    fn placed(&self) -> Placed;
    fn remote(&self) -> Option<Arc<Remote>>;
    fn point_remote(&self, remote: Arc<Remote>);
}

impl<D: Contract> AnyChannel for Channel<D> {
    fn tail(&self, cx: Context, after: u64) -> BoxFuture<'static, Reply<Flow<EventRecord>>> {
        let channel = self.clone();
        Box::pin(async move { Self::tail(&channel, &cx, after).await })
    }

    fn placed(&self) -> Placed {
        Self::placed(self)
    }

    fn remote(&self) -> Option<Arc<Remote>> {
        Self::remote(self)
    }

    fn point_remote(&self, remote: Arc<Remote>) {
        // How often the domain has moved is for the other side to tell.
        self.point(0, Route::Remote(remote));
    }
}

struct ChannelEntry {
    channel: Box<dyn Any + Send>,
    any: Arc<dyn AnyChannel>,
}

/// The lines by domain word. Cheap to clone.
#[derive(Clone, Default)]
pub(crate) struct RouteTable {
    places: Arc<Mutex<HashMap<&'static str, ChannelEntry>>>,
    /// What others keep for the whole process, by its type.
    kept: Arc<Mutex<HashMap<TypeId, Box<dyn Any + Send>>>>,
}

impl RouteTable {
    pub(crate) fn new(_: &Key) -> Self {
        Self::default()
    }

    /// What a part of the kernel keeps for the whole process; made on first use.
    pub(in crate::kernel) fn kept<T: Clone + Default + Send + 'static>(&self) -> T {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        let one = kept.entry(TypeId::of::<T>()).or_insert_with(|| Box::new(T::default()));
        one.downcast_ref::<T>().cloned().unwrap_or_default()
    }

    /// The domains that another process hosts, each with the way to it.
    pub(in crate::kernel) fn remotes(&self) -> Vec<(&'static str, Arc<Remote>)> {
        let places = self.places.lock().unwrap_or_else(PoisonError::into_inner);
        let far = places.iter().filter_map(|(word, place)| Some((*word, place.any.remote()?)));
        far.collect()
    }

    /// The line of a contract; made on first use and leading nowhere until its domain starts.
    pub(crate) fn channel<D: Contract>(&self, _: &Key) -> Channel<D> {
        let mut places = self.places.lock().unwrap_or_else(PoisonError::into_inner);
        let place = places.entry(D::NAME).or_insert_with(|| {
            let channel = Channel::<D>::new();
            ChannelEntry { any: Arc::new(channel.clone()), channel: Box::new(channel) }
        });
        let channel: &Channel<D> = place.channel.downcast_ref().expect("a word names one contract");
        channel.clone()
    }

    /// Every event of a domain after a position.
    pub(in crate::kernel) async fn tail(
        &self,
        source: &'static str,
        cx: &Context,
        after: u64,
    ) -> Reply<Flow<EventRecord>> {
        match self.any(source) {
            Some(channel) => channel.tail(cx.clone(), after).await,
            None => Err(Fault::Unavailable(format!("{source}: it is not placed")).into()),
        }
    }

    /// Where the calls to a domain go now.
    pub(crate) fn placed(&self, word: &str) -> Option<Placed> {
        self.any(word).map(|channel| channel.placed())
    }

    /// The process that hosts a domain, if it is another one.
    pub(in crate::kernel) fn remote(&self, word: &str) -> Option<Arc<Remote>> {
        self.any(word)?.remote()
    }

    /// Asks the process that hosts a domain what it is. `None` when that is this one.
    pub(crate) async fn hello(&self, word: &str, cx: &Context) -> Option<Reply<HelloResponse>> {
        let remote = self.remote(word)?;
        let body = HelloRequest {}.pack();
        let reply = remote.node(cx, super::paths::HELLO, body, false, word).await;
        Some(reply.and_then(HelloResponse::unpack))
    }

    /// Re-points a domain to another process. False when nobody here asks it.
    pub(crate) fn point_remote(&self, _: &Key, word: &str, remote: Arc<Remote>) -> bool {
        self.any(word).map(|channel| channel.point_remote(remote)).is_some()
    }

    fn any(&self, word: &str) -> Option<Arc<dyn AnyChannel>> {
        let places = self.places.lock().unwrap_or_else(PoisonError::into_inner);
        places.get(word).map(|place| Arc::clone(&place.any))
    }

    /// The same lines in a process whose domains have their relays on another route table.
    #[cfg(test)]
    pub(crate) fn hearing(&self, other: &Self) -> Self {
        Self { places: Arc::clone(&self.places), kept: Arc::clone(&other.kept) }
    }

    /// Puts a plain function in place of a domain.
    #[cfg(test)]
    pub(crate) fn fake<D: Contract>(
        &self,
        key: &Key,
        answer: impl Fn(Context, D::Call) + Send + Sync + 'static,
    ) {
        let answer = Arc::new(answer);
        self.channel::<D>(key).point(0, Route::Fake(answer));
    }
}
