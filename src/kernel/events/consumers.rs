//! What the operator sees of what the domains of this process hear: what is parked, how far each
//! source is read, and the wish to try again or to read anew. It must not apply an event itself.

use super::offsets::{self, Reading};
use super::parked::{self, Parked};
use crate::kernel::db::Db;
use crate::kernel::fault::{Fault, Reply};
use crate::kernel::rpc::Domain;
use futures_util::future::BoxFuture;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};
use tokio::sync::watch;

/// The consumers of this process by domain word. Cheap to clone.
#[derive(Clone, Default)]
pub(crate) struct Consumers {
    all: Arc<Mutex<BTreeMap<&'static str, Arc<dyn ConsumerAdmin>>>>,
}

/// How often somebody has asked, when a domain comes up.
const NOT_ONCE: u64 = 0;

/// How one domain reads one source.
#[derive(Debug, Clone)]
pub(crate) struct SourceReading {
    pub(crate) source: String,
    pub(crate) reading: Reading,
}

/// What an operator can ask of every consumer.
pub(crate) trait ConsumerAdmin: Send + Sync {
    /// How far it has read each domain that it hears.
    fn readings(&self) -> BoxFuture<'static, Reply<Vec<SourceReading>>>;
    /// The events that it has set aside, in the order of each source's log.
    fn parked(&self, limit: u32) -> BoxFuture<'static, Reply<Vec<Parked>>>;
    /// Tries what is parked now; what lies behind it follows at once.
    fn retry(&self) -> BoxFuture<'static, Reply<()>>;
    /// Reads one of its sources anew from the beginning: what is kept of it becomes whole.
    fn replay(&self, source: &str) -> BoxFuture<'static, Reply<()>>;
}

/// Where a relay hears that it should look again at what is durable.
#[derive(Clone)]
pub(in crate::kernel) struct Nudges {
    receiver: watch::Receiver<u64>,
}

struct Consumer<D> {
    db: Db<D>,
    nudge: Arc<watch::Sender<u64>>,
}

impl Consumers {
    /// Adds the consumer of a domain that comes up; gives what its relays listen to.
    pub(in crate::kernel) fn enter<D: Domain>(&self, db: &Db<D>) -> Nudges {
        let (nudge, receiver) = watch::channel(NOT_ONCE);
        let consumer = Consumer { db: db.clone(), nudge: Arc::new(nudge) };
        let mut all = self.all.lock().unwrap_or_else(PoisonError::into_inner);
        all.insert(D::NAME, Arc::new(consumer));
        Nudges { receiver }
    }

    /// Removes the consumer of a domain that ends, so that nothing keeps its database open.
    pub(in crate::kernel) fn leave<D: Domain>(&self) {
        let mut all = self.all.lock().unwrap_or_else(PoisonError::into_inner);
        all.remove(D::NAME);
    }

    /// The consumer of a domain, if it runs in this process.
    pub(in crate::kernel) fn consumer(&self, word: &str) -> Option<Arc<dyn ConsumerAdmin>> {
        let all = self.all.lock().unwrap_or_else(PoisonError::into_inner);
        all.get(word).map(Arc::clone)
    }

    /// The consumers of the domains that run in this process, by word.
    pub(in crate::kernel) fn consumers(&self) -> Vec<(&'static str, Arc<dyn ConsumerAdmin>)> {
        let all = self.all.lock().unwrap_or_else(PoisonError::into_inner);
        all.iter().map(|(word, consumer)| (*word, Arc::clone(consumer))).collect()
    }
}

impl Nudges {
    /// Resolves at the next nudge, or at one that nobody has heard yet.
    pub(super) async fn next(&mut self) {
        if self.receiver.changed().await.is_err() {
            std::future::pending::<()>().await;
        }
    }
}

impl<D: Domain> Consumer<D> {
    /// The domains that it hears, each once.
    fn sources(&self) -> Vec<&'static str> {
        let mut sources: Vec<&'static str> = D::HEARS.iter().map(|(source, _)| *source).collect();
        sources.sort_unstable();
        sources.dedup();
        sources
    }
}

impl<D: Domain> ConsumerAdmin for Consumer<D> {
    fn readings(&self) -> BoxFuture<'static, Reply<Vec<SourceReading>>> {
        let (db, sources) = (self.db.clone(), self.sources());
        Box::pin(async move {
            let mut readings = Vec::new();
            for source in sources {
                let reading = offsets::reading(&db, source).await?;
                readings.push(SourceReading { source: source.to_owned(), reading });
            }
            Ok(readings)
        })
    }

    fn parked(&self, limit: u32) -> BoxFuture<'static, Reply<Vec<Parked>>> {
        let db = self.db.clone();
        Box::pin(async move { parked::list(&db, limit).await })
    }

    fn retry(&self) -> BoxFuture<'static, Reply<()>> {
        self.nudge.send_modify(|count| *count += 1);
        Box::pin(std::future::ready(Ok(())))
    }

    fn replay(&self, source: &str) -> BoxFuture<'static, Reply<()>> {
        let (db, nudge) = (self.db.clone(), Arc::clone(&self.nudge));
        let heard = self.sources().into_iter().find(|one| *one == source);
        let unheard = format!("{} does not hear {}", D::NAME, source.escape_debug());
        Box::pin(async move {
            let source = heard.ok_or(Fault::Unavailable(unheard))?;
            let began = offsets::begin_anew(&db, source).await;
            // A commit whose answer was lost may be there all the same: the relay looks for itself.
            nudge.send_modify(|count| *count += 1);
            began?;
            tracing::info!(domain = D::NAME, source, "a source is read anew from its beginning");
            Ok(())
        })
    }
}
