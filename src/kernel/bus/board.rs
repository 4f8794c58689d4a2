//! All lines of a process, one for each contract. Only the composition root can reach into it.

use super::Contract;
use super::line::Placed;
use super::{Cargo as _, Flow, Line, Remote, Route};
use crate::kernel::context::Context;
use crate::kernel::fault::{Fault, Reply};
use crate::kernel::founding::Key;
use crate::kernel::wire::{EventRecord, HelloRequest, HelloResponse};
use futures_util::future::BoxFuture;
use std::any::{Any, TypeId};
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

/// One line, whichever its contract.
trait AnyLine: Send + Sync {
    fn tail(&self, cx: Context, after: u64) -> BoxFuture<'static, Reply<Flow<EventRecord>>>;
    fn placed(&self) -> Placed;
    fn remote(&self) -> Option<Arc<Remote>>;
    fn point_away(&self, remote: Arc<Remote>);
}

impl<D: Contract> AnyLine for Line<D> {
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
    /// What others keep for the whole process, by its type.
    kept: Arc<Mutex<HashMap<TypeId, Box<dyn Any + Send>>>>,
}

impl Board {
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
    pub(crate) fn line<D: Contract>(&self, _: &Key) -> Line<D> {
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
        let reply = remote.node(cx, super::paths::HELLO, load, false, word).await;
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
        self.line::<D>(key).point(0, Route::Fake(answer));
    }
}
