//! What is held between calls and may be lost: which credentials were used since the last note of
//! it, since an answer must not wait for a write, and who makes password hashes, in which memory.
//! It must not grow beyond its bounds; a use that is left out is noted with the next one.

use super::engine::memory::Memory;
use super::store::Credential;
use crate::kernel::fault::{Fault, Reply};
use std::cell::{Cell, RefCell};
use std::collections::HashSet;
use std::rc::Rc;
use std::sync::Arc;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// Hashes made at once. It bounds their memory, and leaves room for the heavy work of others.
const HASHES_MAX: usize = 4;

/// The uses that wait to be noted.
#[derive(Debug, Default)]
pub(super) struct Uses {
    waiting: RefCell<HashSet<(Credential, String)>>,
}

impl Uses {
    /// Remembers a use until it is noted.
    pub(super) fn add(&self, credential: Credential, token_hash: String, waiting_max: usize) {
        let mut waiting = self.waiting.borrow_mut();
        if waiting.len() < waiting_max {
            waiting.insert((credential, token_hash));
        }
    }

    /// Takes all that wait.
    pub(super) fn take(&self) -> Vec<(Credential, String)> {
        self.waiting.borrow_mut().drain().collect()
    }
}

/// The places where passwords are hashed, each with its memory.
pub(super) struct Hashers {
    waiting: Rc<Cell<usize>>,
    places: Arc<Semaphore>,
    kept: RefCell<Vec<Memory>>,
}

/// One who waits for a hash or makes one; counted until dropped, however it ended.
pub(super) struct Waiting(Rc<Cell<usize>>);

/// Memory with the right to make a hash in it. It goes to the thread that does.
pub(super) struct Held {
    memory: Memory,
    _place: OwnedSemaphorePermit,
}

impl Drop for Waiting {
    fn drop(&mut self) {
        self.0.set(self.0.get().saturating_sub(1));
    }
}

impl Held {
    pub(super) fn memory(&mut self) -> &mut Memory {
        &mut self.memory
    }
}

impl Hashers {
    pub(super) fn new() -> Self {
        let places = Arc::new(Semaphore::new(HASHES_MAX));
        Self { waiting: Rc::default(), places, kept: RefCell::default() }
    }

    /// Queues for a hash.
    ///
    /// # Errors
    /// `Overloaded` when too many do already.
    pub(super) fn queue(&self, waiting_max: usize) -> Reply<Waiting> {
        if self.waiting.get() >= waiting_max {
            return Err(Fault::Overloaded.into());
        }
        self.waiting.set(self.waiting.get() + 1);
        Ok(Waiting(Rc::clone(&self.waiting)))
    }

    /// Waits for a place, and takes the memory that the last one there has left.
    ///
    /// # Errors
    /// None in practice: the places are never closed.
    pub(super) async fn hold(&self) -> Reply<Held> {
        let place = Arc::clone(&self.places).acquire_owned().await.map_err(Fault::internal)?;
        let memory = self.kept.borrow_mut().pop().unwrap_or_default();
        Ok(Held { memory, _place: place })
    }

    /// Leaves the memory for the next one. There is never more of it than there are places.
    pub(super) fn keep(&self, held: Held) {
        if held.memory.is_worth_keeping() {
            self.kept.borrow_mut().push(held.memory);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn uses_are_kept_once_and_within_bounds() {
        let uses = Uses::default();
        for hash in ["a", "a", "b", "c"] {
            uses.add(Credential::Session, hash.to_owned(), 2);
        }
        assert_eq!(uses.take().len(), 2);
        assert!(uses.take().is_empty());
    }
    #[tokio::test]
    async fn there_is_never_more_memory_than_places() {
        let hashers = Hashers::new();
        for _ in 0..3 {
            let mut held = Vec::new();
            for _ in 0..HASHES_MAX {
                held.push(hashers.hold().await.unwrap());
            }
            assert_eq!(hashers.places.available_permits(), 0);
            assert_eq!(hashers.kept.borrow().len(), 0, "what was kept is used");
            held.into_iter().for_each(|held| hashers.keep(held));
        }
        assert_eq!(hashers.kept.borrow().len(), HASHES_MAX);
        let first = hashers.queue(1).ok();
        assert!(first.is_some() && hashers.queue(1).is_err());
        drop(first);
        assert!(hashers.queue(1).is_ok());
    }
}
