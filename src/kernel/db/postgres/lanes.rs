//! The writers of a database on PostgreSQL: a few threads, each with a connection, each unit in a
//! serialisable transaction of its own. A unit that another was in the way of is run again; the
//! last time alone. It must not answer before it knows what became of the commit.

use super::error::StatementError;
use super::log;
use super::session::Session;
use crate::kernel::clock;
use crate::kernel::context::Context;
use crate::kernel::db::engine::Link;
use crate::kernel::db::hold::Gate;
use crate::kernel::db::unit::Unit;
use crate::kernel::fault::{Error, Fault, Reply};
use crate::kernel::meter::StoreMeter;
use crate::kernel::threads;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::sync::{Arc, PoisonError, RwLock};
use std::time::{Duration, Instant};
use tokio::sync::{OwnedSemaphorePermit, Semaphore, watch};

/// Runs of a unit side by side with others before it is run alone.
const RUNS_BESIDE_MAX: u32 = 4;
const DOUBT_PAUSE: Duration = Duration::from_millis(50);

/// A unit that waits, since when, and its place among all that wait.
type QueuedUnit = (Instant, OwnedSemaphorePermit, Box<dyn Unit>);

/// The sending ends of the lanes.
pub(in crate::kernel::db) struct Lanes {
    queues: Vec<SyncSender<QueuedUnit>>,
    places: Arc<Semaphore>,
    next: AtomicUsize,
}

/// What all lanes of a database share.
#[derive(Clone)]
pub(super) struct LaneState {
    /// What a backup holds while it chooses its moment.
    pub(super) gate: Arc<Gate>,
    /// Held by all that run; held alone by a unit that lost too often.
    pub(super) turn: Arc<RwLock<()>>,
    /// The number under which this process holds the database.
    pub(super) holder: i64,
    /// The newest position that was committed, for the tail.
    pub(super) wanted: Arc<watch::Sender<i64>>,
    pub(super) meter: StoreMeter,
    pub(super) doubt_max: Duration,
}

impl Lanes {
    pub(super) fn start(
        word: &'static str,
        sessions: Vec<Session>,
        units_max: usize,
        shared: &LaneState,
    ) -> Result<Self, Fault> {
        let mut queues = Vec::with_capacity(sessions.len());
        for (number, session) in sessions.into_iter().enumerate() {
            let (queue, receiver) = sync_channel(units_max);
            let lane = Lane { session, shared: shared.clone() };
            threads::start(format!("{word}.lane{number}"), move || lane.run(&receiver))?;
            queues.push(queue);
        }
        let places = Arc::new(Semaphore::new(units_max));
        Ok(Self { queues, places, next: AtomicUsize::new(0) })
    }

    /// Units of one entity, or else of one account, meet in one lane and do not get in each other's
    /// way; all others go in turn. What is right does not depend on it.
    pub(in crate::kernel::db) fn post(&self, cx: &Context, unit: Box<dyn Unit>) -> Reply<()> {
        let place = Arc::clone(&self.places).try_acquire_owned();
        let place = place.map_err(|_| Error::from(Fault::Overloaded))?;
        let lane = match cx.entity {
            // Only the remainder counts: any part of the mark will do.
            Some(mark) => usize::try_from(mark & 0xffff).unwrap_or_default(),
            None => self.next.fetch_add(1, Ordering::Relaxed),
        };
        let queue = &self.queues[lane % self.queues.len()];
        queue
            .try_send((clock::instant(), place, unit))
            .map_err(|_| Error::from(Fault::Unavailable("the database has stopped".to_owned())))
    }
}

struct Lane {
    session: Session,
    shared: LaneState,
}

/// How one run of a unit ended.
enum UnitOutcome {
    /// To be answered with this.
    Settled(Result<(), Fault>),
    /// Another unit was in the way.
    Again(String),
}

impl Lane {
    fn run(self, waiting: &Receiver<QueuedUnit>) {
        self.shared.meter.owns_this_thread();
        while let Ok((posted, place, unit)) = waiting.recv() {
            drop(place);
            let begun = clock::instant();
            self.shared.meter.waited(begun.saturating_duration_since(posted));
            self.serve(unit);
            self.shared.meter.worked(clock::instant().saturating_duration_since(begun));
        }
    }

    fn serve(&self, mut unit: Box<dyn Unit>) {
        let _passed = self.shared.gate.pass();
        for _ in 0..RUNS_BESIDE_MAX {
            let turn = self.shared.turn.read().unwrap_or_else(PoisonError::into_inner);
            let outcome = self.attempt(unit.as_mut(), false);
            drop(turn);
            match outcome {
                UnitOutcome::Settled(committed) => return unit.settle(committed),
                UnitOutcome::Again(_) => self.shared.meter.conflicted(),
            }
        }
        let turn = self.shared.turn.write().unwrap_or_else(PoisonError::into_inner);
        let outcome = self.attempt(unit.as_mut(), true);
        drop(turn);
        unit.settle(match outcome {
            UnitOutcome::Settled(committed) => committed,
            // Nobody else runs: it is the unit itself, or somebody beside this process.
            UnitOutcome::Again(text) => Err(Fault::Internal(text)),
        });
    }

    /// Runs the unit once in a transaction of its own.
    fn attempt(&self, unit: &mut dyn Unit, is_last: bool) -> UnitOutcome {
        let transaction = match self.begin() {
            Ok(transaction) => transaction,
            Err(trouble) => {
                self.roll_back();
                return UnitOutcome::Settled(Err(trouble.fault()));
            },
        };
        drop(self.session.take_trouble());
        let keep = unit.run(Link::Postgres(&self.session), is_last);
        match self.session.take_trouble() {
            Some(StatementError::Conflict(text)) => {
                self.roll_back();
                UnitOutcome::Again(text)
            },
            Some(trouble) => {
                self.roll_back();
                UnitOutcome::Settled(Err(trouble.fault()))
            },
            // A refusal rests on a state that was committed as a whole: nothing has to be kept.
            None if !keep => {
                self.roll_back();
                UnitOutcome::Settled(Ok(()))
            },
            None => self.commit(transaction),
        }
    }

    /// A connection may have been lost while nobody used it: then it is made anew, once.
    fn begin(&self) -> Result<i64, StatementError> {
        let is_new = self.session.ensure()?;
        match log::begin(&self.session, self.shared.holder) {
            Err(StatementError::Lost(_)) if !is_new => {
                self.session.ensure()?;
                log::begin(&self.session, self.shared.holder)
            },
            begun => begun,
        }
    }

    fn commit(&self, transaction: i64) -> UnitOutcome {
        let committed = match self.session.plain("COMMIT") {
            Ok(_) => Ok(()),
            Err(StatementError::Conflict(text)) => {
                self.roll_back();
                return UnitOutcome::Again(text);
            },
            Err(StatementError::Refused(fault)) => {
                self.roll_back();
                Err(fault)
            },
            Err(StatementError::Lost(text)) => self.resolve(transaction, &text),
        };
        if committed.is_ok() {
            self.announce();
        }
        UnitOutcome::Settled(committed)
    }

    /// The answer to a commit was lost: asks the server what became of it, for a while.
    fn resolve(&self, transaction: i64, cause: &str) -> Result<(), Fault> {
        let until = clock::instant() + self.shared.doubt_max;
        loop {
            let fate = match self.session.ensure() {
                Ok(_) => log::is_committed(&self.session, transaction).ok().flatten(),
                Err(_) => None,
            };
            match fate {
                Some(true) => return Ok(()),
                Some(false) => return Err(Fault::Unavailable(cause.to_owned())),
                None if clock::instant() >= until => break,
                None => self.session.pause(DOUBT_PAUSE),
            }
        }
        tracing::error!(transaction, "nobody knows whether a unit was committed");
        Err(Fault::Unavailable(format!("{cause}; it is not known whether the change was kept")))
    }

    /// Tells the tail how far the log goes now.
    fn announce(&self) {
        let place = self.session.place.get();
        if place.events > 0 {
            let newest = place.first + place.events;
            self.shared.wanted.send_if_modified(|known| {
                let grown = newest > *known;
                *known = newest.max(*known);
                grown
            });
        }
    }

    fn roll_back(&self) {
        if self.session.plain("ROLLBACK").is_err() {
            // Without its connection the server rolls back by itself.
            self.session.forget();
        }
        drop(self.session.take_trouble());
    }
}
