//! All lines of a process, one for each contract. Only the composition root can reach into it.

use super::{Flow, Line};
use crate::kernel::context::Context;
use crate::kernel::events::Consumers;
use crate::kernel::fault::{Fault, Reply};
use crate::kernel::founding::Key;
use crate::kernel::rpc::Domain;
use crate::kernel::wire::EventRecord;
use futures_util::future::BoxFuture;
use std::any::Any;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

/// Opens a tail of one domain, whichever it is.
type OpenTail =
    Arc<dyn Fn(Context, u64) -> BoxFuture<'static, Reply<Flow<EventRecord>>> + Send + Sync>;

struct Place {
    line: Box<dyn Any + Send>,
    tail: OpenTail,
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

    /// What the domains of this process hear, for its operator.
    pub(crate) fn consumers(&self) -> &Consumers {
        &self.consumers
    }

    /// The line of a contract; made on first use and leading nowhere until its domain starts.
    pub(crate) fn line<D: Domain>(&self, _: &Key) -> Line<D> {
        let mut places = self.places.lock().unwrap_or_else(PoisonError::into_inner);
        let place = places.entry(D::NAME).or_insert_with(|| {
            let line = Line::<D>::new();
            let tailed = line.clone();
            let tail: OpenTail = Arc::new(move |cx, after| {
                let line = tailed.clone();
                Box::pin(async move { line.tail(&cx, after).await })
            });
            Place { line: Box::new(line), tail }
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
        let open = {
            let places = self.places.lock().unwrap_or_else(PoisonError::into_inner);
            places.get(source).map(|place| Arc::clone(&place.tail))
        };
        match open {
            Some(open) => open(cx.clone(), after).await,
            None => Err(Fault::Unavailable(format!("{source}: it is not placed")).into()),
        }
    }

    /// Puts a plain function in place of a domain.
    #[cfg(test)]
    pub(crate) fn fake<D: Domain>(
        &self,
        key: &Key,
        answer: impl Fn(Context, D::Call) + Send + Sync + 'static,
    ) {
        let answer = Arc::new(answer);
        self.line::<D>(key).point(|_| super::Route::Fake(answer));
    }
}
