//! Each planted bug is found, and none is seen where none is planted: that is what the green lives
//! of the other files are worth.

use super::lives::{World, search};
use super::sometimes::Reached;
use super::{commands, moves, stream};
use crate::kernel::plant::{Plant, plant};

/// A planted bug shows within so many lives.
const LIVES_MAX: u64 = 2_000;

/// Every plant, with the worlds that have to find it.
const PLANTS: &[(Plant, &[World])] = &[
    (Plant::AnswerBeforeCommit, &[commands::world]),
    (Plant::KeepFailedUnit, &[commands::world, stream::world]),
    (Plant::CommitSpoiledGroup, &[commands::world]),
    (Plant::GoOnAfterRollback, &[commands::world]),
    (Plant::ForgetSync, &[commands::world, stream::world]),
    (Plant::ForgetFirstReply, &[commands::world]),
    (Plant::IgnoreFingerprint, &[commands::world]),
    (Plant::ReplayOld, &[stream::world]),
    (Plant::Resurrect, &[stream::world]),
    (Plant::ReplayTwice, &[stream::world]),
    (Plant::RetryAhead, &[stream::world]),
    (Plant::ForgetReplay, &[stream::world]),
    (Plant::TrimNewest, &[stream::world]),
    (Plant::SkipDedup, &[stream::world]),
    (Plant::AdvanceBeforeApply, &[stream::world]),
    (Plant::LoseParkedKey, &[stream::world]),
    (Plant::DropParkedEvent, &[stream::world]),
    (Plant::IgnoreEpoch, &[moves::world]),
    (Plant::IgnoreFence, &[moves::world]),
    (Plant::AnswerFenceEarly, &[moves::world]),
    (Plant::TakeLateSeat, &[moves::world]),
    (Plant::ForgetSeating, &[moves::world]),
];

#[test]
fn every_planted_bug_is_found() {
    let mut missed = Vec::new();
    for (bug, worlds) in PLANTS {
        plant(Some(*bug));
        for (number, world) in worlds.iter().enumerate() {
            match search(*world, 1, LIVES_MAX, &mut Reached::default()) {
                Some((lives, cause)) => println!("{bug:?}: life {lives}: {cause}"),
                None => missed.push(format!("{bug:?} in world {number}")),
            }
        }
        plant(None);
    }
    assert!(missed.is_empty(), "not found in {LIVES_MAX} lives: {missed:?}");
}
