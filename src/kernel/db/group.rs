//! What happens to a group of write units: one transaction, a savepoint for each unit, one commit,
//! and only then the answers. It must not know an engine; `Store` is all that it asks of one.

use crate::kernel::fault::Fault;
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
    let begun = store.begin();
    if let Err(error) = &begun {
        // No unit of this group runs: their callers only see that the database is away.
        tracing::error!(%error, units = units.len(), "a group of units could not begin");
    }
    let mut settles = Vec::with_capacity(units.len());
    for unit in units {
        // An error as grave as a full disk rolls the whole group back. A savepoint after it would
        // open a transaction of its own and make durable what is then told to have failed.
        if begun.is_ok() && store.is_in_transaction() {
            settles.extend(run_unit(store, unit));
        }
    }
    let committed = begun.and_then(|()| commit(store));
    if committed.is_ok() {
        announce(store);
    }
    for settle in settles {
        settle(committed.clone());
    }
}

/// Gives the settling of a unit, or nothing if it panicked (its caller then sees a lost reply).
fn run_unit<S: Store>(store: &S, unit: Unit<S>) -> Option<Settle> {
    if let Err(error) = store.savepoint() {
        tracing::error!(%error, "a savepoint was refused");
        return None;
    }
    let ran = catch_unwind(AssertUnwindSafe(|| unit(store)));
    let keep = ran.as_ref().is_ok_and(|(keep, _)| *keep);
    let back = if keep { Ok(()) } else { store.rollback_to() };
    if let Err(error) = back.and_then(|()| store.release()) {
        // What this unit did can no longer be told from what the others did: all of it goes.
        tracing::error!(%error, "a savepoint could not be ended: its group is rolled back");
        roll_back(store);
    }
    ran.ok().map(|(_, settle)| settle)
}

fn commit<S: Store>(store: &S) -> Result<(), Fault> {
    if !store.is_in_transaction() {
        // Nothing of this group is on disk.
        return Err(store.rolled_back());
    }
    store.commit().inspect_err(|_| roll_back(store))
}

fn roll_back<S: Store>(store: &S) {
    if !store.is_in_transaction() {
        return;
    }
    if let Err(error) = store.rollback() {
        tracing::error!(%error, "a failed group could not be rolled back");
    }
}
