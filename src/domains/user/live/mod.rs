//! What is held between calls and may be lost: which credentials were used since the last note of
//! it, since an answer must not wait for a write, and who makes password hashes, in which memory.
//! It must not grow beyond its bounds; a use that is left out is noted with the next one.

mod changes;
mod easel;
mod fresh;
mod invitations;
mod mail;
mod passkeys;
mod passwords;
mod relations;
mod second_factor;
mod typed;

pub(super) use changes::book_profile_change;
pub(super) use easel::Easel;
pub(super) use invitations::check_invitation;
pub(super) use mail::{Postman, Scribe};
pub(super) use passkeys::FreshChallenge;
pub(super) use passwords::check_new;
pub(super) use second_factor::{Entrant, TypedCode, check_own_session, check_proven, take_code};
pub(super) use typed::{places_of, read_name};

use super::engine::memory::Memory;
use super::model::Use;
use crate::kernel::fault::{Fault, Reply};
use std::cell::RefCell;
use std::collections::HashSet;
use std::rc::Rc;
use std::sync::Arc;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// Hashes made at once. It bounds their memory, and leaves room for the heavy work of others.
const HASHES_MAX: usize = 4;

/// The uses that wait to be noted.
#[derive(Debug, Default)]
pub(super) struct Uses {
    waiting: RefCell<HashSet<Use>>,
}

impl Uses {
    /// Remembers a use until it is noted.
    pub(super) fn add(&self, used: Use, waiting_max: usize) {
        let mut waiting = self.waiting.borrow_mut();
        if waiting.len() < waiting_max {
            waiting.insert(used);
        }
    }

    /// Takes all that wait.
    pub(super) fn take(&self) -> Vec<Use> {
        self.waiting.borrow_mut().drain().collect()
    }
}

/// The part of the queue that is left to whoever comes from a place that was right before.
const KNOWN_SHARE: usize = 2;
/// The part of the queue that one network may fill with tries for accounts it does not know.
const NETWORK_SHARE: usize = 4;

/// For whom a hash is made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Asker {
    /// Somebody who was let in before, or who has shown a right of another kind.
    Known,
    /// Anybody, from this network.
    Stranger(String),
}

/// The places where passwords are hashed, each with its memory.
pub(super) struct Hashers {
    waiting: Rc<RefCell<Vec<Asker>>>,
    places: Arc<Semaphore>,
    kept: RefCell<Vec<Memory>>,
}

/// One who waits for a hash or makes one; counted until dropped, however it ended.
pub(super) struct WaitingHash {
    all: Rc<RefCell<Vec<Asker>>>,
    asker: Asker,
}

/// Memory with the right to make a hash in it. It goes to the thread that does.
pub(super) struct Held {
    memory: Memory,
    _place: OwnedSemaphorePermit,
}

impl Drop for WaitingHash {
    fn drop(&mut self) {
        let mut all = self.all.borrow_mut();
        if let Some(at) = all.iter().position(|one| *one == self.asker) {
            all.swap_remove(at);
        }
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
    /// `Overloaded` when too many do already. Strangers hear it first, and those of one network
    /// before all others.
    pub(super) fn queue(&self, waiting_max: usize, asker: Asker) -> Reply<WaitingHash> {
        let mut all = self.waiting.borrow_mut();
        let (strangers_max, of_network_max) = match asker {
            Asker::Known => (usize::MAX, usize::MAX),
            Asker::Stranger(_) => {
                (waiting_max.div_ceil(KNOWN_SHARE), waiting_max.div_ceil(NETWORK_SHARE))
            },
        };
        let strangers = all.iter().filter(|one| **one != Asker::Known).count();
        let same = all.iter().filter(|one| **one == asker).count();
        if all.len() >= waiting_max || strangers >= strangers_max || same >= of_network_max {
            return Err(Fault::Overloaded.into());
        }
        all.push(asker.clone());
        Ok(WaitingHash { all: Rc::clone(&self.waiting), asker })
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
    use crate::domains::user::model::Credential;

    #[test]
    fn uses_are_kept_once_and_within_bounds() {
        let uses = Uses::default();
        for hash in ["a", "a", "b", "c"] {
            uses.add(Use { credential: Credential::Session, token_hash: hash.to_owned() }, 2);
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
        let queue = || hashers.queue(1, Asker::Known);
        let first = queue().ok();
        assert!(first.is_some() && queue().is_err());
        drop(first);
        assert!(queue().is_ok());
    }

    #[test]
    fn strangers_leave_room_for_those_who_were_right_before() {
        let hashers = Hashers::new();
        let from = |network: usize| Asker::Stranger(format!("203.0.{network}.0/24"));
        let mut waiting = Vec::new();
        for network in 0..8 {
            let taken = (0..64).filter_map(|_| hashers.queue(64, from(network)).ok());
            let before = waiting.len();
            waiting.extend(taken);
            let expected = if network < 2 { 16 } else { 0 };
            assert_eq!(waiting.len() - before, expected, "network {network}");
        }
        let known: Vec<_> = (0..64).filter_map(|_| hashers.queue(64, Asker::Known).ok()).collect();
        assert_eq!(known.len(), 32);
        drop(waiting);
        assert!(hashers.queue(64, from(9)).is_ok());
    }
}
