//! A second pair of eyes: a block is a proposal until another moderator confirms it.

use super::super::Options;
use super::super::model::Require;
use super::{World, admin, moderator};
use crate::contract::moderation::{Action, ListAuditRequest};

/// A video that has passed where blocks need two.
fn passed() -> World {
    let require = Require::Text;
    let world = World::with(Options { require, second_pair_of_eyes: true, ..Options::default() });
    world.describe("v1", 1, "a fish");
    world.package("v1", "p1", &[]);
    assert_eq!(world.wait_told("v1", 1).action(), Action::Pass);
    world
}

#[test]
fn a_block_takes_effect_when_another_moderator_confirms_it() {
    let world = passed();
    for _ in 0..2 {
        let proposed = world.decide(&moderator("first"), "v1", Action::Block).expect("they may");
        let proposal = proposed.proposal.clone().expect("it is one");
        assert_eq!((&*proposal.proposed_by, &*proposal.note), ("first", "seen"));
        assert_eq!((proposed.action(), &*proposed.held_by), (Action::Pass, ""));
        assert_eq!(world.waiting(), ["v1"]);
        assert_eq!(world.told("v1").len(), 1, "one person twice is one");
    }
    let decided = world.decide(&moderator("second"), "v1", Action::Block).expect("they may");
    assert_eq!((decided.action(), decided.proposal), (Action::Block, None));
    assert_eq!(world.wait_told("v1", 2).action(), Action::Block);
    assert_eq!(world.waiting(), Vec::<String>::new());
    let root = admin();
    let asked = world.client.list_audit(&root, ListAuditRequest::default());
    let entries = world.harness.run(asked).expect("administrators may").entries;
    let deeds: Vec<_> = entries.iter().map(|one| (&*one.actor, &*one.deed)).collect();
    let proposed = ("first", "proposed");
    assert_eq!(deeds, [("rules", "judged"), proposed, proposed, ("second", "decided")]);
}

#[test]
fn any_other_decision_takes_effect_at_once_and_withdraws_the_proposal() {
    let world = passed();
    world.decide(&moderator("first"), "v1", Action::Block).expect("they may");
    let decided = world.decide(&moderator("second"), "v1", Action::AgeLimit).expect("they may");
    assert_eq!((decided.action(), decided.proposal), (Action::AgeLimit, None));
    assert_eq!(world.wait_told("v1", 2).action(), Action::AgeLimit);
    world.decide(&moderator("second"), "v1", Action::Block).expect("they may");
    assert_eq!(world.told("v1").len(), 2, "what was withdrawn confirms nothing");
}

#[test]
fn a_proposal_is_about_what_was_seen() {
    let world = passed();
    world.decide(&moderator("first"), "v1", Action::Block).expect("they may");
    world.describe("v1", 2, "another fish");
    world.wait_told("v1", 2);
    assert_eq!((world.case("v1").expect("it is there").proposal, world.waiting()), (None, vec![]));
    world.decide(&moderator("second"), "v1", Action::Block).expect("they may");
    assert_eq!(world.told("v1").len(), 2, "it is the first who proposes it now");
}

#[test]
fn of_two_at_once_one_proposes_and_the_other_confirms() {
    let world = passed();
    let decide = |name: &str| {
        let (cx, client) = (moderator(name), world.client.clone());
        let request = crate::contract::moderation::DecideCaseRequest {
            video_id: "v1".to_owned(),
            action: Action::Block.into(),
            reason: crate::contract::moderation::Reason::Spam.into(),
            ..<_>::default()
        };
        async move { client.decide_case(&cx, request).await }
    };
    let (a, b) = world.harness.run(async { tokio::join!(decide("one"), decide("two")) });
    assert!(a.is_ok() && b.is_ok(), "{a:?} {b:?}");
    assert_eq!(world.wait_told("v1", 2).action(), Action::Block);
}
