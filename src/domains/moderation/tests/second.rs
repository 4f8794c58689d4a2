//! A second pair of eyes: a block is a proposal until another moderator confirms it.

use super::super::Options;
use super::super::model::Require;
use super::{World, admin, by, code, moderator};
use crate::contract::moderation::{
    Action, Case, ClaimCaseRequest, EscalateCaseRequest, ListAuditRequest,
};
use crate::kernel::context::{Context, Role};
use crate::kernel::fault::Reply;

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

impl World {
    fn escalate(&self, cx: &Context, note: &str, if_version: u64) -> Reply<Case> {
        let (video_id, note) = ("v1".to_owned(), note.to_owned());
        let request = EscalateCaseRequest { video_id, note, if_version };
        let told = self.harness.run(self.client.escalate_case(cx, request))?;
        Ok(told.case.expect("it answers with the case"))
    }
}

#[test]
fn what_is_left_to_the_administrators_only_they_decide() {
    let world = passed();
    let left = world.escalate(&moderator("first"), " a law? ", 0).expect("they may");
    let escalation = left.escalation.expect("it says so");
    assert_eq!((&*escalation.escalated_by, &*escalation.note), ("first", "a law?"));
    assert_eq!((world.waiting(), &*left.held_by), (vec!["v1".to_owned()], ""));
    for action in [Action::Pass, Action::AgeLimit, Action::Block] {
        let refused = world.decide(&moderator("second"), "v1", action);
        assert_eq!(code(refused), "moderation.CASE_ESCALATED");
    }
    let claim = ClaimCaseRequest { video_id: "v1".to_owned() };
    let second = moderator("second");
    let claimed = world.harness.run(world.client.claim_case(&second, claim));
    assert_eq!(code(claimed), "moderation.CASE_ESCALATED", "nobody holds it from them");
    let again = world.escalate(&moderator("second"), "me too", 0);
    assert_eq!(code(again), "moderation.CASE_ESCALATED");
    // New texts do not take it from them.
    world.describe("v1", 2, "another fish");
    world.wait_told("v1", 2);
    assert_eq!(world.waiting(), ["v1"]);
    // Two have looked at it: a block takes effect at once, also where it needs two.
    let decided = world.decide(&admin(), "v1", Action::Block).expect("they may");
    assert_eq!((decided.action(), decided.escalation), (Action::Block, None));
    assert_eq!(world.waiting(), Vec::<String>::new());
    world.decide(&moderator("second"), "v1", Action::Pass).expect("it is anybody's again");
    let root = admin();
    let asked = world.client.list_audit(&root, ListAuditRequest::default());
    let entries = world.harness.run(asked).expect("administrators may").entries;
    let escalated: Vec<_> = entries.iter().filter(|one| one.deed == "escalated").collect();
    assert_eq!(escalated.len(), 1);
    assert_eq!((&*escalated[0].actor, &*escalated[0].subject), ("first", "v1"));
}

#[test]
fn a_case_is_left_by_moderators_who_saw_it_and_say_why() {
    let world = passed();
    let version = world.case("v1").expect("it is there").version;
    for note in ["", "  ", &"x".repeat(501)] {
        let refused = world.escalate(&moderator("first"), note, 0);
        assert_eq!(code(refused), "moderation.ESCALATION_INVALID");
    }
    let owner = world.case("v1").expect("it is there").owner_id;
    let own = world.escalate(&by(&owner, Role::Moderator), "x", 0);
    assert_eq!(code(own), "moderation.OWN_VIDEO");
    let stale = world.escalate(&moderator("first"), "x", version + 1);
    assert_eq!(code(stale), "moderation.CASE_CHANGED");
    let refused = world.escalate(&by("eve", Role::Creator), "x", 0);
    assert_eq!(code(refused), "kernel.NOT_ALLOWED");
    let claim = ClaimCaseRequest { video_id: "v1".to_owned() };
    let second = moderator("second");
    world.harness.run(world.client.claim_case(&second, claim)).expect("it is free");
    let refused = world.escalate(&moderator("first"), "x", 0);
    assert_eq!(code(refused), "moderation.IN_OTHER_HANDS");
    assert_eq!(world.waiting(), Vec::<String>::new());
}
