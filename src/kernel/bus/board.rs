//! All lines of a process, one for each contract. Only the composition root can reach into it.

use super::line::Placed;
use super::{Cargo as _, Flow, Line, Remote, Route};
use crate::kernel::context::Context;
use crate::kernel::events::{Consumers, Door, FarDoor};
use crate::kernel::fault::{Fault, Reply};
use crate::kernel::founding::Key;
use crate::kernel::rpc::Domain;
use crate::kernel::wire::{EventRecord, HelloRequest, HelloResponse};
use futures_util::future::BoxFuture;
use std::any::Any;
use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex, PoisonError};

/// One line, whichever its contract.
trait AnyLine: Send + Sync {
    fn tail(&self, cx: Context, after: u64) -> BoxFuture<'static, Reply<Flow<EventRecord>>>;
    fn placed(&self) -> Placed;
    fn remote(&self) -> Option<Arc<Remote>>;
    fn point_away(&self, remote: Arc<Remote>);
}

impl<D: Domain> AnyLine for Line<D> {
    fn tail(&self, cx: Context, after: u64) -> BoxFuture<'static, Reply<Flow<EventRecord>>> {
        let line = self.clone();
        Box::pin(async move { Self::tail(&line, &cx, after).await })
    }

    fn placed(&self) -> Placed {
        Self::placed(self)
    }

    fn remote(&self) -> Option<Arc<Remote>> {
        Self::remote(self)
    }

    fn point_away(&self, remote: Arc<Remote>) {
        // How often the domain has moved is for the other side to tell.
        self.point(0, Route::Remote(remote));
    }
}

struct Place {
    line: Box<dyn Any + Send>,
    any: Arc<dyn AnyLine>,
}

/// The lines by domain word. Cheap to clone.
#[derive(Clone, Default)]
pub(crate) struct Board {
    places: Arc<Mutex<HashMap<&'static str, Place>>>,
    consumers: Consumers,
}

impl Board {
    pub(crate) fn new(_: &Key) -> Self {
        Self::default()
    }

    /// What the domains of this process hear.
    pub(in crate::kernel) fn consumers(&self) -> &Consumers {
        &self.consumers
    }

    /// What the domains hear, here and elsewhere, for an administrator.
    pub(crate) fn doors(&self, cx: &Context) -> Vec<(&'static str, Arc<dyn Door>)> {
        let mut doors: BTreeMap<_, _> = self.consumers.doors().into_iter().collect();
        let places = self.places.lock().unwrap_or_else(PoisonError::into_inner);
        for (word, place) in places.iter() {
            if let Some(remote) = place.any.remote() {
                doors.insert(*word, Arc::new(FarDoor { remote, word, cx: cx.clone() }));
            }
        }
        doors.into_iter().collect()
    }

    /// The line of a contract; made on first use and leading nowhere until its domain starts.
    pub(crate) fn line<D: Domain>(&self, _: &Key) -> Line<D> {
        let mut places = self.places.lock().unwrap_or_else(PoisonError::into_inner);
        let place = places.entry(D::NAME).or_insert_with(|| {
            let line = Line::<D>::new();
            Place { any: Arc::new(line.clone()), line: Box::new(line) }
        });
        let line: &Line<D> = place.line.downcast_ref().expect("a word names one contract");
        line.clone()
    }

    /// Every event of a domain after a position.
    pub(in crate::kernel) async fn tail(
        &self,
        source: &'static str,
        cx: &Context,
        after: u64,
    ) -> Reply<Flow<EventRecord>> {
        match self.any(source) {
            Some(line) => line.tail(cx.clone(), after).await,
            None => Err(Fault::Unavailable(format!("{source}: it is not placed")).into()),
        }
    }

    /// Where the calls to a domain go now.
    pub(crate) fn placed(&self, word: &str) -> Option<Placed> {
        self.any(word).map(|line| line.placed())
    }

    /// The process that hosts a domain, if it is another one.
    pub(in crate::kernel) fn remote(&self, word: &str) -> Option<Arc<Remote>> {
        self.any(word)?.remote()
    }

    /// Asks the process that hosts a domain what it is. `None` when that is this one.
    pub(crate) async fn hello(&self, word: &str, cx: &Context) -> Option<Reply<HelloResponse>> {
        let remote = self.remote(word)?;
        let load = HelloRequest {}.pack();
        let reply = remote.node(cx, super::node::HELLO, load, false, word).await;
        Some(reply.and_then(HelloResponse::unpack))
    }

    /// Re-points a domain to another process. False when nobody here asks it.
    pub(crate) fn point_away(&self, _: &Key, word: &str, remote: Arc<Remote>) -> bool {
        self.any(word).map(|line| line.point_away(remote)).is_some()
    }

    fn any(&self, word: &str) -> Option<Arc<dyn AnyLine>> {
        let places = self.places.lock().unwrap_or_else(PoisonError::into_inner);
        places.get(word).map(|place| Arc::clone(&place.any))
    }

    /// The same lines in a process whose domains have their relays on another board.
    #[cfg(test)]
    pub(crate) fn hearing(&self, other: &Self) -> Self {
        Self { places: Arc::clone(&self.places), consumers: other.consumers.clone() }
    }

    /// Puts a plain function in place of a domain.
    #[cfg(test)]
    pub(crate) fn fake<D: Domain>(
        &self,
        key: &Key,
        answer: impl Fn(Context, D::Call) + Send + Sync + 'static,
    ) {
        let answer = Arc::new(answer);
        self.line::<D>(key).point(0, Route::Fake(answer));
    }
}
