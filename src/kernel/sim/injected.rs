//! Each injected bug is found, and none is seen where none is injected: that is what the green
//! lives of the other files are worth.

use super::lives::{World, search};
use super::sometimes::Reached;
use super::{commands, moves, stream};
use crate::kernel::inject::{InjectedFault, inject};

/// An injected bug shows within so many lives.
const LIVES_MAX: u64 = 2_000;

/// Every injected bug, with the worlds that have to find it.
const INJECTED_FAULTS: &[(InjectedFault, &[World])] = &[
    (InjectedFault::AnswerBeforeCommit, &[commands::world]),
    (InjectedFault::KeepFailedUnit, &[commands::world, stream::world]),
    (InjectedFault::CommitSpoiledGroup, &[commands::world]),
    (InjectedFault::GoOnAfterRollback, &[commands::world]),
    (InjectedFault::ForgetSync, &[commands::world, stream::world]),
    (InjectedFault::ForgetFirstReply, &[commands::world]),
    (InjectedFault::IgnoreFingerprint, &[commands::world]),
    (InjectedFault::ReplayOld, &[stream::world]),
    (InjectedFault::Resurrect, &[stream::world]),
    (InjectedFault::ReplayTwice, &[stream::world]),
    (InjectedFault::RetryAhead, &[stream::world]),
    (InjectedFault::ForgetReplay, &[stream::world]),
    (InjectedFault::TrimNewest, &[stream::world]),
    (InjectedFault::SkipDedup, &[stream::world]),
    (InjectedFault::AdvanceBeforeApply, &[stream::world]),
    (InjectedFault::LoseParkedKey, &[stream::world]),
    (InjectedFault::DropParkedEvent, &[stream::world]),
    (InjectedFault::IgnoreEpoch, &[moves::world]),
    (InjectedFault::IgnoreFence, &[moves::world]),
    (InjectedFault::AnswerFenceEarly, &[moves::world]),
    (InjectedFault::TakeLateRight, &[moves::world]),
    (InjectedFault::ForgetServingRight, &[moves::world]),
];

#[test]
fn every_injected_bug_is_found() {
    let mut missed = Vec::new();
    for (bug, worlds) in INJECTED_FAULTS {
        inject(Some(*bug));
        for (number, world) in worlds.iter().enumerate() {
            match search(*world, 1, LIVES_MAX, &mut Reached::default()) {
                Some((lives, cause)) => println!("{bug:?}: life {lives}: {cause}"),
                None => missed.push(format!("{bug:?} in world {number}")),
            }
        }
        inject(None);
    }
    assert!(missed.is_empty(), "not found in {LIVES_MAX} lives: {missed:?}");
}
