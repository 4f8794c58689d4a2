//! Units on their way to the one thread that writes: a bounded queue, and the loop behind it that
//! takes all that waits into one group. What a group does with them stands in `group`.

use super::group::{Store, Unit, commit_group};
use super::hold::Gate;
use crate::kernel::clock;
use crate::kernel::fault::{Error, Fault, Reply};
use crate::kernel::inject::{InjectedFault, injected};
use crate::kernel::meter::StoreMeter;
use crate::kernel::sync::queue::{Receiver, Sender, TrySendError, channel};
use std::time::Instant;

/// How many units share one commit at the most.
pub(crate) const COMMIT_GROUP_MAX: usize = 64;

/// The sending end.
pub(in crate::kernel) struct Handover<S> {
    queue: Sender<(Instant, Unit<S>)>,
}

/// The end at the thread that writes.
pub(in crate::kernel) struct Waiting<S> {
    queue: Receiver<(Instant, Unit<S>)>,
}

/// Makes both ends.
pub(in crate::kernel) fn handover<S>(units_max: usize) -> (Handover<S>, Waiting<S>) {
    let (sender, receiver) = channel(units_max);
    (Handover { queue: sender }, Waiting { queue: receiver })
}

impl<S> Handover<S> {
    /// Hands a unit over, or says at once that it was not taken.
    pub(in crate::kernel) fn post(&self, unit: Unit<S>) -> Reply<()> {
        self.queue.try_send((clock::instant(), unit)).map_err(|error| match error {
            TrySendError::Full(_) => Error::from(Fault::Overloaded),
            TrySendError::Closed(_) => {
                Fault::Unavailable("the database has stopped".to_owned()).into()
            },
        })
    }
}

impl<S: Store> Waiting<S> {
    /// Serves until the last sender has gone and nothing waits any more.
    pub(in crate::kernel) fn serve(
        mut self,
        store: &S,
        meter: &StoreMeter,
        gate: &Gate,
        announce: impl Fn(&S),
    ) {
        let mut group = Vec::with_capacity(COMMIT_GROUP_MAX);
        while let Some(first) = self.queue.blocking_recv() {
            group.push(first);
            while group.len() < COMMIT_GROUP_MAX {
                let Ok(next) = self.queue.try_recv() else { break };
                group.push(next);
            }
            let mut passed = Some(gate.pass());
            if injected(InjectedFault::LeaveGateEarly) {
                drop(passed.take());
            }
            let begun = clock::instant();
            for (posted, _) in &group {
                meter.waited(begun.saturating_duration_since(*posted));
            }
            let units = group.drain(..).map(|(_, unit)| unit);
            commit_group(store, units, &announce);
            drop(passed);
            meter.worked(clock::instant().saturating_duration_since(begun));
        }
    }
}
