//! Each planted bug is found in some order, and none is seen where none is planted.

use super::search::{World, search};
use super::{fence, gate, handover, route, times};
use crate::kernel::plant::{Plant, plant};

/// A planted bug shows within so many orders.
const ORDERS_MAX: usize = 4_000;

const PLANTS: &[(Plant, World)] = &[
    (Plant::MissBarrier, gate::world),
    (Plant::ForgetWake, gate::world),
    (Plant::MissBarrier, handover::world),
    (Plant::LeaveGateEarly, handover::world),
    (Plant::AnswerBeforeCommit, handover::world),
    (Plant::KeepFailedUnit, handover::world),
    (Plant::ReadRouteTwice, route::world),
    (Plant::LearnOverAnything, route::world),
    (Plant::TellBeforeSet, fence::world),
    (Plant::CountInTwoSteps, times::world),
];

#[test]
fn every_planted_bug_is_found() {
    let mut missed = Vec::new();
    for (number, (bug, world)) in PLANTS.iter().enumerate() {
        plant(Some(*bug));
        match search(*world, 1, ORDERS_MAX) {
            Some(cause) => println!("{bug:?}: {cause}"),
            None => missed.push(format!("{bug:?}, row {number}")),
        }
        plant(None);
    }
    assert!(missed.is_empty(), "not found in {ORDERS_MAX} orders: {missed:?}");
}
