//! What the consumer of one source does next: a state machine that is told what happened and says
//! what to do. It must not wait, read a clock or touch the store; the relay does what it says.

use crate::kernel::inject::{InjectedFault, injected};
use std::collections::{HashMap, VecDeque};

/// What a follower asks of a record; it knows nothing else of it.
pub(in crate::kernel) trait Placed {
    /// Its place in the source's log, counted from 1.
    fn position(&self) -> u64;
    fn entity_key(&self) -> &str;
}

/// The bounds that a follower keeps to.
#[derive(Debug, Clone)]
pub(in crate::kernel) struct RetryBounds {
    /// Tries before an event that always fails is parked.
    pub(in crate::kernel) tries_max: u32,
    /// Passed-over events after which the position is noted all the same.
    pub(in crate::kernel) unnoted_max: u64,
    /// How long an entity may wait for what is unreachable before the others go on without it.
    pub(in crate::kernel) unreachable_ms_max: u64,
    /// The first wait for what failed, and the longest.
    pub(in crate::kernel) pause_ms_min: u64,
    pub(in crate::kernel) pause_ms_max: u64,
    /// How often parked events are tried again.
    pub(in crate::kernel) parked_retry_every_ms: u64,
}

/// The first parked position of each entity of the source that waits.
pub(in crate::kernel) type Waiting = HashMap<String, u64>;

/// What happened. Each input answers the action before it.
#[derive(Debug)]
pub(in crate::kernel) enum Input<R> {
    /// The consumer has come up.
    Began,
    /// What is durable: how far the source has been read, how often anew, and who waits.
    Loaded {
        position: u64,
        replay: u64,
        /// How far the last replay has to get to have been whole.
        replay_to: u64,
        waiting: Waiting,
    },
    Opened,
    Arrived {
        record: R,
        is_heard: bool,
    },
    /// The time that the action named has come.
    Due,
    Applied,
    /// The reaction failed; what is unreachable or busy comes back by itself.
    Failed {
        is_unreachable: bool,
        cause: String,
    },
    Stored,
    /// The position was not noted: somebody has the source read anew.
    Superseded,
    /// Somebody asks to look again at what is durable, and to try what is parked.
    Nudged,
    /// The first parked events of entities, those that waited longest first.
    Heads(Vec<R>),
    Waiting(Waiting),
    /// The tail ended, or a store or a source did not answer.
    Broke,
}

/// What is to be done. Those that speak of a record mean `Follower::record`.
#[derive(Debug, PartialEq, Eq)]
pub(in crate::kernel) enum Action {
    Pause {
        ms: u64,
    },
    Body,
    Open {
        after: u64,
    },
    /// Waits for the next record of the tail.
    Listen {
        until_ms: u64,
    },
    /// Runs the reaction to the record.
    Apply,
    /// Sets the record aside as poison.
    Park {
        tries: u32,
        cause: String,
    },
    /// Sets the record aside behind what is parked of its entity; it may lie there already.
    Queue,
    /// Notes that everything up to a position is applied or parked.
    Advance {
        position: u64,
        replay: u64,
    },
    FetchHeads,
    /// Forgets that the record was parked: it has had its effect.
    Unpark,
    /// Notes that the record failed once more.
    Repark {
        cause: String,
    },
    FetchWaiting,
}

/// What the follower waits to hear of.
#[derive(Debug, Clone, Copy)]
enum Step {
    Resting,
    Loading,
    Opening,
    Listening,
    Applying(Tries),
    /// Between two tries.
    Pausing(Tries),
    Parking,
    Queueing,
    Advancing(u64),
    FetchingHeads,
    Retrying,
    Unparking,
    Reparking,
    FetchingWaiting,
}

/// The tries of one record so far.
#[derive(Debug, Clone, Copy)]
struct Tries {
    judged: u32,
    begun_ms: u64,
    pause_ms: u64,
}

/// Follows one source.
pub(in crate::kernel) struct Follower<R> {
    bounds: RetryBounds,
    step: Step,
    waiting: Waiting,
    /// Everything up to here is applied or parked, durably.
    noted: u64,
    /// Events that were passed over since then. Positions are no measure: they may have gaps.
    passed: u64,
    /// How far the tail has come, noted or not.
    read: u64,
    /// How often the source was read anew, and how far the last time has to get.
    replay: u64,
    replay_to: u64,
    is_open: bool,
    rest_ms: u64,
    retry_at_ms: u64,
    record: Option<R>,
    heads: VecDeque<R>,
    freed: usize,
}

impl<R: Placed> Follower<R> {
    pub(in crate::kernel) fn new(bounds: RetryBounds) -> Self {
        let rest_ms = bounds.pause_ms_min;
        Self {
            bounds,
            step: Step::Resting,
            waiting: Waiting::new(),
            noted: 0,
            passed: 0,
            read: 0,
            replay: 0,
            replay_to: 0,
            is_open: false,
            rest_ms,
            retry_at_ms: 0,
            record: None,
            heads: VecDeque::new(),
            freed: 0,
        }
    }

    /// The record that the last action speaks of.
    pub(in crate::kernel) fn record(&self) -> Option<&R> {
        self.record.as_ref()
    }

    /// The reading of the source that this is, counted from 0.
    pub(in crate::kernel) fn replay(&self) -> u64 {
        self.replay
    }

    /// Takes what happened and says what to do. Time is monotonic, in milliseconds from anywhere.
    pub(in crate::kernel) fn next(&mut self, now_ms: u64, input: Input<R>) -> Action {
        match (self.step, input) {
            (_, Input::Broke) => self.rest(),
            (Step::Resting, Input::Began | Input::Due) => self.load(),
            (Step::Loading, Input::Loaded { position, replay, replay_to, waiting }) => {
                (self.noted, self.read, self.waiting) = (position, position, waiting);
                self.passed = 0;
                (self.replay, self.replay_to) = (replay, replay_to);
                self.go_on(now_ms)
            },
            (Step::Listening, Input::Nudged) => {
                self.retry_at_ms = now_ms;
                self.load()
            },
            (Step::Advancing(_), Input::Superseded) => self.load(),
            (Step::Opening, Input::Opened) => {
                self.is_open = true;
                self.go_on(now_ms)
            },
            (Step::Listening, Input::Due) => {
                // Nothing came for so long: there is no more to be read anew, and what was passed
                // over need not be read again.
                self.replay_to = 0;
                if self.read > self.noted {
                    return self.advance_to(self.read);
                }
                self.go_on(now_ms)
            },
            (Step::Listening, Input::Arrived { record, is_heard }) => {
                self.arrived(now_ms, record, is_heard)
            },
            (Step::Applying(_), Input::Applied) => self.advance(),
            (Step::Applying(tries), Input::Failed { is_unreachable, cause }) => {
                self.failed(now_ms, tries, is_unreachable, cause)
            },
            (Step::Pausing(tries), Input::Due) => {
                self.step = Step::Applying(tries);
                Action::Apply
            },
            (Step::Parking | Step::Queueing, Input::Stored) => self.parked(),
            (Step::Advancing(position), Input::Stored) => {
                (self.noted, self.passed) = (position, 0);
                self.go_on(now_ms)
            },
            (_, input) => self.retry(now_ms, input),
        }
    }

    /// The part that tries parked events again.
    fn retry(&mut self, now_ms: u64, input: Input<R>) -> Action {
        match (self.step, input) {
            (Step::FetchingHeads, Input::Heads(heads)) => {
                (self.heads, self.freed) = (heads.into(), 0);
                self.retry_next()
            },
            (Step::Retrying, Input::Applied) => {
                self.step = Step::Unparking;
                Action::Unpark
            },
            (Step::Retrying, Input::Failed { .. }) if injected(InjectedFault::DropParkedEvent) => {
                self.step = Step::Unparking;
                Action::Unpark
            },
            (Step::Retrying, Input::Failed { cause, .. }) => {
                self.step = Step::Reparking;
                Action::Repark { cause }
            },
            (Step::Unparking, Input::Stored) => {
                self.freed += 1;
                self.retry_next()
            },
            (Step::Reparking, Input::Stored) => self.retry_next(),
            (Step::FetchingWaiting, Input::Waiting(waiting)) => {
                self.waiting = waiting;
                if self.freed > 0 && !self.waiting.is_empty() {
                    // Whoever lay behind the freed ones is first now.
                    return self.fetch_heads();
                }
                self.retry_at_ms = now_ms + self.bounds.parked_retry_every_ms;
                self.go_on(now_ms)
            },
            // An answer to something that was not asked: what is durable says where to go on.
            _ => self.rest(),
        }
    }

    /// Begins again from what is durable.
    fn load(&mut self) -> Action {
        (self.step, self.is_open) = (Step::Loading, false);
        Action::Body
    }

    /// Waits, then begins again from what is durable.
    fn rest(&mut self) -> Action {
        let ms = self.rest_ms;
        self.rest_ms = (ms * 2).min(self.bounds.pause_ms_max);
        (self.step, self.is_open) = (Step::Resting, false);
        Action::Pause { ms }
    }

    /// Parked events are tried again on time, however busy or silent the source is.
    fn go_on(&mut self, now_ms: u64) -> Action {
        self.record = None;
        if self.retry_at_ms <= now_ms {
            if !self.waiting.is_empty() {
                return self.fetch_heads();
            }
            self.retry_at_ms = now_ms + self.bounds.parked_retry_every_ms;
        }
        if self.is_open {
            self.step = Step::Listening;
            return Action::Listen { until_ms: self.retry_at_ms };
        }
        self.step = Step::Opening;
        Action::Open { after: self.noted }
    }

    fn arrived(&mut self, now_ms: u64, record: R, is_heard: bool) -> Action {
        self.rest_ms = self.bounds.pause_ms_min;
        let position = record.position();
        self.read = self.read.max(position);
        // What was settled before changes nothing when it comes twice.
        if position <= self.noted {
            return self.go_on(now_ms);
        }
        let first_parked = self.waiting.get(record.entity_key()).copied();
        self.record = Some(record);
        if !is_heard {
            self.passed += 1;
            let is_far = self.passed >= self.bounds.unnoted_max;
            return if is_far { self.advance() } else { self.go_on(now_ms) };
        }
        if first_parked.is_some_and(|first| first <= position) {
            self.step = Step::Queueing;
            return Action::Queue;
        }
        let pause_ms = self.bounds.pause_ms_min;
        self.step = Step::Applying(Tries { judged: 0, begun_ms: now_ms, pause_ms });
        Action::Apply
    }

    /// Only what was judged counts as a try; but nobody makes all others wait for ever.
    fn failed(&mut self, now_ms: u64, tries: Tries, is_unreachable: bool, cause: String) -> Action {
        let judged = tries.judged + u32::from(!is_unreachable);
        let waited_ms = now_ms.saturating_sub(tries.begun_ms);
        if judged >= self.bounds.tries_max || waited_ms > self.bounds.unreachable_ms_max {
            self.step = Step::Parking;
            return Action::Park { tries: judged, cause };
        }
        let pause_ms = (tries.pause_ms * 3).min(self.bounds.pause_ms_max);
        self.step = Step::Pausing(Tries { judged, pause_ms, ..tries });
        Action::Pause { ms: tries.pause_ms }
    }

    /// The record lies aside; from here on its entity waits.
    fn parked(&mut self) -> Action {
        if let Some(record) = &self.record
            && !injected(InjectedFault::LoseParkedKey)
        {
            let (key, position) = (record.entity_key(), record.position());
            match self.waiting.get_mut(key) {
                Some(first) => *first = position.min(*first),
                None => drop(self.waiting.insert(key.to_owned(), position)),
            }
        }
        self.advance()
    }

    fn advance(&mut self) -> Action {
        self.advance_to(self.record.as_ref().map_or(self.noted, Placed::position))
    }

    fn advance_to(&mut self, position: u64) -> Action {
        self.step = Step::Advancing(position);
        Action::Advance { position, replay: self.replay }
    }

    fn fetch_heads(&mut self) -> Action {
        self.step = Step::FetchingHeads;
        Action::FetchHeads
    }

    /// What is parked beyond the place that a replay has come to has its turn after that: else what
    /// is older would be replayed over it.
    fn retry_next(&mut self) -> Action {
        let reached = if self.read < self.replay_to { self.read } else { u64::MAX };
        self.heads.retain(|head| head.position() <= reached || injected(InjectedFault::RetryAhead));
        self.record = self.heads.pop_front();
        if self.record.is_some() {
            self.step = Step::Retrying;
            return Action::Apply;
        }
        self.step = Step::FetchingWaiting;
        Action::FetchWaiting
    }
}
