//! What keeps a remote target from being asked too much: a breaker, a retry budget and a limit of
//! calls at once that follows what the target can take. Pure: time is a parameter.
//!
//! The limit grows by one per limit's worth of answers and shrinks by a tenth on each sign of
//! overload (additive increase, multiplicative decrease: Chiu and Jain, 1989).

use crate::kernel::settings::section;
use std::time::{Duration, Instant};

section! {
    /// What keeps another process from being asked too much.
    pub(crate) struct Bounds {
        /// Failures in a row after which nothing is sent for a while.
        failures_max: u32 = 5, at_start, in Count 1..=1_000_000;
        /// The first pause; it doubles while the other process stays unreachable.
        pause_ms: u64 = 200, at_start, in Ms 1..=3_600_000;
        /// The longest pause.
        pause_ms_max: u64 = 5_000, at_start, in Ms 1..=3_600_000;
        /// Retries as a share of all calls.
        retry_percent: u32 = 10, at_start, in Percent 0..=100;
        /// The fewest calls at once that are always allowed.
        in_flight_min: usize = 16, at_start, in Count 1..=1_000_000;
        /// The most calls at once, when the other process answers well.
        in_flight_max: usize = 1024, at_start, in Count 1..=1_000_000;
    }
    beside { in_flight_min <= in_flight_max; }
}

/// How a call ended, as far as its target's health goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum CallOutcome {
    /// It answered, whatever it said.
    Answered,
    /// It said that it has too much to do, or did not answer in time.
    Slow,
    /// It could not be reached.
    Failed,
    /// Its caller went away first.
    Unknown,
}

/// Why nothing is sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Closed {
    /// The target failed too often; it is tried again in this time.
    Broken(Duration),
    /// Too many calls are under way.
    Full,
}

#[derive(Debug, Clone, Copy)]
enum Breaker {
    Closed {
        failures: u32,
    },
    Open {
        until: Instant,
        pause: Duration,
    },
    /// One call tries whether the target is back.
    Probing {
        pause: Duration,
    },
}

/// The guard of one target.
#[derive(Debug)]
pub(crate) struct Guard {
    bounds: Bounds,
    breaker: Breaker,
    /// Hundredths of a retry.
    budget: u32,
    /// Thousandths of a call at once.
    limit_milli: usize,
    in_flight: usize,
}

/// A burst of retries that is always allowed, in hundredths.
const BUDGET_MAX: u32 = 1000;

impl Guard {
    pub(crate) fn new(bounds: Bounds) -> Self {
        let limit_milli = bounds.in_flight_max.max(4) * 250;
        let breaker = Breaker::Closed { failures: 0 };
        Self { bounds, breaker, budget: BUDGET_MAX, limit_milli, in_flight: 0 }
    }

    /// Asks to send one call; whoever may must say later how it ended.
    pub(crate) fn enter(&mut self, now: Instant) -> Result<(), Closed> {
        match self.breaker {
            Breaker::Open { until, .. } if now < until => {
                return Err(Closed::Broken(until - now));
            },
            Breaker::Probing { pause } => return Err(Closed::Broken(pause)),
            _ => {},
        }
        if self.in_flight >= self.limit() {
            return Err(Closed::Full);
        }
        if let Breaker::Open { pause, .. } = self.breaker {
            self.breaker = Breaker::Probing { pause };
        }
        self.in_flight += 1;
        self.budget = (self.budget + self.bounds.retry_percent).min(BUDGET_MAX);
        Ok(())
    }

    /// Notes how a call ended.
    pub(crate) fn leave(&mut self, outcome: CallOutcome, now: Instant) {
        let busy = self.in_flight * 2 >= self.limit();
        self.in_flight = self.in_flight.saturating_sub(1);
        let (min, max) = (self.bounds.in_flight_min * 1000, self.bounds.in_flight_max * 1000);
        let now_milli = self.limit_milli;
        match outcome {
            CallOutcome::Answered if busy => {
                self.limit_milli = (now_milli + 1_000_000 / now_milli.max(1)).min(max);
            },
            CallOutcome::Slow => self.limit_milli = (now_milli - now_milli / 10).max(min),
            _ => {},
        }
        self.breaker = match (outcome, self.breaker) {
            (CallOutcome::Answered | CallOutcome::Slow, _) => Breaker::Closed { failures: 0 },
            (CallOutcome::Failed, Breaker::Closed { failures })
                if failures + 1 < self.bounds.failures_max =>
            {
                Breaker::Closed { failures: failures + 1 }
            },
            (CallOutcome::Failed, Breaker::Closed { .. }) => {
                let pause = Duration::from_millis(self.bounds.pause_ms);
                Breaker::Open { until: now + pause, pause }
            },
            (CallOutcome::Failed, Breaker::Probing { pause } | Breaker::Open { pause, .. }) => {
                let longest = Duration::from_millis(self.bounds.pause_ms_max);
                let pause = (pause * 2).min(longest);
                Breaker::Open { until: now + pause, pause }
            },
            // A probe that nobody waited for has shown nothing: the next call probes.
            (CallOutcome::Unknown, Breaker::Probing { pause }) => {
                Breaker::Open { until: now, pause }
            },
            (CallOutcome::Unknown, same) => same,
        };
    }

    /// Takes one retry out of the budget.
    pub(crate) fn may_retry(&mut self) -> bool {
        let affordable = self.budget >= 100;
        if affordable {
            self.budget -= 100;
        }
        affordable
    }

    /// Whether the target is being left alone.
    pub(crate) fn is_open(&self) -> bool {
        !matches!(self.breaker, Breaker::Closed { .. })
    }

    fn limit(&self) -> usize {
        (self.limit_milli / 1000).max(1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Instant;

    fn small() -> Guard {
        let bounds = Bounds { in_flight_min: 2, in_flight_max: 8, ..Bounds::default() };
        Guard::new(bounds)
    }

    fn fail(guard: &mut Guard, now: Instant) {
        guard.enter(now).expect("the breaker is closed");
        guard.leave(CallOutcome::Failed, now);
    }

    #[test]
    fn a_dead_target_is_left_alone_and_probed_by_one_call() {
        let (mut guard, now) = (small(), crate::kernel::clock::instant());
        for _ in 0..5 {
            fail(&mut guard, now);
        }
        assert!(matches!(guard.enter(now), Err(Closed::Broken(_))));
        let later = now + Duration::from_millis(200);
        assert_eq!(guard.enter(later), Ok(()), "one may try");
        assert!(matches!(guard.enter(later), Err(Closed::Broken(_))), "and only one");
        guard.leave(CallOutcome::Failed, later);
        let again = later + Duration::from_millis(399);
        assert!(matches!(guard.enter(again), Err(Closed::Broken(_))), "the pause has doubled");
        let back = later + Duration::from_millis(400);
        assert_eq!(guard.enter(back), Ok(()));
        guard.leave(CallOutcome::Answered, back);
        assert_eq!(guard.enter(back), Ok(()));
        assert_eq!(guard.enter(back), Ok(()), "it is open to all again");
    }

    #[test]
    fn a_probe_that_was_abandoned_lets_the_next_call_probe() {
        let (mut guard, now) = (small(), crate::kernel::clock::instant());
        for _ in 0..5 {
            fail(&mut guard, now);
        }
        let later = now + Duration::from_secs(1);
        guard.enter(later).expect("a probe");
        guard.leave(CallOutcome::Unknown, later);
        assert_eq!(guard.enter(later), Ok(()));
    }

    #[test]
    fn the_limit_follows_the_target() {
        let (mut guard, now) = (small(), crate::kernel::clock::instant());
        let fill = |guard: &mut Guard| (0..99).take_while(|_| guard.enter(now).is_ok()).count();
        let drain = |guard: &mut Guard, count: usize, outcome| {
            (0..count).for_each(|_| guard.leave(outcome, now));
        };
        let first = fill(&mut guard);
        assert_eq!(first, 2, "a quarter of the most");
        drain(&mut guard, first, CallOutcome::Answered);
        for _ in 0..100 {
            let count = fill(&mut guard);
            drain(&mut guard, count, CallOutcome::Answered);
        }
        assert_eq!(fill(&mut guard), 8, "it grows to the most");
        drain(&mut guard, 8, CallOutcome::Slow);
        assert!(fill(&mut guard) < 8, "and gives way");
    }

    #[test]
    fn retries_are_a_tenth_of_the_calls() {
        let (mut guard, now) = (small(), crate::kernel::clock::instant());
        while guard.may_retry() {}
        let mut retries = 0;
        for _ in 0..100 {
            guard.enter(now).expect("it is healthy");
            guard.leave(CallOutcome::Answered, now);
            retries += usize::from(guard.may_retry());
        }
        assert_eq!(retries, 10);
    }
}
