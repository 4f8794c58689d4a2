//! Each injected bug is found in some order, and none is seen where none is injected.

use super::search::{World, search};
use super::{fence, gate, handover, route, times};
use crate::kernel::inject::{InjectedFault, inject};

/// An injected bug shows within so many orders.
const ORDERS_MAX: usize = 4_000;

const INJECTED_FAULTS: &[(InjectedFault, World)] = &[
    (InjectedFault::MissBarrier, gate::world),
    (InjectedFault::ForgetWake, gate::world),
    (InjectedFault::MissBarrier, handover::world),
    (InjectedFault::LeaveGateEarly, handover::world),
    (InjectedFault::AnswerBeforeCommit, handover::world),
    (InjectedFault::KeepFailedUnit, handover::world),
    (InjectedFault::ReadRouteTwice, route::world),
    (InjectedFault::LearnOverAnything, route::world),
    (InjectedFault::TellBeforeSet, fence::world),
    (InjectedFault::CountInTwoSteps, times::world),
];

#[test]
fn every_injected_bug_is_found() {
    let mut missed = Vec::new();
    for (number, (bug, world)) in INJECTED_FAULTS.iter().enumerate() {
        inject(Some(*bug));
        match search(*world, 1, ORDERS_MAX) {
            Some(cause) => println!("{bug:?}: {cause}"),
            None => missed.push(format!("{bug:?}, row {number}")),
        }
        inject(None);
    }
    assert!(missed.is_empty(), "not found in {ORDERS_MAX} orders: {missed:?}");
}
