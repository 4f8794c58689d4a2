//! Which credentials were used since the last note of it: answering a request must not wait for a
//! write. It must not grow beyond its bound; what is left out is noted with the next use.

use super::store::Credential;
use std::cell::RefCell;
use std::collections::HashSet;

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
}
