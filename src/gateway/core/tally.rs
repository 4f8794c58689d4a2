//! How many of something each customer holds at once, such as connections or streams. It must not
//! decide who a customer is, nor how many are right.

use std::collections::HashMap;
use std::hash::Hash;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

type Counts<K> = Arc<Mutex<HashMap<K, u32>>>;

/// The counts of all who hold something now; who holds nothing is not in it.
pub(in crate::gateway) struct Tally<K> {
    counts: Counts<K>,
}

/// One held thing. It is given back when this is dropped, however that comes.
pub(in crate::gateway) struct CountedPlace<K: Eq + Hash> {
    key: K,
    counts: Counts<K>,
}

impl<K: Eq + Hash + Clone> Tally<K> {
    pub(in crate::gateway) fn new() -> Self {
        Self { counts: Counts::default() }
    }

    /// One more for a customer; `None` when they hold as many as they may.
    pub(in crate::gateway) fn take(&self, key: K, most: u32) -> Option<CountedPlace<K>> {
        let mut counts = locked(&self.counts);
        let held = counts.get(&key).copied().unwrap_or(0);
        if held >= most {
            return None;
        }
        counts.insert(key.clone(), held + 1);
        Some(CountedPlace { key, counts: Arc::clone(&self.counts) })
    }
}

fn locked<K>(counts: &Counts<K>) -> MutexGuard<'_, HashMap<K, u32>> {
    counts.lock().unwrap_or_else(PoisonError::into_inner)
}

impl<K: Eq + Hash> Drop for CountedPlace<K> {
    fn drop(&mut self) {
        let mut counts = locked(&self.counts);
        match counts.get_mut(&self.key) {
            Some(held) if *held > 1 => *held -= 1,
            _ => drop(counts.remove(&self.key)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_holds_as_many_as_they_may_and_nothing_is_left_behind() {
        let tally = Tally::new();
        let (first, second) = (tally.take("a", 2), tally.take("a", 2));
        assert!(first.is_some() && second.is_some());
        assert!(tally.take("a", 2).is_none());
        let other = tally.take("b", 2);
        assert!(other.is_some(), "each has a count of their own");
        drop(first);
        let third = tally.take("a", 2);
        assert!(third.is_some(), "a place given back is free");
        drop((second, third, other));
        assert!(locked(&tally.counts).is_empty());
    }
}
