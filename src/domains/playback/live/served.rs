//! Sums of sent media that wait for the end of their minute. Losing one is harmless, and there are
//! never more than may wait.

use crate::domains::playback::Options;
use crate::domains::playback::model::{Serving, is_over};
use crate::kernel::fault::{Fault, Reply};
use std::cell::RefCell;
use std::collections::HashMap;

/// What was sent and not told yet.
#[derive(Default)]
pub(in crate::domains::playback) struct PendingServed {
    sums: RefCell<HashMap<Serving, u64>>,
}

impl PendingServed {
    /// Adds to the sums, all or none.
    ///
    /// # Errors
    /// `Overloaded` where there is no room: the front counts what was not counted.
    pub(in crate::domains::playback) fn add(
        &self,
        more: Vec<(Serving, u64)>,
        options: &Options,
    ) -> Reply<()> {
        let mut sums = self.sums.borrow_mut();
        let new = more.iter().filter(|(serving, _)| !sums.contains_key(serving)).count();
        if sums.len().saturating_add(new) > options.served_waiting_max {
            return Err(Fault::Overloaded.into());
        }
        for (serving, bytes) in more {
            let sum = sums.entry(serving).or_default();
            *sum = sum.saturating_add(bytes);
        }
        Ok(())
    }

    /// Takes up to `rows` sums of minutes that are over.
    pub(in crate::domains::playback) fn take_over(
        &self,
        now_ms: i64,
        rows: u32,
    ) -> Vec<(Serving, u64)> {
        let mut sums = self.sums.borrow_mut();
        let rows = usize::try_from(rows).unwrap_or(usize::MAX);
        let over = sums.keys().filter(|serving| is_over(serving, now_ms));
        let over: Vec<Serving> = over.take(rows).cloned().collect();
        over.into_iter().filter_map(|serving| sums.remove_entry(&serving)).collect()
    }
}
