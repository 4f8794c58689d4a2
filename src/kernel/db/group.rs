//! What happens to a group of write units: one transaction, a savepoint for each unit, one commit,
//! and only then the answers. It must not know an engine; `Store` is all that it asks of one.

use crate::kernel::fault::Fault;
use crate::kernel::inject::{InjectedFault, injected};
use std::panic::{AssertUnwindSafe, catch_unwind};

/// Tells whoever waits for a unit whether its group was committed.
pub(in crate::kernel) type Settle = Box<dyn FnOnce(Result<(), Fault>) + Send>;
/// A unit: true asks to keep what it did.
pub(in crate::kernel) type Unit<S> = Box<dyn FnOnce(&S) -> (bool, Settle) + Send>;

/// What a group asks of the engine that keeps its rows.
pub(in crate::kernel) trait Store {
    fn begin(&self) -> Result<(), Fault>;
    /// Opens the one savepoint that a unit runs in.
    fn savepoint(&self) -> Result<(), Fault>;
    /// Undoes what was done since the savepoint; it stays open.
    fn rollback_to(&self) -> Result<(), Fault>;
    /// Closes the savepoint; what was done in it belongs to the transaction.
    fn release(&self) -> Result<(), Fault>;
    /// All of the transaction is durable when this gives `Ok`.
    fn commit(&self) -> Result<(), Fault>;
    fn rollback(&self) -> Result<(), Fault>;
    /// False as well when the engine has rolled back by itself.
    fn is_in_transaction(&self) -> bool;
    /// Why an engine of this kind rolls back by itself.
    fn rolled_back(&self) -> Fault;
}

/// Runs every unit in its own savepoint, commits once, and only then answers. `announce` runs
/// between the commit and the answers.
pub(in crate::kernel) fn commit_group<S: Store>(
    store: &S,
    units: impl ExactSizeIterator<Item = Unit<S>>,
    announce: impl FnOnce(&S),
) {
    // What could not be rolled back before must not become part of this group.
    roll_back(store);
    let begun = store.begin();
    if let Err(error) = &begun {
        // No unit of this group runs: their callers only see that the database is unreachable.
        tracing::error!(%error, units = units.len(), "a group of units could not begin");
    }
    let mut settles = Vec::with_capacity(units.len());
    let mut group = begun;
    for unit in units {
        // An error as grave as a full disk rolls the whole group back. A savepoint after it would
        // open a transaction of its own and make durable what is then told to have failed.
        let is_open = store.is_in_transaction() || injected(InjectedFault::GoOnAfterRollback);
        if group.is_ok() && is_open {
            let (settle, ended) = run_unit(store, unit);
            settles.extend(settle);
            group = if injected(InjectedFault::CommitSpoiledGroup) { Ok(()) } else { ended };
        }
    }
    if injected(InjectedFault::AnswerBeforeCommit) && group.is_ok() {
        settles.drain(..).for_each(|settle| settle(Ok(())));
    }
    let committed = group.and_then(|()| commit(store));
    match &committed {
        Ok(()) => announce(store),
        Err(_) => roll_back(store),
    }
    for settle in settles {
        settle(committed.clone());
    }
}

/// Gives the settling of a unit, or nothing if it never ran or panicked (its caller then sees a
/// lost reply). An error means that what it did can no longer be told from what the others did:
/// then the whole group must go, whatever else fails.
fn run_unit<S: Store>(store: &S, unit: Unit<S>) -> (Option<Settle>, Result<(), Fault>) {
    if let Err(error) = store.savepoint() {
        tracing::error!(%error, "a savepoint was refused");
        return (None, Ok(()));
    }
    let ran = catch_unwind(AssertUnwindSafe(|| unit(store)));
    let keep = ran.as_ref().is_ok_and(|(keep, _)| *keep);
    let keep = keep || injected(InjectedFault::KeepFailedUnit);
    let back = if keep { Ok(()) } else { store.rollback_to() };
    let ended = back.and_then(|()| store.release()).map_err(|error| {
        tracing::error!(%error, "a savepoint could not be ended: its group is rolled back");
        if store.is_in_transaction() { error } else { store.rolled_back() }
    });
    (ran.ok().map(|(_, settle)| settle), ended)
}

fn commit<S: Store>(store: &S) -> Result<(), Fault> {
    if store.is_in_transaction() {
        return store.commit();
    }
    // Nothing of this group is on disk.
    Err(store.rolled_back())
}

fn roll_back<S: Store>(store: &S) {
    if !store.is_in_transaction() {
        return;
    }
    if let Err(error) = store.rollback() {
        tracing::error!(%error, "a failed group could not be rolled back");
    }
}
