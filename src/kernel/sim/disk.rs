//! A disk with rows, transactions and bad days: it refuses, it rolls back by itself, and a crash
//! takes what was not synced. It must keep to what SQLite does, the surprising parts included.

use super::dice::{Dice, Weather};
use crate::kernel::db::group::Store;
use crate::kernel::fault::Fault;
use crate::kernel::inject::{InjectedFault, injected};
use std::borrow::Cow;
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// Rows by key.
pub(super) struct Disk<K, V> {
    state: RefCell<State<K, V>>,
    dead: Arc<AtomicBool>,
}

struct State<K, V> {
    rows: BTreeMap<K, V>,
    /// What the rows were before this transaction, newest last.
    undo: Vec<(K, Option<V>)>,
    /// The same for commits that are not synced yet.
    unsynced: Vec<(K, Option<V>)>,
    is_open: bool,
    /// Where the savepoint began.
    mark: Option<usize>,
    /// A savepoint outside of any transaction is one itself.
    is_bare: bool,
    dead: Arc<AtomicBool>,
    /// A commit failed that may be there all the same.
    is_unsure: bool,
    dice: Dice,
    weather: Weather,
}

/// What the machine does to the next operation.
enum Day {
    Good,
    Refused,
    Full,
    Crash,
}

impl<K: Ord + Clone, V: Clone> Disk<K, V> {
    pub(super) fn new(dice: &mut Dice, weather: &Weather) -> Self {
        let (dice, weather) = (Dice::new(dice.roll()), weather.clone());
        let dead = Arc::new(AtomicBool::new(false));
        Self {
            dead: Arc::clone(&dead),
            state: RefCell::new(State {
                rows: BTreeMap::new(),
                undo: Vec::new(),
                unsynced: Vec::new(),
                is_open: false,
                mark: None,
                is_bare: false,
                dead: Arc::clone(&dead),
                is_unsure: false,
                dice,
                weather,
            }),
        }
    }

    /// From here on the disk does what it is told.
    pub(super) fn heal(&self) {
        let mut state = self.state.borrow_mut();
        (state.weather.crash, state.weather.refused, state.weather.full) = (0, 0, 0);
    }

    /// Whether the process died at an operation of this disk.
    pub(super) fn is_crashed(&self) -> bool {
        self.dead.load(Ordering::Relaxed)
    }

    /// The same, for whoever answers in the name of the process: the dead say nothing.
    pub(super) fn pulse(&self) -> Arc<AtomicBool> {
        Arc::clone(&self.dead)
    }

    /// Takes the power away, now.
    pub(super) fn crash(&self) {
        self.state.borrow_mut().die();
    }

    /// Comes back with what was durable. What a transaction had written that could not even be
    /// rolled back is none of it.
    pub(super) fn recover(&self) {
        let mut state = self.state.borrow_mut();
        state.back_to(0);
        (state.is_open, state.mark, state.is_bare) = (false, None, false);
        self.dead.store(false, Ordering::Relaxed);
    }

    /// Whether a commit was told to have failed that may be there; forgets it.
    pub(super) fn take_unsure(&self) -> bool {
        std::mem::take(&mut self.state.borrow_mut().is_unsure)
    }

    /// A row as the unit that runs sees it, or as readers do while none runs.
    pub(super) fn get(&self, key: &K) -> Option<V> {
        self.state.borrow().seen().get(key).cloned()
    }

    /// The rows from `from` on, as long as `keep` says so.
    pub(super) fn range<T>(&self, from: &K, keep: impl Fn(&K, &V) -> Option<T>) -> Vec<T> {
        let state = self.state.borrow();
        state.seen().range(from..).map_while(|(key, value)| keep(key, value)).collect()
    }

    /// Writes a row, or removes it. Outside of a transaction it is durable at once.
    pub(super) fn put(&self, key: K, value: Option<V>) -> Result<(), Fault> {
        let mut state = self.state.borrow_mut();
        state.operate()?;
        let before = match value {
            Some(value) => state.rows.insert(key.clone(), value),
            None => state.rows.remove(&key),
        };
        if state.is_open {
            state.undo.push((key, before));
        }
        Ok(())
    }
}

impl<K: Ord + Clone, V: Clone> State<K, V> {
    fn seen(&self) -> Cow<'_, BTreeMap<K, V>> {
        if self.mark.is_some() || self.undo.is_empty() {
            return Cow::Borrowed(&self.rows);
        }
        // A transaction that could not be rolled back is open still; readers do not see it.
        let mut rows = self.rows.clone();
        for (key, before) in self.undo.iter().rev() {
            match before {
                Some(value) => drop(rows.insert(key.clone(), value.clone())),
                None => drop(rows.remove(key)),
            }
        }
        Cow::Owned(rows)
    }

    fn day(&mut self) -> Day {
        if self.dice.chance(self.weather.crash) {
            return Day::Crash;
        }
        if self.dice.chance(self.weather.full) {
            return Day::Full;
        }
        if self.dice.chance(self.weather.refused) { Day::Refused } else { Day::Good }
    }

    fn operate(&mut self) -> Result<(), Fault> {
        if self.dead.load(Ordering::Relaxed) {
            return Err(gone());
        }
        match self.day() {
            Day::Good => Ok(()),
            Day::Refused => Err(Fault::Unavailable("refused".to_owned())),
            Day::Full => {
                self.back_to(0);
                (self.is_open, self.mark, self.is_bare) = (false, None, false);
                Err(full())
            },
            Day::Crash => {
                self.die();
                Err(gone())
            },
        }
    }

    fn die(&mut self) {
        self.back_to(0);
        self.undo = std::mem::take(&mut self.unsynced);
        self.back_to(0);
        self.is_open = false;
        self.dead.store(true, Ordering::Relaxed);
    }

    fn back_to(&mut self, mark: usize) {
        for (key, before) in self.undo.drain(mark..).rev() {
            match before {
                Some(value) => drop(self.rows.insert(key, value)),
                None => drop(self.rows.remove(&key)),
            }
        }
    }

    fn keep(&mut self) {
        if injected(InjectedFault::ForgetSync) {
            self.unsynced.append(&mut self.undo);
        } else {
            self.undo.clear();
        }
        (self.is_open, self.mark, self.is_bare) = (false, None, false);
    }
}

impl<K: Ord + Clone, V: Clone> Store for Disk<K, V> {
    fn begin(&self) -> Result<(), Fault> {
        let mut state = self.state.borrow_mut();
        state.operate()?;
        if state.is_open {
            return Err(Fault::Internal("a transaction within a transaction".to_owned()));
        }
        state.is_open = true;
        Ok(())
    }

    fn savepoint(&self) -> Result<(), Fault> {
        let mut state = self.state.borrow_mut();
        state.operate()?;
        (state.is_bare, state.is_open) = (!state.is_open, true);
        state.mark = Some(state.undo.len());
        Ok(())
    }

    fn rollback_to(&self) -> Result<(), Fault> {
        let mut state = self.state.borrow_mut();
        state.operate()?;
        let mark = state.mark.ok_or_else(no_savepoint)?;
        state.back_to(mark);
        Ok(())
    }

    fn release(&self) -> Result<(), Fault> {
        let mut state = self.state.borrow_mut();
        state.operate()?;
        state.mark.take().ok_or_else(no_savepoint)?;
        if state.is_bare {
            state.keep();
        }
        Ok(())
    }

    fn commit(&self) -> Result<(), Fault> {
        let mut state = self.state.borrow_mut();
        match state.day() {
            _ if state.dead.load(Ordering::Relaxed) => Err(gone()),
            _ if !state.is_open => Err(Fault::Internal("no transaction".to_owned())),
            Day::Good => {
                state.keep();
                Ok(())
            },
            Day::Refused => Err(Fault::Unavailable("refused".to_owned())),
            // The connection is lost with the answer: the commit may be there, or not.
            Day::Full => {
                state.is_unsure = true;
                if state.dice.chance(500) {
                    state.keep();
                }
                state.back_to(0);
                state.is_open = false;
                Err(Fault::Unavailable("the answer to the commit was lost".to_owned()))
            },
            Day::Crash => {
                if state.dice.chance(500) {
                    state.keep();
                }
                state.die();
                Err(gone())
            },
        }
    }

    fn rollback(&self) -> Result<(), Fault> {
        let mut state = self.state.borrow_mut();
        state.mark = None;
        state.operate()?;
        state.back_to(0);
        state.is_open = false;
        Ok(())
    }

    fn is_in_transaction(&self) -> bool {
        self.state.borrow().is_open
    }

    fn rolled_back(&self) -> Fault {
        full()
    }
}

fn gone() -> Fault {
    Fault::Unavailable("the process has died".to_owned())
}

fn full() -> Fault {
    Fault::Unavailable("the disk is full".to_owned())
}

fn no_savepoint() -> Fault {
    Fault::Internal("no such savepoint".to_owned())
}
