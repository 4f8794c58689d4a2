//! Time as a parameter: the wall clock for records, the monotonic clock for leases and deadlines.
//! Nothing else in the program may read a clock, so that tests can turn it.
#![expect(clippy::disallowed_methods, reason = "this is the one place that reads the clocks")]

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

/// The clock of a process. Cheap to clone.
#[derive(Clone, Default)]
pub(crate) struct Clock {
    turned: Option<Arc<AtomicI64>>,
}

impl Clock {
    /// The clock of this machine.
    pub(crate) fn system() -> Self {
        Self::default()
    }

    /// A clock that stands at `at_ms` until it is turned.
    #[cfg(test)]
    pub(crate) fn standing(at_ms: i64) -> Self {
        Self { turned: Some(Arc::new(AtomicI64::new(at_ms))) }
    }

    /// Moves a standing clock forward; a system clock stays as it is.
    #[cfg(test)]
    pub(crate) fn turn(&self, by_ms: i64) {
        if let Some(turned) = &self.turned {
            turned.fetch_add(by_ms, Ordering::SeqCst);
        }
    }

    /// Milliseconds since 1970 in UTC.
    pub(crate) fn now_ms(&self) -> i64 {
        match &self.turned {
            Some(turned) => turned.load(Ordering::SeqCst),
            None => {
                let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
                i64::try_from(since.as_millis()).unwrap_or(i64::MAX)
            },
        }
    }
}

/// The monotonic clock, for durations and deadlines only.
pub(crate) fn instant() -> Instant {
    Instant::now()
}

/// How long it is until `deadline`; zero when it has passed.
pub(crate) fn remaining(deadline: Instant) -> Duration {
    deadline.saturating_duration_since(instant())
}
