//! Threads of their own with one bounded queue of orders, and the way back to whoever asked.
//! It must not work on the thread that asks, let an order wait without an end, or stop for an order
//! that panics.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::{Receiver, SyncSender, TrySendError, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::sync::oneshot;

use crate::kernel::fault::Fault;
use crate::kernel::ports::scoring::ScoringFault;
use crate::kernel::threads;

/// The way back. Whoever gave up waiting has closed it.
pub(super) type AnswerTo<T> = oneshot::Sender<Result<T, ScoringFault>>;

/// The bounds of the work.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct WorkBounds {
    /// Threads, at least 1. Each keeps one processor busy while there are pictures.
    pub(crate) workers: usize,
    /// Pictures that may wait. One more is refused.
    pub(crate) waiting_max: usize,
    /// No answer waits longer than this, queue and work together.
    pub(crate) answer_ms_max: u64,
}

/// The threads end, after the order at hand, when this is dropped.
pub(super) struct WorkerThreads<O> {
    orders: SyncSender<O>,
    bounds: WorkBounds,
}

impl<O: Send + 'static> WorkerThreads<O> {
    /// Starts the threads; `make` gives each what carries an order out, by the thread's number.
    ///
    /// # Errors
    /// `Unavailable` when no thread can be had.
    pub(super) fn start<W: FnMut(O) + Send + 'static>(
        name: &'static str,
        bounds: WorkBounds,
        make: impl Fn(usize) -> W,
    ) -> Result<WorkerThreads<O>, Fault> {
        let (orders, inbox) = sync_channel(bounds.waiting_max);
        let inbox = Arc::new(Mutex::new(inbox));
        for worker in 0..bounds.workers.max(1) {
            let (inbox, mut carry_out) = (Arc::clone(&inbox), make(worker));
            threads::start(format!("{name}-{worker}"), move || {
                live(name, &inbox, &mut carry_out);
            })?;
        }
        Ok(WorkerThreads { orders, bounds })
    }

    /// Puts an order into the queue, and waits for its answer.
    ///
    /// # Errors
    /// `Overloaded` when the queue is full, `TooSlow` when no answer came, `Failed` when the order
    /// panicked, and what the answer says.
    pub(super) async fn ask<T>(
        &self,
        order: impl FnOnce(AnswerTo<T>) -> O,
    ) -> Result<T, ScoringFault> {
        let stopped = || ScoringFault::Failed { cause: "the thread stopped".to_owned() };
        let WorkBounds { waiting_max, answer_ms_max, .. } = self.bounds;
        let (answer, answered) = oneshot::channel();
        self.orders.try_send(order(answer)).map_err(|error| match error {
            TrySendError::Full(_) => ScoringFault::Overloaded { pictures: waiting_max },
            TrySendError::Disconnected(_) => stopped(),
        })?;
        match tokio::time::timeout(Duration::from_millis(answer_ms_max), answered).await {
            Ok(Ok(answer)) => answer,
            Ok(Err(_)) => Err(stopped()),
            Err(_) => Err(ScoringFault::TooSlow { ms: answer_ms_max }),
        }
    }
}

/// One thread's life.
fn live<O>(name: &'static str, inbox: &Mutex<Receiver<O>>, carry_out: &mut impl FnMut(O)) {
    loop {
        let order = inbox.lock().unwrap_or_else(PoisonError::into_inner).recv();
        let Ok(order) = order else { return };
        // A panic ends this order, whose answer is dropped with it, and not the thread.
        if catch_unwind(AssertUnwindSafe(|| carry_out(order))).is_err() {
            tracing::error!(name, "a thread panicked, and goes on");
        }
    }
}

/// Works for an answer, unless nobody waits for it any more.
pub(super) fn answer<T>(to: AnswerTo<T>, work: impl FnOnce() -> Result<T, ScoringFault>) {
    if !to.is_closed() {
        drop(to.send(work()));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn an_order_that_panics_ends_alone() {
        let bounds = WorkBounds { workers: 1, waiting_max: 4, answer_ms_max: 5_000 };
        let carry_out = |_| {
            |(number, to): (u32, AnswerTo<u32>)| {
                answer(to, || if number > 0 { Ok(number) } else { panic!("it is nothing") });
            }
        };
        let workers = WorkerThreads::start("trying", bounds, carry_out).expect("a thread");
        let failed = workers.ask(|to| (0, to)).await;
        assert!(matches!(failed, Err(ScoringFault::Failed { .. })), "{failed:?}");
        assert_eq!(workers.ask(|to| (7, to)).await, Ok(7));
    }
}
