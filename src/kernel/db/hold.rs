//! The gate before the writers of one database: while somebody holds it, no unit begins. It must
//! not outlive its holder, nor wait for a writer longer than the holder has said.

use crate::kernel::clock;
use crate::kernel::inject::{InjectedFault, injected};
use crate::kernel::sync::{Condvar, Mutex, MutexGuard};
use std::sync::{Arc, PoisonError};
use std::time::Instant;

/// The gate of the writers of one database.
#[derive(Default)]
pub(in crate::kernel) struct Gate {
    state: Mutex<GateState>,
    changed: Condvar,
}

#[derive(Default)]
struct GateState {
    is_held: bool,
    /// Groups or units that are under way.
    busy: usize,
}

/// A group or a unit that has passed the gate and is under way.
pub(in crate::kernel) struct Passed<'a>(&'a Gate);

/// A closed gate; it opens when this goes.
pub(in crate::kernel) struct Hold(Arc<Gate>);

impl Gate {
    fn state(&self) -> MutexGuard<'_, GateState> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits until nobody holds the gate and goes through.
    pub(in crate::kernel) fn pass(&self) -> Passed<'_> {
        let open = self.changed.wait_while(self.state(), |state| state.is_held);
        open.unwrap_or_else(PoisonError::into_inner).busy += 1;
        Passed(self)
    }

    /// Closes the gate and waits until nothing is under way behind it. `None` when that takes
    /// longer than `until`, or somebody else holds it: then it is open again.
    pub(in crate::kernel) fn hold(self: &Arc<Self>, until: Instant) -> Option<Hold> {
        let mut state = self.state();
        if state.is_held {
            return None;
        }
        state.is_held = !injected(InjectedFault::MissBarrier);
        drop(state);
        // From here on it opens again, whatever happens.
        let hold = Hold(Arc::clone(self));
        let wait = clock::remaining(until);
        let waited = self.changed.wait_timeout_while(self.state(), wait, |state| state.busy > 0);
        let is_quiet = waited.unwrap_or_else(PoisonError::into_inner).0.busy == 0;
        is_quiet.then_some(hold)
    }
}

impl Drop for Passed<'_> {
    fn drop(&mut self) {
        self.0.state().busy -= 1;
        if !injected(InjectedFault::ForgetWake) {
            self.0.changed.notify_all();
        }
    }
}

impl Drop for Hold {
    fn drop(&mut self) {
        self.0.state().is_held = false;
        self.0.changed.notify_all();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::threads;
    use std::sync::mpsc::sync_channel;
    use std::time::Duration;

    fn soon() -> Instant {
        clock::instant() + Duration::from_millis(50)
    }

    #[test]
    fn nothing_passes_a_held_gate() {
        let gate = Arc::new(Gate::default());
        let hold = gate.hold(soon()).expect("nothing is under way");
        let (sender, passed) = sync_channel(1);
        let behind = Arc::clone(&gate);
        let run = move || {
            drop(behind.pass());
            sender.send(()).expect("the test waits");
        };
        let writer = threads::start("writer".to_owned(), run).expect("a thread");
        assert!(passed.recv_timeout(Duration::from_millis(50)).is_err(), "it passed a held gate");
        drop(hold);
        passed.recv_timeout(Duration::from_secs(5)).expect("the gate is open");
        writer.join().expect("it ends");
    }

    #[test]
    fn a_writer_that_does_not_end_is_given_up_and_the_gate_is_open() {
        let gate = Arc::new(Gate::default());
        let (passed, beside) = (gate.pass(), gate.pass());
        assert!(gate.hold(soon()).is_none(), "two are under way");
        drop(passed);
        assert!(gate.hold(soon()).is_none(), "one is under way");
        drop(beside);
        drop(gate.pass());
        let hold = gate.hold(soon()).expect("it is quiet now");
        assert!(gate.hold(soon()).is_none(), "it is held already");
        drop(hold);
        assert!(gate.hold(soon()).is_some());
    }
}
