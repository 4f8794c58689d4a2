//! Claims on work that outlives a call: who works on what, how long that counts without a sign of
//! life, and what becomes of work whose worker is gone. It must not know what is worked on: rows
//! and their SQL are the domain's.
//!
//! A claim stands in the row of its work as `holder` and `lease_until_ms`. One process owns a
//! database, so work that no worker of this incarnation attends has none, however long its lease
//! holds yet: it is taken back by that alone. The lease tells people how fresh a claim is; nothing
//! is taken away by it.

mod places;

pub(crate) use places::ClaimGuard;

use crate::kernel::bus::Contract;
use crate::kernel::clock::Clock;
use crate::kernel::context::Context;
use crate::kernel::db::{Db, Tx, View};
use crate::kernel::domain_context::DomainContext;
use crate::kernel::fault::{Error, Fault, Reply};
use crate::kernel::meter::{ClaimMeter, DomainMeter};
use crate::kernel::tasks::sleep;
use crate::kernel::trace::Trace;
use places::ClaimGuards;
use std::fmt::Display;
use std::hash::Hash;
use std::pin::pin;
use std::rc::Rc;
use std::time::Duration;

/// How often a write unit of a worker is tried that the disk, a full queue or a database that is
/// away refused, and the pause between two tries: the work behind it is dear.
const TRIES_MAX: u32 = 60;
const TRY_EVERY: Duration = Duration::from_secs(1);
/// How long work that is no longer wanted may take to end by itself.
const CANCEL_PATIENCE: Duration = Duration::from_secs(10);

/// Rows of work that can be claimed. Its store implements it.
pub(crate) trait Claimable: 'static {
    type Owner: Contract;
    type Key: Clone + Eq + Hash + Display + Send + 'static;
    /// What is remembered of work while it is attended here.
    type Note: Clone + 'static;
    /// The word in metrics and log lines.
    const WORK: &'static str;

    /// Renews the claim of its holder; false when work has another holder, or none.
    fn renew(tx: &Tx<'_, Self::Owner>, key: &Self::Key, claim: &Claim) -> Reply<bool>;

    /// All work that somebody is said to do.
    fn held(view: &View<'_, Self::Owner>) -> Reply<Vec<Held<Self::Key>>>;
}

/// A claim as it is written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Claim {
    /// The incarnation of the domain that works.
    pub(crate) holder: String,
    pub(crate) lease_until_ms: i64,
}

/// Work that somebody is said to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Held<K> {
    pub(crate) key: K,
    pub(crate) holder: String,
    /// Of whoever caused the work.
    pub(crate) traceparent: String,
}

/// How far ahead claims are written, and how often a worker gives a sign of life.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Terms {
    pub(crate) lease_ms: i64,
    pub(crate) beat_every_ms: u64,
}

/// The claims of one incarnation of a domain on one kind of work. Cheap to clone.
pub(crate) struct Claims<W: Claimable>(Rc<Inner<W>>);

struct Inner<W: Claimable> {
    holder: String,
    db: Db<W::Owner>,
    clock: Clock,
    terms: Box<dyn Fn() -> Terms>,
    meter: ClaimMeter,
    places: ClaimGuards<W::Key, W::Note>,
}

impl<W: Claimable> Clone for Claims<W> {
    fn clone(&self) -> Self {
        Self(Rc::clone(&self.0))
    }
}

/// The context in which work goes on: the trace of whoever caused it.
pub(crate) fn context(domain: &'static str, traceparent: &str) -> Context {
    let mut cx = Context::of_domain(domain);
    cx.trace = Trace::parse(traceparent).unwrap_or(Trace::none());
    cx
}

impl<W: Claimable> Claims<W> {
    pub(crate) fn new(
        domain: &DomainContext<W::Owner>,
        terms: impl Fn() -> Terms + 'static,
    ) -> Self {
        let parts = (domain.db.clone(), domain.clock.clone());
        Self::of(parts, domain.ids.mint(), &domain.meter, terms)
    }

    /// The same from its parts.
    pub(crate) fn of(
        (db, clock): (Db<W::Owner>, Clock),
        holder: String,
        meter: &DomainMeter,
        terms: impl Fn() -> Terms + 'static,
    ) -> Self {
        let (meter, places) = (meter.claims(W::WORK), ClaimGuards::default());
        let terms = Box::new(terms);
        Self(Rc::new(Inner { holder, db, clock, terms, meter, places }))
    }

    /// A claim that begins now. The unit that chooses work writes it.
    pub(crate) fn claim(&self) -> Claim {
        let lease_ms = (self.0.terms)().lease_ms;
        let lease_until_ms = self.0.clock.now_ms().saturating_add(lease_ms);
        Claim { holder: self.0.holder.clone(), lease_until_ms }
    }

    /// Takes a place for work; `None` while a worker of this incarnation attends it.
    pub(crate) fn enter(&self, key: &W::Key, note: W::Note) -> Option<ClaimGuard<W::Key, W::Note>> {
        self.0.places.enter(key, note, &self.0.meter)
    }

    /// Whether a worker of this incarnation attends it.
    pub(crate) fn runs(&self, key: &W::Key) -> bool {
        self.0.places.runs(key)
    }

    /// The work that is attended now, with what is remembered of it.
    pub(crate) fn running(&self) -> Vec<(W::Key, W::Note)> {
        self.0.places.running()
    }

    /// Says to the workers that are meant that their work is no longer wanted.
    pub(crate) fn cancel(&self, is_meant: impl Fn(&W::Key, &W::Note) -> bool) {
        self.0.places.cancel(is_meant);
    }

    /// Says that there may be work to begin.
    pub(crate) fn wake(&self) {
        self.0.places.wake();
    }

    /// Resolves when there may be work to begin: after a call of `wake`, when a place was given
    /// back, and in any case after a pause. Woken or not, the rows say what there is to do.
    pub(crate) async fn rest(&self, pause: Duration) {
        drop(tokio::time::timeout(pause, self.0.places.woken()).await);
    }

    /// Runs a write unit of a worker and renews its claim with it. `None`, and nothing is done,
    /// when the work is in other hands. What the disk, a full queue or an unreachable database
    /// refuses is tried again for a minute.
    pub(crate) async fn fenced<T: Send + 'static>(
        &self,
        cx: &Context,
        key: &W::Key,
        work: impl Fn(&Tx<'_, W::Owner>) -> Reply<T> + Clone + Send + 'static,
    ) -> Reply<Option<T>> {
        let mut tries = 0;
        loop {
            let (of, claim, work) = (key.clone(), self.claim(), work.clone());
            let done = self.0.db.write(cx, move |tx| {
                if !W::renew(tx, &of, &claim)? {
                    return Ok(None);
                }
                work(tx).map(Some)
            });
            tries += 1;
            match done.await {
                Err(error) if may_pass(&error) && tries < TRIES_MAX => sleep(TRY_EVERY).await,
                Ok(None) => {
                    self.0.meter.lost();
                    tracing::info!(work = W::WORK, %key, "a worker has lost its claim");
                    return Ok(None);
                },
                settled => return settled,
            }
        }
    }

    /// Waits for work, and beats meanwhile. `None` when it is no longer wanted, or when a beat
    /// finds it in other hands or without a database: whoever claims it next begins it anew.
    pub(crate) async fn attend<T>(
        &self,
        place: &ClaimGuard<W::Key, W::Note>,
        work: impl Future<Output = T>,
        beat: impl AsyncFn() -> Reply<Option<()>>,
    ) -> Option<T> {
        let mut cancelled = place.cancelled();
        // What `wait_for` gives holds the channel, and would keep whoever cancels again waiting.
        let cancelled = async move { drop(cancelled.wait_for(|gone| *gone).await) };
        let (mut cancelled, mut work) = (pin!(cancelled), pin!(work));
        loop {
            let pause = Duration::from_millis((self.0.terms)().beat_every_ms);
            tokio::select! {
                biased;
                () = &mut cancelled => {
                    drop(tokio::time::timeout(CANCEL_PATIENCE, &mut work).await);
                    return None;
                },
                done = &mut work => return Some(done),
                () = sleep(pause) => {},
            }
            if !matches!(beat().await, Ok(Some(()))) {
                return None;
            }
        }
    }

    /// Takes back what is claimed and attended by no worker of this incarnation: that of former
    /// ones, which are dead, and that of workers that ended without a word. `recover` says in one
    /// unit what becomes of it. Gives what `recover` gave.
    pub(crate) async fn take_back<T: Send + 'static>(
        &self,
        recover: impl Fn(&Tx<'_, W::Owner>, &W::Key) -> Reply<T> + Clone + Send + 'static,
    ) -> Reply<Vec<T>> {
        let mut recovered = Vec::new();
        for Held { key, holder, traceparent } in self.0.db.read(W::held).await? {
            // A worker of this incarnation finds out by itself that its claim went to another.
            if self.runs(&key) {
                continue;
            }
            let cx = context(<W::Owner as crate::kernel::rpc::Domain>::NAME, &traceparent);
            let (of, dead, recover) = (key.clone(), holder.clone(), recover.clone());
            let unit = self.0.db.write(&cx, move |tx| {
                let claim = Claim { holder: dead, lease_until_ms: 0 };
                if W::renew(tx, &of, &claim)? { recover(tx, &of).map(Some) } else { Ok(None) }
            });
            if let Some(one) = unit.await? {
                self.0.meter.recovered();
                tracing::info!(work = W::WORK, %key, holder, "work was taken back from a worker");
                recovered.push(one);
            }
        }
        Ok(recovered)
    }
}

/// Whether the same unit may succeed later, without anybody changing it.
fn may_pass(error: &Error) -> bool {
    let Error::Fault(fault) = error else { return false };
    matches!(fault, Fault::Unavailable(_) | Fault::Overloaded | Fault::NoSpace(_))
}
